from celery import shared_task

from annotation_server.exports import operations


@shared_task
def render_export(export_id: str) -> None:
    operations.render(export_id)


@shared_task
def expire_exports() -> None:
    operations.expire()
