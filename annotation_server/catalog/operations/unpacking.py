"""Unpacks a zip or tar file of strangers: plain files only, below one folder, up to a limit."""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from annotation_server.catalog.rules.archives import ZIP, Contents, contents, safe_parts
from annotation_server.catalog.rules.problems import WrongValueError

MIB = 1024 * 1024
MOST_FILES = 200_000
MOST_DIRECTORY = 64 * MIB  # of a zip's own list, which is read at once
MOST_HEADER = MIB  # of a tar's extended headers, each of which is read at once
ALWAYS_ALLOWED = 256 * MIB
MOST_RATIO = 20
PIECE = MIB
UNIX, KINDS = 16, (0, stat.S_IFREG, stat.S_IFDIR)
GZIP = b"\x1f\x8b"
END, END_64 = b"PK\x05\x06", b"PK\x06\x06"
# The last three: a path that is a file here and a folder there.
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, struct.error, EOFError),
    *(ValueError, NotImplementedError, RuntimeError),
    *(FileExistsError, NotADirectoryError, IsADirectoryError),
)


@dataclass(frozen=True)
class Member:
    name: str
    is_folder: bool
    is_plain: bool


@dataclass
class Budget:
    """How many bytes may still come out. Videos do not shrink, so much more is a bomb."""

    left: int

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            message = (
                f"unpacks to more than {MOST_RATIO} times its size. Pack the clips themselves, "
                "or copy them to the server and use `import_corpus`."
            )
            raise WrongValueError("archive_too_large", message)


def unpack(archive: Path, folder: Path) -> Contents:
    """Write the files below the folder, which must not exist, and find the manifest.

    Raises WrongValueError for the first thing that is wrong; what was written stays for the caller
    to remove.
    """
    folder.mkdir(parents=True)
    budget = _budget(archive)
    written: set[PurePosixPath] = set()
    try:
        is_zip = archive.name.lower().endswith(ZIP)
        for member, source in _zip_members(archive) if is_zip else _tar_members(archive, folder):
            _write(member, source, folder, written, budget)
    except DAMAGED as error:
        message = f"cannot be unpacked ({type(error).__name__}). Pack it again, without a password."
        raise WrongValueError("archive_damaged", message) from error
    return contents(written)


def _budget(archive: Path) -> Budget:
    return Budget(max(ALWAYS_ALLOWED, MOST_RATIO * archive.stat().st_size))


def _write(
    member: Member,
    source: IO[bytes] | None,
    folder: Path,
    written: set[PurePosixPath],
    budget: Budget,
) -> None:
    if not member.is_plain:
        message = f"has {member.name[:100]!r}, which is a link or no plain file. Leave it out."
        raise WrongValueError("not_a_file", message)
    path = PurePosixPath(*safe_parts(member.name))
    if member.is_folder or source is None:
        return
    if path in written or len(written) >= MOST_FILES:
        message = f"has {member.name[:100]!r} twice, or more than {MOST_FILES:,} files. Split it."
        raise WrongValueError("too_many_files", message)
    written.add(path)
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        _copy(source, file, budget)


def _copy(source: IO[bytes] | gzip.GzipFile, target: BinaryIO, budget: Budget) -> None:
    while piece := source.read(PIECE):
        budget.spend(len(piece))
        target.write(piece)


def _zip_members(archive: Path) -> Iterator[tuple[Member, IO[bytes] | None]]:
    with archive.open("rb") as file:
        _check_directory(file)
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            kind = stat.S_IFMT(info.external_attr >> UNIX)
            is_plain = kind in KINDS and "\x00" not in info.orig_filename
            member = Member(info.orig_filename, info.is_dir(), is_plain)
            if member.is_folder or not member.is_plain:
                yield member, None
            else:
                with opened.open(info) as source:
                    yield member, source


def _check_directory(file: BinaryIO) -> None:
    """Refuse a list of files that would not fit in memory, before zipfile reads it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 2 * 64 * 1024))
    tail = file.read()
    small, large = tail.rfind(END), tail.rfind(END_64)
    length = struct.unpack_from("<L", tail, small + 12)[0] if small >= 0 else 0
    if large >= 0:
        length = struct.unpack_from("<Q", tail, large + 40)[0]
    if length > MOST_DIRECTORY:
        message = f"lists more than {MOST_FILES:,} files. Split it."
        raise WrongValueError("too_many_files", message)


class _Careful(io.FileIO):
    """Reads no header at once that is larger than any honest one; contents are read in pieces."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= MOST_HEADER:
            raise tarfile.ReadError("a header is too large")
        return super().read(size) or b""


def _tar_members(archive: Path, folder: Path) -> Iterator[tuple[Member, IO[bytes] | None]]:
    with _plain_tar(archive, folder) as path, _Careful(path) as plain:
        opened = tarfile.TarFile(fileobj=plain)
        while info := opened.next():
            opened.members = []  # type: ignore[attr-defined]  # else all headers stay in memory
            is_file = info.isreg() and not info.issparse()
            member = Member(info.name, info.isdir(), is_file or info.isdir())
            yield member, opened.extractfile(info) if is_file else None


@contextmanager
def _plain_tar(archive: Path, folder: Path) -> Iterator[Path]:
    """The tar without its gzip, on the disk: in a packed one every step back reads all again."""
    with archive.open("rb") as file:
        if file.read(2) != GZIP:
            yield archive
            return
    plain = folder.with_name(f"{folder.name}.tar")
    try:
        with gzip.open(archive) as source, plain.open("wb") as target:
            _copy(source, target, _budget(archive))
        yield plain
    finally:
        plain.unlink(missing_ok=True)
