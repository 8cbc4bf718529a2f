"""Waits until the workers have taken in all clips of a corpus."""

import time
from collections.abc import Callable

from django.core.management.base import CommandError

from annotation_server.catalog import queries
from annotation_server.catalog.management.workers import is_media_worker_there
from annotation_server.catalog.models import Corpus

EVERY_SECONDS = 0.2
PATIENCE_SECONDS = 30
NO_WORKER = "No worker is running for the queue `media`. `./run serve` starts one."


def wait_for_clips(corpus: Corpus, show: Callable[[int, int], None]) -> None:
    """Raises CommandError when nothing moves for half a minute and no worker answers."""
    total = left = queries.unfinished(corpus)
    moved = time.monotonic()
    while left:
        show(total - left, total)
        time.sleep(EVERY_SECONDS)
        before, left = left, queries.unfinished(corpus)
        if left != before or (_is_late(moved) and is_media_worker_there()):
            moved = time.monotonic()
        elif _is_late(moved):
            raise CommandError(f"{left} clips wait, and will be taken in later. {NO_WORKER}")
    show(total, total)


def _is_late(moved: float) -> bool:
    return time.monotonic() - moved > PATIENCE_SECONDS
