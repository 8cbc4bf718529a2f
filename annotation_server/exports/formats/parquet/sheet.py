"""What a Parquet file is made of: the columns that PostgreSQL selects, and what is made of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from psycopg2.sql import SQL, Composable

from annotation_server.exports.formats.schema import Schema

Select = Callable[[str, Sequence[Composable]], Composable]


@dataclass(frozen=True, slots=True)
class Column:
    """What is selected. It is the value itself, or the text of which `made` gives it as JSON.

    What is made is made once for all rows of a block that have the same text; null stays null.
    """

    selected: Composable
    made: Callable[[str], str] | None = None


Members = Mapping[str, "Column | Group"]


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one name. It is null where its member `null_without` is."""

    members: Members
    null_without: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as columns: `select` gives the query of a split that selects them.

    With `sorted_within`, rows that are alike in its first column come together, and are put in the
    order of its second.
    """

    name: str
    row: Schema
    columns: Group
    select: Select
    sorted_within: tuple[str, str] | None = None

    def query(self, split: str) -> Composable:
        return self.select(split, [column.selected for column in leaves(self.columns)])


def leaves(group: Group) -> Iterator[Column]:
    """Yield every column, those of a group where the group stands."""
    for member in group.members.values():
        if isinstance(member, Group):
            yield from leaves(member)
        else:
            yield member


def column(selected: str, made: Callable[[str], str] | None = None) -> Column:
    """Give a column of words of our own."""
    return Column(SQL(selected), made)


def prompt() -> dict[str, Column]:
    return {
        "prompt_id": column("t.prompt_id"),
        "prompt_text": column("t.text"),
        "prompt_type": column("t.type"),
    }


def videos() -> dict[str, Group]:
    """Give the two videos of a pair; one that is not there is null."""
    return {
        f"video_{n}": Group(
            {
                "video_id": column(f"v{n}.video_id"),
                "generated_from": column(f"v{n}.generated_from"),
            },
            null_without="video_id",
        )
        for n in (0, 1)
    }
