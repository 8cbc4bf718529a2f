"""Files that are either complete under their name or not there at all."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex

NAME = re.compile(r"[0-9A-Za-z_-]{1,100}")
DEBRIS = ".*.part"


def sha256_of(path: Path) -> str:
    """Digest a file, read in pieces, to hex."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def named(folder: Path, name: str, suffix: str) -> Path:
    """Give the file's path below the folder. A name is never a path."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name: letters, digits, '-' and '_' only.")
    return folder.resolve() / f"{name}{suffix}"


@contextmanager
def published(target: Path) -> Iterator[Path]:
    """Yield a temporary file in the target's folder; it gets the target's name once it is safe.

    The content is on the disk before the name is, and the name before this returns. A crash leaves
    at most a hidden `.<name>.<pid>-<random>.part`, which `clean_debris` takes away.
    """
    # Random too: process ids repeat where workers of several machines share a volume.
    part = target.with_name(f".{target.name}.{os.getpid()}-{token_hex(4)}.part")
    part.write_bytes(b"")
    try:
        yield part
        _sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync(target.parent)


def clean_debris(folder: Path, older_than: timedelta) -> int:
    """Remove what killed workers left; `older_than` must exceed the longest transcode."""
    before = time.time() - older_than.total_seconds()
    old = [path for path in folder.glob(DEBRIS) if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
