"""Sessions as Django stores them, read by one statement by hand.

It is the first of almost every request, and so it also tells whether the connection still lives:
on one that does not, it is asked again on a new one. Nothing else has to ask beforehand.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import InterfaceError, OperationalError, connection

from annotation_server.core.prepared import execute_prepared

READ = """
    SELECT session_data FROM django_session
    WHERE session_key = %s AND expire_date > statement_timestamp()"""


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        data = _stored(self.session_key) if self.session_key else None
        if data is None:
            self._session_key = None
            return {}
        return dict(self.decode(data))


def _stored(key: str) -> str | None:
    if connection.in_atomic_block:
        return _read(key)
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs lack it
    try:
        return _read(key)
    except (InterfaceError, OperationalError):
        connection.close()
        return _read(key)


def _read(key: str) -> str | None:
    with connection.cursor() as cursor:
        execute_prepared(cursor, READ, [key])
        row = cursor.fetchone()
    return row[0] if row else None
