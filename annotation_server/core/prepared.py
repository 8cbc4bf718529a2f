"""Statements that a connection parses and plans once, as PostgreSQL's PREPARE and EXECUTE do.

For those by hand of almost every request whose best plan never changes: rows by their keys. To plan
them takes the engine longer than to carry them out. A connection that a pool lends to others
between two transactions (PgBouncer) keeps nothing: there `TANDEM_PREPARED=false` has each statement
planned anew.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

from annotation_server.core.columns import AS_WRITTEN

MARK = re.compile(r"%(?:\((\w+)\))?s")
Values = Mapping[str, Any] | Sequence[Any]
# What each connection to the engine has prepared; a new connection has nothing.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Prepared:
    """The two texts for a statement; `names` are those of its values, in their order."""

    prepare: str
    execute: str
    names: tuple[str, ...]


def execute_prepared(cursor: Any, statement: str, values: Values) -> None:
    """As `cursor.execute`; the values are named ones, or a sequence for `%s`, all of the same kind.

    A value whose type PostgreSQL cannot tell from its place needs a cast in the statement.
    """
    if not settings.TANDEM_PREPARED:
        cursor.execute(statement, values)
        return
    prepared = of(statement)
    known = _known.setdefault(connection.connection, set())
    if statement not in known:
        with connection.wrap_database_errors, connection.connection.cursor() as bare:
            bare.execute(prepared.prepare)
        known.add(statement)
    if isinstance(values, Mapping):
        values = [values[name] for name in prepared.names]
    cursor.execute(prepared.execute, values)


@cache
def of(statement: str) -> Prepared:
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[1] is None or found[1] not in names:
            names.append(found[1])
        place = len(names) if found[1] is None else names.index(found[1]) + 1
        return f"${place}"

    text = MARK.sub(numbered, statement.removeprefix(AS_WRITTEN)).replace("%%", "%")
    before = AS_WRITTEN if statement.startswith(AS_WRITTEN) else ""
    name = f"tandem_{hashlib.sha256(statement.encode()).hexdigest()[:16]}"
    marks = ", ".join(["%s"] * len(names))
    return Prepared(f"PREPARE {name} AS {text}", f"{before} EXECUTE {name} ({marks})", tuple(names))
