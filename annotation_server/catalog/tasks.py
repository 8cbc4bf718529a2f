from celery import shared_task

from annotation_server.catalog.operations import deleting, imports, ingest
from annotation_server.core import sweep


@shared_task
def run_import(pk: str) -> None:
    imports.run_import(pk)
    sweep.sweep()


@shared_task
def forget_uploads() -> None:
    imports.forget_uploads()


@shared_task
def ingest_video(pk: str) -> None:
    ingest.ingest_videos(pk)


@shared_task
def delete_files(pk: str) -> None:
    deleting.delete_files(pk)
