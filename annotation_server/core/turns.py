"""A few requests at a time in each process, and the others in the order in which they came.

For those of almost every click, which compute and ask the database in short turns. Where many of
them are at work at once, they take the processor from each other at every statement: all become
slower, and some much slower than others.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from annotation_server.core.parsers import LARGEST_BODY

View = Callable[..., HttpResponseBase]


class Turns:
    """At most `count` at once; whoever waits longest is next."""

    def __init__(self, count: int) -> None:
        self.free = count
        self.waiting: deque[Lock] = deque()
        self._lock = Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        mine = Lock()
        mine.acquire()
        with self._lock:
            if self.free:
                self.free -= 1
                return
            self.waiting.append(mine)
        mine.acquire()  # until it is passed on

    def _pass_on(self) -> None:
        with self._lock:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.free += 1


_turns = Turns(settings.TANDEM_AT_ONCE or sys.maxsize)


def in_turn(view: View) -> View:
    """The view, when it is its turn. The body comes first: who sends slowly holds up nobody."""

    @wraps(view)
    def waiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _length(request) > LARGEST_BODY:
            return view(request, *args, **kwargs)  # which refuses it
        request.body  # noqa: B018  # the request keeps it
        with _turns.one():
            return view(request, *args, **kwargs)

    return waiting


def _length(request: HttpRequest) -> int:
    """As Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
