"""What a format writes: tables, each with the shape of its rows and the rows of each split."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.schema import Schema

SPLITS = ("train", "test")


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` gives the rows of one split, each as a JSON object."""

    name: str
    row: Schema
    rows: Callable[[str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Written:
    """A table with the file of each split, and how many rows these have."""

    name: str
    row: Schema
    files: Mapping[str, str]
    counts: Mapping[str, int]


def write_lines(table: Table, folder: ExportFolder) -> Written:
    """Write a table as JSON lines, a file a split."""
    files = {split: f"{table.name}/{split}.jsonl" for split in SPLITS}
    counts = {split: folder.lines(name, table.rows(split)) for split, name in files.items()}
    return Written(table.name, table.row, files, counts)


def counted(written: "list[Written]") -> dict[str, int]:
    """Give how many rows each file has, as reports say it."""
    return {one.files[split]: count for one in written for split, count in one.counts.items()}
