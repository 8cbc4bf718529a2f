"""Rows of a query as text, copied from the database in one go.

COPY takes no time for a row on the way, and the rows wait in a nameless file on the disk: the query
has ended before the first row is used, whatever its reader does meanwhile.
"""

import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile

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
    root = Path(settings.EXPORTS_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryFile(dir=root) as waiting,
        TextIOWrapper(waiting, encoding="utf-8", newline="\n") as lines,
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(IN_MEMORY)
            cursor.copy_expert(SQL("COPY ({}) TO STDOUT").format(query), waiting)
        waiting.seek(0)
        for line in lines:
            if "\\" in line:
                yield [_cell(one) if "\\" in one else one for one in line[:-1].split("\t")]
            else:
                yield line[:-1].split("\t")  # type: ignore[misc]  # str is Cells' str | None


def _cell(cell: str) -> str | None:
    if cell == NULL:
        return None
    return ESCAPED.sub(lambda found: CHARACTERS.get(found[1], found[1]), cell)
