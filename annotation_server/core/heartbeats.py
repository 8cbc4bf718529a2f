"""Workers say that they live: a row each, written by a thread of the worker's main process.

The thread goes on while the pool is busy with long work, so that busy is not taken for dead.
"""

import logging
import threading
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db import connection
from django.db.models.functions import Now

from annotation_server.core.models import Heartbeat

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0
LATE = timedelta(seconds=60)
FORGOTTEN = timedelta(days=1)
# The name under which the sweep says that the clock runs and `default` is worked on.
CLOCK = "clock"


def beat(name: str, queues: list[str]) -> None:
    """Note that this worker lives now, and forget those that ended long ago."""
    Heartbeat.objects.update_or_create(name=name, defaults={"queues": queues, "at": Now()})
    Heartbeat.objects.filter(at__lt=Now() - FORGOTTEN).delete()


def served_queues() -> set[str]:
    """The queues that a living worker takes work from."""
    rows = Heartbeat.objects.filter(at__gte=Now() - LATE).values_list("queues", flat=True)
    return {queue for queues in rows for queue in queues}


def clock_runs() -> bool:
    return Heartbeat.objects.filter(name=CLOCK, at__gte=Now() - LATE).exists()


def keep_beating(
    name: str, queues: list[str], over: threading.Event | None = None
) -> threading.Thread:
    """Beat from a thread, which is given back, until the process ends or `over` is set."""
    arguments = (name, queues, over or threading.Event())
    thread = threading.Thread(target=_run, args=arguments, name="heartbeat", daemon=True)
    thread.start()
    return thread


def _run(name: str, queues: list[str], over: threading.Event) -> None:
    while True:
        try:
            beat(name, queues)
        except DatabaseError as error:
            log.info("no heartbeat: %s", type(error).__name__)
        finally:
            connection.close()
        if over.wait(EVERY_SECONDS):
            return
