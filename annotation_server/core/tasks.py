from celery import shared_task

from annotation_server.core import heartbeats, limits
from annotation_server.core import sweep as sweeping


@shared_task
def sweep() -> None:
    heartbeats.beat(heartbeats.CLOCK, [])
    sweeping.sweep()


@shared_task
def forget_attempts() -> None:
    limits.forget_old()
