"""A check: its name, the sentence of what is wrong where it finds something, and how it looks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Check:
    """`find` yields each thing that is wrong, named so that an operator finds it."""

    name: str
    sentence: str
    find: Callable[[], Iterator[str]]


def by_sql(name: str, sentence: str, statement: str) -> Check:
    """A check by a statement that selects one text a thing; its rows are never held at once."""
    return Check(name, sentence, lambda: found(statement))


def found(statement: str) -> Iterator[str]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from (str(row[0]) for row in rows)
