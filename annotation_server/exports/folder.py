"""The files of one export: streamed, hashed as they are written, safe on the disk when closed.

The same rows give the same bytes: no name, time or level of the machine gets into a gzip header.
"""

import json
import os
import shutil
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from io import BufferedWriter
from itertools import islice
from pathlib import Path
from typing import Any

SUMS = "SHA256SUMS"
NOTE = ".made"  # ends the name of the note beside a file that a later attempt may keep
BLOCK = 1_000  # a thread waits up to 5 ms for the interpreter, so its pieces are not too small
AHEAD = 2  # pieces that wait to be packed
GZIP_LEVEL = 3  # a sixth larger than 6, in two fifths of the time
GZIP_HEADER = 31
SYNCED_BYTES = 32_000_000  # at once; all of it at the end would be waited for

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """`name` is the path below the export's folder; `rows` is None where nothing is counted."""

    name: str
    rows: int | None
    bytes: int
    sha256: str


def encode(row: Row | str) -> str:
    """Give a row as JSON; a string is one already."""
    return row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)


@dataclass(slots=True)
class ExportFolder:
    """Where a format writes. `beat` is told of every few hundred rows."""

    path: Path
    beat: Callable[[int], None]
    files: list[WrittenFile] = field(default_factory=list)
    linked: dict[str, str] = field(default_factory=dict)
    facts: Row = field(default_factory=dict)

    def lines(self, name: str, rows: Iterable[Row | str]) -> int:
        """Write one JSON object a line; returns how many. A string is an object encoded already."""
        with self._file(name) as sink:
            for block in self._blocks(sink, rows):
                sink.write(("\n".join(block) + "\n").encode())
        return sink.counted

    def text_lines(self, name: str, head: str, rows: Iterable[str]) -> int:
        """Write a line of column names, and one line a row; returns how many rows."""
        with self._file(name) as sink:
            sink.write(f"{head}\n".encode())
            for block in self._blocks(sink, rows):
                sink.write(("\n".join(block) + "\n").encode())
        return sink.counted

    def text(self, name: str, words: str) -> None:
        """Write a file of words."""
        with self._file(name) as sink:
            sink.write(words.encode())

    def binary(self, name: str) -> AbstractContextManager["Sink"]:
        """Open a file for bytes of another writer's making."""
        return self._file(name)

    def note(self, name: str, made_of: str) -> None:
        """Say beside a finished file what it was made of, so that a later attempt can keep it."""
        (digest,) = (file.sha256 for file in self.files if file.name == name)
        note = {"made_of": made_of, "sha256": digest}
        (self.path / f"{name}{NOTE}").write_text(json.dumps(note))

    def keep(self, name: str, made_of: str) -> bool:
        """Take a file over that an earlier attempt made of the same; tells whether it is whole."""
        path = self.path / name
        try:
            note = json.loads((self.path / f"{name}{NOTE}").read_text())
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError):
            return False
        if note != {"made_of": made_of, "sha256": digest}:
            return False
        self.files.append(WrittenFile(name, None, path.stat().st_size, digest))
        return True

    def array(self, name: str, rows: Iterable[Row | str]) -> int:
        """Write one JSON array, an object a line; returns how many."""
        with self._file(name) as sink:
            sink.write(b"[")
            self._members(sink, rows, "\n")
            sink.write(b"\n]\n")
        return sink.counted

    def report(self, name: str, facts: Row, left_out: Iterable[Row]) -> None:
        """Write one JSON object of facts, and as its last member the list of what was left out."""
        self.facts = facts
        with self._file(name) as sink:
            sink.write(json.dumps(facts, ensure_ascii=False, indent=2).encode()[:-2])
            sink.write(b',\n  "left_out": [')
            self._members(sink, left_out, "\n    ")
            sink.write(b"\n  ]\n}\n")
            sink.rows = None

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
        """Write the checksums and make sure that every name is on the disk.

        What an earlier attempt finished and this one has no place for goes.
        """
        names = {file.name for file in self.files}
        for note in self.path.glob(f"*{NOTE}"):
            note.unlink()
            if note.stem not in names:
                note.with_suffix("").unlink(missing_ok=True)
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
            try:
                yield sink
            finally:
                sink.close()
            raw.flush()
            os.fsync(raw.fileno())
        digest = sink.digest.hexdigest()
        self.files.append(WrittenFile(name, sink.rows, sink.bytes, digest))

    def _members(self, sink: "Sink", rows: Iterable[Row | str], lead: str) -> None:
        between = f",{lead}"
        for number, block in enumerate(self._blocks(sink, rows)):
            sink.write(((between if number else lead) + between.join(block)).encode())

    def _blocks(self, sink: "Sink", rows: Iterable[Row | str]) -> Iterator[list[str]]:
        """Yield the rows as JSON, many at a time; counts them and tells of them."""
        sink.rows, left = 0, iter(rows)
        while block := [encode(row) for row in islice(left, BLOCK)]:
            sink.rows += len(block)
            yield block
            self.beat(len(block))


class Sink:
    """One file being written, compressed or not; digests and counts what goes to the disk.

    A thread of its own packs, digests and writes while the next rows are made: none of the three
    holds the interpreter. What fails there is raised by a later call, by `close` at the latest.
    """

    def __init__(self, raw: BufferedWriter, *, compressed: bool) -> None:
        self.raw = raw
        self.rows: int | None = None
        self.taken = self.bytes = self.synced = 0
        self.closed = False
        self.digest = sha256()
        # zlib's own gzip header has neither a name nor a time.
        self.packer = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_HEADER) if compressed else None
        self.thread = ThreadPoolExecutor(1, "sink")
        self.waiting: deque[Future[None]] = deque()

    @property
    def counted(self) -> int:
        return self.rows or 0

    def count(self, rows: int) -> None:
        self.rows = self.counted + rows

    def write(self, data: bytes) -> int:
        self._settle(AHEAD)
        self.taken += len(data)
        self.waiting.append(self.thread.submit(self._pack, data))
        return len(data)

    def tell(self) -> int:
        """Give how many bytes were handed over, packed or not."""
        return self.taken

    def flush(self) -> None:
        self._settle(0)
        self.raw.flush()

    def close(self) -> None:
        """End the compression and the thread; the file is closed by whoever opened it."""
        try:
            self._settle(0)
            if self.packer:
                self._out(self.packer.flush())
                self.packer = None
        finally:
            self.thread.shutdown()

    def _settle(self, most: int) -> None:
        """Return when no more than so many pieces wait."""
        while len(self.waiting) > most:
            self.waiting.popleft().result()

    def _pack(self, data: bytes) -> None:
        self._out(self.packer.compress(data) if self.packer else data)

    def _out(self, data: bytes) -> None:
        self.digest.update(data)
        self.bytes += len(data)
        self.raw.write(data)
        if self.bytes - self.synced >= SYNCED_BYTES:
            self.raw.flush()
            os.fsync(self.raw.fileno())
            self.synced = self.bytes


def discard(folder: Path) -> None:
    """Remove an export's folder, hidden first: no part of it ever reads as complete."""
    hidden = folder.with_name(f".{folder.name.removeprefix('.')}")
    with suppress(FileNotFoundError):
        folder.replace(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def sync(path: Path) -> None:
    """Return when the file, or a folder's names, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
