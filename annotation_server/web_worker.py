"""The web process: gunicorn's threads, and connections spread evenly over the processes.

The system wakes the process that waited last, and by far the most connections would go to one. So
each process shows how many it has where all can see it, and one that has clearly more leaves a new
connection to the others: for a moment only, since a count may be old and another process stuck.
"""

import mmap
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

PROCESSES = 64  # many more than run at once, also while new ones replace the old
PATIENCE_SECONDS = 0.02
LOOK_SECONDS = 0.002
GONE = 0  # what the memory is filled with; a process with n connections shows n + 1

# Made before the first process is forked, and shared by all of them.
_shown = memoryview(mmap.mmap(-1, 4 * PROCESSES)).cast("i")


def clearly_more(mine: int, least: int) -> bool:
    """More by two connections, or by more than an eighth where there are many."""
    return mine > least + max(1, least // 8)


def forget(age: int) -> None:
    """For the arbiter, when a process has ended in whatever way. gunicorn numbers them by age."""
    _shown[age % PROCESSES] = GONE


class EvenWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Takes new connections while it does not have clearly more of them than another process.

    Only the main thread of a process accepts, counts and shows.
    """

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.stands_back_until = 0.0

    def accept(self, listener: Any) -> None:
        if self._has_clearly_more():
            self.stands_back_until = time.monotonic() + PATIENCE_SECONDS
            self.set_accept_enabled(enabled=False)
        else:
            super().accept(listener)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001  # as gunicorn calls it
        super().set_accept_enabled(enabled and not self.stands_back_until)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """One pass of the main loop."""
        self._show()
        super().wait_for_and_dispatch_events(LOOK_SECONDS if self.stands_back_until else timeout)
        self._show()
        if self.stands_back_until:
            self._look_again()

    def _look_again(self) -> None:
        is_still_more = self._has_clearly_more()
        if not is_still_more or time.monotonic() >= self.stands_back_until:
            self.stands_back_until = 0.0
            if is_still_more and self.alive:
                self._take_all_that_wait()

    def _take_all_that_wait(self) -> None:
        for listener in self.sockets:
            before = -1
            while before < self.nr_conns < self.worker_connections:
                before = self.nr_conns
                super().accept(listener)

    def _has_clearly_more(self) -> bool:
        shown = [count - 1 for count in _shown if count != GONE]
        return clearly_more(self.nr_conns, min(shown, default=self.nr_conns))

    def _show(self) -> None:
        _shown[self.age % PROCESSES] = self.nr_conns + 1 if self.alive else GONE
