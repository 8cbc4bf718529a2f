"""Give clips that failed another try."""

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.catalog import tasks
from annotation_server.catalog.models import Corpus, Video
from annotation_server.core import jobs
from annotation_server.core.errors import ConflictError

MOST_HINTS = 200


@transaction.atomic
def retry_video(video: Video, *, by: User | None) -> None:
    """Raises ConflictError when the clip has not failed."""
    if not jobs.again(Video.objects.filter(pk=video.pk)):
        raise ConflictError(
            f"{video.source_name} has not failed, so there is nothing to retry. Reload the list.",
            code="not_failed",
        )
    record(by=by, action="video_retried", subject=video)
    jobs.hint(tasks.ingest_video, str(video.pk))


@transaction.atomic
def retry_failed(corpus: Corpus, *, by: User | None) -> int:
    """Retry every failed clip of a corpus; returns how many that are."""
    failed = Video.objects.filter(corpus=corpus, state=Video.State.FAILED)
    first = list(failed.order_by("pk").values_list("pk", flat=True)[:MOST_HINTS])
    retried = jobs.again(Video.objects.filter(corpus=corpus, state=Video.State.FAILED))
    record(by=by, action="videos_retried", subject=corpus, retried=retried)
    for pk in first:
        jobs.hint(tasks.ingest_video, str(pk))
    return retried
