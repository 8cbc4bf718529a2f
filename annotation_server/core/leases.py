"""Keeps the lease of a row while long work goes on that cannot report by itself."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from annotation_server.core import jobs
from annotation_server.core.models import Job

log = logging.getLogger(__name__)

EVERY_SECONDS = 30.0


@contextmanager
def kept(job: Job, *, every: float = EVERY_SECONDS) -> Iterator[None]:
    """Renew the lease from a thread until the block ends, or until the lease is lost.

    A lost lease does not stop the block: `jobs.finish` tells it in the end.
    """
    over = threading.Event()
    thread = threading.Thread(target=_keep, args=(job, over, every), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep(job: Job, over: threading.Event, every: float) -> None:
    while not over.wait(every):
        try:
            jobs.renew(job)
        except jobs.LostLeaseError:
            return
        except DatabaseError:
            log.warning("%s %s: the lease could not be renewed", type(job).__name__, job.pk)
        finally:
            connection.close()
