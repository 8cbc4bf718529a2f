"""The files of a dataset: found by their names, read whole, one after the other."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

NAME = re.compile(r"config-([a-z]+)\.json(?:\.gz)?")
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Config:
    """`name` is the path below the dataset's folder, `split` what the name says."""

    path: Path
    name: str
    split: str


class UnreadableError(Exception):
    """The sentence says why a file is no JSON array."""


def configs(folder: Path) -> Iterator[Config]:
    """Find the data files, at most three folders deep and never among the videos."""
    for path in sorted(folder.rglob("config-*.json*")):
        place = path.relative_to(folder)
        found = NAME.fullmatch(path.name)
        if found and len(place.parts) <= DEEPEST and place.parts[0] != "videos":
            yield Config(path, str(place), found[1])


def rows_of(config: Config) -> list[Any]:
    """Read one array. Raises UnreadableError with what is wrong."""
    try:
        raw = config.path.read_bytes()
        text = gzip.decompress(raw) if config.path.suffix == ".gz" else raw
        rows = json.loads(text.decode(), parse_constant=_refuse)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"cannot be unpacked: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is not JSON: {error}.") from error
    if not isinstance(rows, list):
        raise UnreadableError("must hold one JSON array.")
    return rows


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
