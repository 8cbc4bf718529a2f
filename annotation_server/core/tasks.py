from celery import shared_task

from annotation_server.core import sweep as sweeping


@shared_task
def sweep() -> None:
    sweeping.sweep()
