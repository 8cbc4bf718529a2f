"""What a backup is: a folder with the database, the files, and what both must come to.

backup.json      when, of what, and the rows of each table
files.jsonl      every file: path below the backup, bytes, sha256
database.dump    pg_dump's own format
files/…          media, sources and exports, under the names of the data folder
secrets/…        the keys that make pseudonyms and sign addresses
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from annotation_server.quickstart.problems import QuickstartError

EDITION = 1
HEAD, LIST, DUMP, FILES, SECRETS = (
    *("backup.json", "files.jsonl", "database.dump"),
    *("files", "secrets"),
)
KEPT_SECRETS = ("secret-key", "pseudonym-key")
PARTS = ("media", "sources", "exports")
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """`data` is the folder that the backup is of: paths in the database begin with it."""

    edition: int
    made_at: str
    data: str
    postgres: int
    dump_sha256: str
    rows: dict[str, int]
    files: int
    bytes: int
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: `path` is below `files/` and below the data folder alike."""

    path: str
    bytes: int
    sha256: str


def read_head(backup: Path) -> Head:
    try:
        head = Head(**json.loads((backup / HEAD).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise QuickstartError(
            f"{backup} is no whole backup: its {HEAD} is missing or cannot be read. A backup has "
            "it only when it is complete."
        ) from error
    if head.edition != EDITION:
        raise QuickstartError(f"{backup} is of edition {head.edition}; this program reads 1.")
    return head


def write_head(backup: Path, head: Head) -> None:
    """Last of all: a backup without it is not complete."""
    part = backup / f".{HEAD}.part"
    part.write_text(json.dumps(asdict(head), indent=1))
    sync(part)
    part.replace(backup / HEAD)
    sync(backup)


def listed(backup: Path) -> Iterator[Kept]:
    with (backup / LIST).open() as lines:
        for line in lines:
            yield Kept(**json.loads(line))


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def take(source: Path, target: Path) -> tuple[int, str]:
    """Put a file there, as a hard link where the disk can; its bytes and SHA-256 as they are there.

    Files of a data folder are never changed under their name, so a link stays what it is.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        return _copied(source, target)
    return target.stat().st_size, digest(target)


def _copied(source: Path, target: Path) -> tuple[int, str]:
    """A link may not leave the file system: a copy, hashed on the way and synced."""
    hashed, size = hashlib.sha256(), 0
    with source.open("rb") as read, target.open("xb") as write:
        while piece := read.read(PIECE):
            hashed.update(piece)
            size += len(piece)
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())
    shutil.copymode(source, target)
    return size, hashed.hexdigest()


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass
class Progress:
    """Tells now and then how far the files are."""

    tell: Callable[[str], None]
    what: str
    files: int = 0
    bytes: int = 0
    told: int = 0

    def add(self, size: int) -> None:
        self.files += 1
        self.bytes += size
        if self.files - self.told >= max(1000, self.told // 2):
            self.told = self.files
            self.tell(f"  {self}")

    def __str__(self) -> str:
        return f"{self.what}: {self.files} files, {self.bytes / 1e6:.0f} MB"


def is_empty(folder: Path) -> bool:
    """Whether there is no file in it, however deep."""
    return not any(names for _, _, names in os.walk(folder))


def within(paths: Iterable[str]) -> Iterator[str]:
    """The same paths; one that would leave the folder stops a restore."""
    for path in paths:
        parts = Path(path).parts
        if Path(path).is_absolute() or ".." in parts or not parts or parts[0] not in PARTS:
            raise QuickstartError(f"The backup lists {path!r}, which is no place for a file.")
        yield path
