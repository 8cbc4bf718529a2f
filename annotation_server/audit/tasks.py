from celery import shared_task

from annotation_server.audit import operations


@shared_task
def seal() -> None:
    operations.seal_events()
