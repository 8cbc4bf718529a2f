"""Sends hints to workers from a thread of its own, so that no request ever waits for the broker.

A hint may be lost: when the broker is down, slow or full, or when this process ends. The row it
speaks of is still due, and the sweep sends it again.
"""

import atexit
import contextlib
import logging
import os
import queue
import threading
import time
from typing import Any

from celery import Task

log = logging.getLogger(__name__)

MOST_WAITING = 1000
FLUSH_SECONDS = 1.0
# The sweep says it again: what workers do not get to in time would only pile up in the broker.
STALE_SECONDS = 90
CONNECTION = {"socket_timeout": 1, "socket_connect_timeout": 1, "connect_retries_timeout": 1}

Hint = tuple["Task[..., Any]", tuple[str, ...]]


class Sender:
    """One daemon thread and its bounded queue; made anew after a fork."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.waiting: queue.Queue[Hint] = queue.Queue(MOST_WAITING)
        threading.Thread(target=self._run, name="hints", daemon=True).start()

    def put(self, hint: Hint) -> None:
        with contextlib.suppress(queue.Full):
            self.waiting.put_nowait(hint)

    def flush(self, seconds: float) -> None:
        """Give what waits a moment to leave, for commands that end at once."""
        end = time.monotonic() + seconds
        while self.waiting.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.01)

    def _run(self) -> None:
        while True:
            task, args = self.waiting.get()
            try:
                _publish(task, args)
            except Exception as error:  # noqa: BLE001  # a lost hint is cured by the sweep
                log.info("hint for %s lost: %s", task.name, type(error).__name__)
            finally:
                self.waiting.task_done()


def _publish(task: "Task[..., Any]", args: tuple[str, ...]) -> None:
    with task.app.connection_for_write(transport_options=CONNECTION) as connection:
        task.apply_async(  # type: ignore[call-arg]
            args, connection=connection, retry=False, expires=STALE_SECONDS
        )


_lock = threading.Lock()
_sender: Sender | None = None


def publish(task: "Task[..., Any]", args: tuple[str, ...]) -> None:
    """Queue a hint; returns at once."""
    global _sender  # noqa: PLW0603  # one sender a process
    with _lock:
        if _sender is None or _sender.process != os.getpid():
            _sender = Sender()
            atexit.register(_sender.flush, FLUSH_SECONDS)
    _sender.put((task, args))
