"""One clip from its source file to what a browser plays."""

import time
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from annotation_server.catalog.models import Rendition, Video
from annotation_server.catalog.operations.findings import note_findings
from annotation_server.catalog.operations.pair_ids import fill_pair_ids, lock_corpus
from annotation_server.catalog.operations.renditions import Made, made_of
from annotation_server.catalog.queries import media_path
from annotation_server.catalog.rules import ids
from annotation_server.core import jobs
from annotation_server.core.errors import TandemError
from annotation_server.core.leases import kept
from annotation_server.media.alterations import Alteration
from annotation_server.media.ingest import sha256_of


class SourceMissingError(TandemError):
    code = "source_missing"


class SourceChangedError(TandemError):
    code = "source_changed"


class DuplicateVideoError(TandemError):
    code = "duplicate_video"


GOES_ON = timedelta(seconds=5)
AT_ONCE = 20


def ingest_videos(pk: str) -> None:
    """Take in this clip, then others that are due, for a few seconds.

    Hints are sent for some hundred rows every half minute: clips whose rendition is only copied are
    done long before the next ones.
    """
    until = time.monotonic() + GOES_ON.total_seconds()
    ingest_video(pk)
    while time.monotonic() < until:
        found = jobs.due(Video).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]
        if not found:
            return
        for one in found:
            if time.monotonic() < until:
                ingest_video(str(one))


def ingest_video(pk: str) -> None:
    """Make the rendition of a clip that is due; what goes wrong is stored on its row."""
    video = jobs.claim(Video, pk)
    if video is not None:
        with kept(video):
            jobs.work(video, _ingest)


def _ingest(video: Video) -> None:
    """All files carry the name drawn with the row: a second attempt overwrites the first's."""
    target = media_path(video.media_id.hex)
    _remove(target, "*.part")
    try:
        source = _source(video)
        sha256 = _checked_hash(video, source)
        video_id = video.video_id or _derived_id(video, sha256)
        _refuse_duplicate(video, video_id)
        alteration = Alteration(video.alteration) if video.alteration else None
        made = made_of(source, sha256, target, alteration)
        _store(video, video_id, sha256, made)
    except jobs.LostLeaseError:
        if Video.objects.filter(pk=video.pk, state=Video.State.CANCELLED).exists():
            _remove(target, "*")  # withdrawn in the meantime
        raise
    except Exception:
        if jobs.mine(video).exists():
            _remove(target, "*")
        raise


def _source(video: Video) -> Path:
    source = Path(video.source_path)
    if not source.is_file() or source.resolve() != source:
        raise SourceMissingError(
            f"The file of {video.source_name} is not where it was imported from. "
            "Put it back, then retry."
        )
    return source


def _checked_hash(video: Video, source: Path) -> str:
    sha256 = sha256_of(source)
    if video.sha256 and video.sha256 != sha256:
        raise SourceChangedError(
            f"{video.source_name} has the SHA-256 {sha256}, not {video.sha256} as the import said. "
            "Put the right file in its place, then retry."
        )
    return sha256


def _derived_id(video: Video, sha256: str) -> str:
    return ids.video_id(video.prompt.prompt_id, video.generated_from, sha256)


def _refuse_duplicate(video: Video, video_id: str) -> None:
    same = Video.objects.filter(corpus=video.corpus_id, video_id=video_id).exclude(pk=video.pk)
    if other := same.first():
        raise DuplicateVideoError(
            f"The corpus has this clip already, as {other.source_name}: the same prompt, generator "
            "and bytes. It stays out; nothing else needs to be done."
        )


@transaction.atomic
def _store(video: Video, video_id: str, sha256: str, made: Made) -> None:
    lock_corpus(video.corpus)
    _refuse_duplicate(video, video_id)
    jobs.finish(video, video_id=video_id, sha256=sha256, done_units=1, total_units=1)
    rendition = Rendition.objects.create(video=video, **asdict(made))
    note_findings(video, rendition, sha256)
    fill_pair_ids(video.corpus, video)


def _remove(target: Path, ending: str) -> None:
    """Files of this clip alone, whether finished or left half done by a worker that was killed."""
    for pattern in (f"{target.name}.{ending}", f".{target.name}.{ending}"):
        for path in target.parent.glob(pattern):
            path.unlink(missing_ok=True)
