"""Where a clip of a manifest is: never outside the manifest's folder."""

import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from annotation_server.catalog.rules.problems import WrongValueError, shown


@dataclass(frozen=True, slots=True)
class Place:
    """A regular file below the folder, without symbolic links in its path."""

    path: Path
    bytes: int


def place_of(folder: Path, path: str, *, is_flat: bool = False) -> Place:
    """Find a clip below a folder whose own path has no links.

    In a flat folder (an upload) only the last part of the path counts.

    Raises WrongValueError for an absolute path, one that leads out of the folder (by `..` or by a
    symbolic link), and for what is not there or not a regular file.
    """
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        message = f"must stay below the manifest's folder; {shown(path)} does not."
        raise WrongValueError("path_outside", message)
    return _found(folder, parts.name if is_flat else path)


def _found(folder: Path, path: str) -> Place:
    try:
        target = (folder / path).resolve(strict=True)
        facts = target.stat()
    except (OSError, RuntimeError, ValueError) as error:
        message = f"names {shown(path)}, and there is no such file that can be read."
        raise WrongValueError("file_missing", message) from error
    if not target.is_relative_to(folder):
        message = f"must stay below the manifest's folder; {shown(path)} is a link that leads out."
        raise WrongValueError("path_outside", message)
    if not stat.S_ISREG(facts.st_mode):
        raise WrongValueError("not_a_file", f"names {shown(path)}, which is not a regular file.")
    return Place(target, facts.st_size)
