"""Delete the files of what was withdrawn: the clips that are ours, renditions, posters, copies.

Safe to run twice and to kill anywhere: files that are gone are no error, and a video says that its
files are deleted only when they are.
"""

from collections.abc import Callable
from pathlib import Path

from django.db.models.functions import Now

from annotation_server.catalog.models import FileDeletion, Video
from annotation_server.catalog.queries import media_path
from annotation_server.catalog.queries.takedowns import files_of
from annotation_server.core import jobs

_copies: list[Callable[[Video], None]] = []


def also_delete(copies: Callable[[Video], None]) -> None:
    """Whoever keeps copies of videos elsewhere says here how they are deleted."""
    _copies.append(copies)


def delete_files(pk: str) -> None:
    """Carry out a deletion that is due."""
    job = jobs.claim(FileDeletion, pk)
    if job is not None:
        jobs.work(job, _delete)


def _delete(job: FileDeletion) -> None:
    videos = list(files_of(job.takedown.thing))
    for done, video in enumerate(videos):
        jobs.renew(job, done_units=done, total_units=len(videos))
        delete_files_of(video)
        Video.objects.filter(pk=video.pk).update(files_deleted_at=Now())
    jobs.finish(job, done_units=len(videos), total_units=len(videos))


def delete_files_of(video: Video) -> None:
    """The source, unless it is only linked or another video's too, and all that was made of it."""
    made = media_path(video.media_id.hex)
    for path in (*made.parent.glob(f"{made.name}.*"), *made.parent.glob(f".{made.name}.*")):
        path.unlink(missing_ok=True)
    if hasattr(video, "rendition"):
        media_path(video.rendition.name).unlink(missing_ok=True)
        media_path(video.rendition.poster_name).unlink(missing_ok=True)
    others = Video.objects.filter(source_path=video.source_path, files_deleted_at=None)
    if not video.is_linked and not others.exclude(pk=video.pk).exists():
        Path(video.source_path).unlink(missing_ok=True)
    for copies in _copies:
        copies(video)
