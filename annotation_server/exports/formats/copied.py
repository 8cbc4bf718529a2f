"""Rows of a query, copied from the database in one go.

COPY takes no time for a row on the way, and the rows wait in a nameless file on the disk: the query
has ended before the first row is used, whatever its reader does meanwhile.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from psycopg2.sql import SQL, Composable

ESCAPED = re.compile(r"\\(.)")
CHARACTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
NULL = "\\N"
# Rows of a whole campaign are sorted and joined: with the usual 4 MB by way of files on the disk.
IN_MEMORY = "SET LOCAL work_mem = '128MB'"

Cells = list[str | None]


def copied(query: Composable) -> Iterator[Cells]:
    """Yield each row of a query: its columns as PostgreSQL writes them, None for null."""
    with (
        _waiting(SQL("COPY ({}) TO STDOUT").format(query)) as file,
        TextIOWrapper(file, encoding="utf-8", newline="\n") as lines,
    ):
        for line in lines:
            if "\\" in line:
                yield [_cell(one) if "\\" in one else one for one in line[:-1].split("\t")]
            else:
                yield line[:-1].split("\t")  # type: ignore[misc]  # str is Cells' str | None


@contextmanager
def copied_as_csv(query: Composable) -> Iterator[BinaryIO]:
    """Give the rows of a query as CSV without a head: null is nothing, no text is `""`."""
    with _waiting(SQL("COPY ({}) TO STDOUT WITH (FORMAT csv)").format(query)) as file:
        yield file


@contextmanager
def _waiting(statement: Composable) -> Iterator[BinaryIO]:
    """Give the file into which a statement copied all that it finds, at its beginning."""
    root = Path(settings.EXPORTS_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=root) as file:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(IN_MEMORY)
            cursor.copy_expert(statement, file)
        file.seek(0)
        yield file


def _cell(cell: str) -> str | None:
    if cell == NULL:
        return None
    return ESCAPED.sub(lambda found: CHARACTERS.get(found[1], found[1]), cell)
