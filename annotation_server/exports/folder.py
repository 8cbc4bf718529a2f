"""The files of one export: streamed, hashed as they are written, safe on the disk when closed.

The same rows give the same bytes: no name, time or level of the machine gets into a gzip header.
"""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from io import BufferedWriter
from pathlib import Path
from typing import IO, Any, cast

SUMS = "SHA256SUMS"
ROWS_BETWEEN_BEATS = 500
GZIP_LEVEL = 6

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """`name` is the path below the export's folder; `rows` is None where nothing is counted."""

    name: str
    rows: int | None
    bytes: int
    sha256: str


def encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@dataclass(slots=True)
class ExportFolder:
    """Where a format writes. `beat` is told of every few hundred rows."""

    path: Path
    beat: Callable[[int], None]
    files: list[WrittenFile] = field(default_factory=list)
    linked: dict[str, str] = field(default_factory=dict)
    facts: Row = field(default_factory=dict)

    def lines(self, name: str, rows: Iterable[Row]) -> int:
        """Write one JSON object a line; returns how many."""
        with self._file(name) as sink:
            sink.rows = sum(1 for _ in self._each(sink, rows, b"", b"\n"))
        return sink.rows

    def array(self, name: str, rows: Iterable[Row]) -> int:
        """Write one JSON array, an object a line; returns how many."""
        with self._file(name) as sink:
            sink.write(b"[")
            sink.rows = sum(1 for _ in self._each(sink, rows, b"\n", b"", b",\n"))
            sink.write(b"\n]\n")
        return sink.rows

    def report(self, name: str, facts: Row, left_out: Iterable[Row]) -> None:
        """Write one JSON object of facts, and as its last member the list of what was left out."""
        self.facts = facts
        with self._file(name) as sink:
            sink.write(json.dumps(facts, ensure_ascii=False, indent=2).encode()[:-2])
            sink.write(b',\n  "left_out": [')
            for _ in self._each(sink, left_out, b"\n    ", b"", b",\n    "):
                pass
            sink.write(b"\n  ]\n}\n")

    def object(self, name: str, facts: Row) -> None:
        """Write one JSON object of facts."""
        self.facts = facts
        with self._file(name) as sink:
            sink.write(json.dumps(facts, ensure_ascii=False, indent=2).encode() + b"\n")

    def link(self, name: str, source: Path, digest: str) -> None:
        """Put a finished file of ours here: a hard link where the disk can, else a copy."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
            sync(target)
        self.linked[name] = digest

    def copy(self, name: str, source: Path, digest: str) -> bool:
        """Put a copy of a file here, if its SHA-256 is still this one; tells whether it was."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        sync(target)
        with target.open("rb") as copied:
            is_same = file_digest(copied, "sha256").hexdigest() == digest
        if is_same:
            self.linked[name] = digest
        return is_same

    def close(self) -> None:
        """Write the checksums and make sure that every name is on the disk."""
        sums = {file.name: file.sha256 for file in self.files} | self.linked
        with self._file(SUMS) as sink:
            for name in sorted(sums):
                sink.write(f"{sums[name]}  {name}\n".encode())
        for folder in (self.path, *(path for path in self.path.rglob("*") if path.is_dir())):
            sync(folder)

    @contextmanager
    def _file(self, name: str) -> Iterator["Sink"]:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as raw:
            sink = Sink(raw, compressed=name.endswith(".gz"))
            yield sink
            sink.close()
            raw.flush()
            os.fsync(raw.fileno())
        digest = sink.hashed.digest.hexdigest()
        self.files.append(WrittenFile(name, sink.rows, sink.hashed.bytes, digest))

    def _each(
        self, sink: "Sink", rows: Iterable[Row], before: bytes, after: bytes, between: bytes = b""
    ) -> Iterator[None]:
        lead = before
        for number, row in enumerate(rows, start=1):
            sink.write(lead + encode(row) + after)
            lead = between or before
            if number % ROWS_BETWEEN_BEATS == 0:
                self.beat(ROWS_BETWEEN_BEATS)
            yield


class Hashed:
    """A file that digests and counts what goes to the disk."""

    def __init__(self, raw: BufferedWriter) -> None:
        self.raw = raw
        self.digest = sha256()
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.bytes += len(data)
        return self.raw.write(data)

    def flush(self) -> None:
        self.raw.flush()


class Sink:
    """One file being written, compressed or not."""

    def __init__(self, raw: BufferedWriter, *, compressed: bool) -> None:
        self.rows: int | None = None
        self.hashed = Hashed(raw)
        self.gzip = (
            gzip.GzipFile(
                filename="",
                mode="wb",
                compresslevel=GZIP_LEVEL,
                mtime=0,
                fileobj=cast("IO[bytes]", self.hashed),
            )
            if compressed
            else None
        )

    def write(self, data: bytes) -> None:
        (self.gzip or self.hashed).write(data)

    def close(self) -> None:
        if self.gzip:
            self.gzip.close()


def sync(path: Path) -> None:
    """Return when the file, or a folder's names, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
