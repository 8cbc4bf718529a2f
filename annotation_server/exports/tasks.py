"""What the tasks do is loaded by whoever does it: it takes every other process long to start."""

from celery import shared_task


@shared_task
def render_export(export_id: str) -> None:
    from annotation_server.exports import operations

    operations.render(export_id)


@shared_task
def expire_exports() -> None:
    from annotation_server.exports import operations

    operations.expire()
