"""What the tasks do is loaded by whoever does it: it takes every other process long to start."""

from celery import shared_task


@shared_task
def run_import(pk: str) -> None:
    from annotation_server.catalog.operations import imports
    from annotation_server.core import sweep

    imports.run_import(pk)
    sweep.sweep()


@shared_task
def forget_uploads() -> None:
    from annotation_server.catalog.operations import imports

    imports.forget_uploads()


@shared_task
def ingest_video(pk: str) -> None:
    from annotation_server.catalog.operations import ingest

    ingest.ingest_videos(pk)


@shared_task
def delete_files(pk: str) -> None:
    from annotation_server.catalog.operations import deleting

    deleting.delete_files(pk)
