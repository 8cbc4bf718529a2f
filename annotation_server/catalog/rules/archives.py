"""What may be in a zip or tar file that somebody sends, and where its manifest is."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from annotation_server.catalog.rules.arrays import ARRAY
from annotation_server.catalog.rules.lines import CSV, JSON_LINES
from annotation_server.catalog.rules.problems import WrongValueError, shown

ZIP, TAR = (".zip",), (".tar", ".tar.gz", ".tgz")
MANIFESTS = (*JSON_LINES, *CSV, *ARRAY)
SETS = ("preference", "label", "prompt")  # of the published dataset, a folder each
PAIRS = tuple(f"pairs{ending}" for ending in (*JSON_LINES, *CSV))
LONGEST_NAME, DEEPEST, LONGEST_PART = 500, 10, 200


def is_archive(name: str) -> bool:
    return name.lower().endswith((*ZIP, *TAR))


def is_manifest(name: str) -> bool:
    """Whether a file of this name can be imported by itself."""
    part = PurePosixPath(name).name.lower()
    return part.endswith(MANIFESTS) and part not in PAIRS


def kind_of(name: str) -> str:
    """What a file can be for an import, by its name; empty if nothing."""
    if name.lower() in PAIRS:
        return "pairs"
    return "archive" if is_archive(name) else "manifest" if is_manifest(name) else ""


def safe_parts(name: str) -> tuple[str, ...]:
    """The parts of a member's path, all plain names. Raises WrongValueError for any other path."""
    parts = PurePosixPath(name).parts
    is_plain = name.isprintable() and "\\" not in name and ":" not in name
    if not is_plain or name.startswith("/") or not parts or ".." in parts:
        message = f"has the path {shown(name)}, which could lead out of the folder. Pack it again."
        raise WrongValueError("path_outside", message)
    is_long = len(name) > LONGEST_NAME or len(parts) > DEEPEST
    if is_long or any(len(part.encode()) > LONGEST_PART for part in parts):
        raise WrongValueError("too_long", f"has the path {shown(name)}, which is too long.")
    return parts


@dataclass(frozen=True, slots=True)
class Contents:
    """The manifests of an archive, and the file of pairs beside the one if it is there.

    They are several only if all are published files of one dataset.
    """

    manifests: tuple[PurePosixPath, ...]
    pairs: str = ""


def contents(paths: Iterable[PurePosixPath]) -> Contents:
    """Find all published files that lie in folders of their sets, else the one manifest.

    Those nearest to the top count. Raises WrongValueError when there is none, or when there are
    several at that depth that are no published files of one folder.
    """
    every = sorted(paths)
    of_sets = _nearest(path for path in every if is_of_set(path))
    if of_sets and len({path.parent.parent for path in of_sets}) == 1:
        return Contents(tuple(of_sets))
    nearest = of_sets or _nearest(path for path in every if is_manifest(path.name))
    if len(nearest) != 1:
        named = f": {', '.join(map(str, nearest[:3]))}" if nearest else ""
        message = (
            f"has {len(nearest)} manifests at its top{named}. Pack exactly one file ending in "
            f"{', '.join(MANIFESTS)} there, and pairs as pairs.jsonl or pairs.csv; or the files of "
            f"one published dataset, each in the folder of its set: {', '.join(SETS)}."
        )
        raise WrongValueError("no_manifest", message)
    folder = nearest[0].parent
    pairs = [path.name for path in every if path.parent == folder and path.name.lower() in PAIRS]
    return Contents((nearest[0],), pairs[0] if pairs else "")


def is_of_set(path: PurePath) -> bool:
    """Whether it is a published file in the folder of its set."""
    return path.parent.name in SETS and path.name.lower().endswith(ARRAY)


def _nearest(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    found = list(paths)
    top = min((len(path.parts) for path in found), default=0)
    return [path for path in found if len(path.parts) == top]
