from celery import shared_task

from annotation_server.core import limits
from annotation_server.core import sweep as sweeping


@shared_task
def sweep() -> None:
    sweeping.sweep()


@shared_task
def forget_attempts() -> None:
    limits.forget_old()
