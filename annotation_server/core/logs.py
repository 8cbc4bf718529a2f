"""Log lines as JSON, one object a line, that hold no answer, no token and no name.

A request is told by its route and the ids in it, never by its address, which may hold a token. An
error is told by its kind and the places it passed, never by its message: a database's message
quotes the row that it refused.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType

from django.http import HttpRequest

SECRET_ADDRESSES = re.compile(r"/(media|invitations|join)/[^\s\"'<>]+")
QUERY = re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*")
LONGEST = 2000
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        line.update(_request(record))
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1], record.exc_info[2])
        return json.dumps(line)


def told(error: BaseException, trace: TracebackType | None) -> dict[str, object]:
    """Kinds, from the last to its cause, the constraint that refused, and places in the code."""
    kinds = [type(one).__name__ for one in _causes(error)]
    frames = traceback.extract_tb(trace)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    found: dict[str, object] = {"kinds": kinds, "places": places[-20:]}
    for one in _causes(error):
        if constraint := getattr(getattr(one, "diag", None), "constraint_name", None):
            found["constraint"] = constraint
    return found


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith("django.") and hasattr(record, "request"):
        return "refused" if record.levelno < logging.ERROR else "failed"
    if record.name.startswith(("django.security", "django.db")):
        return record.name.rpartition(".")[2]
    if record.name.startswith("celery.") and record.exc_info:
        return "A task failed."
    try:
        message = record.getMessage()
    except (TypeError, ValueError):
        message = str(record.msg)
    return QUERY.sub("?…", SECRET_ADDRESSES.sub(r"/\1/…", message))[:LONGEST]


def _request(record: logging.LogRecord) -> dict[str, object]:
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return {}
    match = request.resolver_match
    kwargs = match.kwargs if match else {}
    return {
        "method": request.method if request.method in METHODS else "other",
        "route": match.route if match else None,
        "ids": {key: str(value) for key, value in kwargs.items() if _is_id(key)},
        "status": getattr(record, "status_code", None),
    }


def _is_id(key: str) -> bool:
    return key.endswith("_id") or key == "video"
