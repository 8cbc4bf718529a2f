"""Find snapshots and their files. Only managers find any."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Video
from annotation_server.catalog.queries.takedowns import taken_down_pairs
from annotation_server.core.errors import ConflictError, GoneError, NotFoundError
from annotation_server.core.heartbeats import served_queues
from annotation_server.core.models import Job
from annotation_server.exports.models import (
    ExpiryRule,
    Export,
    ExportFile,
    Snapshot,
    SnapshotAssignment,
)

MOST_LISTED = 100
QUEUE = "exports"
LINK = "tandem.exports.link"
FOR_A_WORKER = timedelta(seconds=5)
BUSY = "The workers are busy with other exports or videos. This export starts when one is free."
NO_WORKER = (
    "No worker has taken this export. Start one that serves the queue `exports` (`./run serve` "
    "does); the export then starts within half a minute. `manage.py export_snapshot` needs none."
)


def campaign_called(name_or_id: str) -> Campaign:
    """Find a campaign by its name or id, with the sentence for a terminal."""
    found = Campaign.objects.select_related("corpus", "protocol")
    campaign = found.filter(name=name_or_id).first()
    if campaign is None and (key := _uuid(name_or_id)):
        campaign = found.filter(pk=key).first()
    if campaign is None:
        raise NotFoundError(f"There is no campaign {name_or_id!r}. Check its name.")
    return campaign


def snapshot_called(campaign: Campaign, snapshot_id: str) -> Snapshot:
    """Find a snapshot of a campaign by its id, with the sentence for a terminal."""
    key = _uuid(snapshot_id)
    snapshot = key and snapshots_of(campaign).filter(pk=key).first()
    if not snapshot:
        raise NotFoundError(f"{campaign.name} has no snapshot {snapshot_id!r}. Check the id.")
    return snapshot


def campaign_for(user: User, campaign_id: uuid.UUID) -> Campaign:
    """Find a campaign that the user may export."""
    campaign = Campaign.objects.filter(pk=campaign_id).first() if user.is_manager else None
    if campaign is None:
        raise NotFoundError
    return campaign


def snapshots_of(campaign: Campaign) -> QuerySet[Snapshot]:
    """Give the snapshots of a campaign, the newest first."""
    return _snapshots().filter(campaign=campaign).order_by("-frozen_at", "-pk")


def snapshot_for(user: User, snapshot_id: uuid.UUID) -> Snapshot:
    snapshot = _snapshots().filter(pk=snapshot_id).first() if user.is_manager else None
    if snapshot is None:
        raise NotFoundError
    return snapshot


def _snapshots() -> QuerySet[Snapshot]:
    return Snapshot.objects.select_related("campaign__protocol").prefetch_related("exports__files")


def withdrawn_since(snapshots: Iterable[Snapshot]) -> dict[uuid.UUID, int]:
    """How many pairs in the files of each snapshot are out of circulation by now."""
    shown = {snapshot.pk: snapshot.campaign.corpus_id for snapshot in snapshots}
    pairs = [taken_down_pairs(corpus).values("pk") for corpus in set(shown.values())]
    found: dict[uuid.UUID, int] = {}
    for of_corpus in pairs:
        rows = SnapshotAssignment.objects.filter(
            snapshot__in=list(shown), left_out="", assignment__pair__in=of_corpus
        )
        counted = rows.order_by().values_list("snapshot")
        found.update(counted.annotate(Count("assignment__pair", distinct=True)))
    return found


def answers_withdrawn_since(snapshots: Iterable[Snapshot]) -> dict[uuid.UUID, int]:
    """How many judged assignments in the files of each snapshot their annotators withdrew since."""
    rows = SnapshotAssignment.objects.filter(
        snapshot__in=[snapshot.pk for snapshot in snapshots],
        left_out="",
        assignment__annotator__withdrawn_at__gt=F("snapshot__frozen_at"),
    )
    return dict(rows.order_by().values_list("snapshot").annotate(Count("pk")))


def refuse_if_affected(snapshot: Snapshot) -> None:
    """Raises ConflictError when something in the snapshot's files was withdrawn since."""
    if pairs := withdrawn_since([snapshot]).get(snapshot.pk):
        raise ConflictError(
            f"{pairs} pairs of this snapshot were withdrawn since, or are held after a report. "
            "Take a new snapshot, which leaves them out.",
            code="snapshot_affected",
        )


def state_of(exports: Sequence[Export]) -> str:
    """Give the state of several exports as one: the least finished one's."""
    order = (Job.State.FAILED, Job.State.CANCELLED, Job.State.RUNNING, Job.State.QUEUED)
    states = {export.state for export in exports}
    return next((state for state in order if state in states), Job.State.DONE).value


def waiting_notice(exports: Sequence[Export]) -> str:
    """Say that nobody takes up what waits, and why: at once when no worker lives; else nothing."""
    waiting = [export.pk for export in exports if export.state == Job.State.QUEUED]
    if waiting and QUEUE not in served_queues():
        return NO_WORKER
    overdue = Export.objects.filter(pk__in=waiting, due_at__lt=Now() - FOR_A_WORKER)
    if not overdue.exists():
        return ""
    at_work = {"state": Job.State.RUNNING, "leased_until__gt": Now()}
    if Export.objects.filter(**at_work).exists() or Video.objects.filter(**at_work).exists():
        return BUSY
    return NO_WORKER


@dataclass(frozen=True, slots=True)
class Pace:
    """How far several exports are together, in rows; `rate` a second of those at work."""

    done: int
    total: int
    rate: float | None
    seconds_left: int | None


def pace_of(exports: Sequence[Export]) -> Pace:
    """Tell the pace of what is at work. What waits for a worker is in what is left, too."""
    now = datetime.now(UTC)
    wanted = [export for export in exports if export.state != Job.State.CANCELLED]
    done = sum(export.done_units for export in wanted)
    total = sum(export.total_units for export in wanted)
    at_work = [e for e in wanted if e.state == Job.State.RUNNING and e.started_at]
    seconds = sum((now - e.started_at).total_seconds() for e in at_work if e.started_at)
    written = sum(export.done_units for export in at_work)
    if not written or seconds <= 0:
        return Pace(done, total, None, None)
    rate = written / seconds
    left = max(0, total - done)
    return Pace(done, total, round(rate, 1), ceil(left / rate))


def kept_days(campaign: Campaign) -> int | None:
    """After how many days finished files expire; None if never."""
    return ExpiryRule.objects.filter(campaign=campaign).values_list("days", flat=True).first()


def export_again(export: Export) -> Export:
    """Look an export up anew, to see how far it is."""
    return Export.objects.get(pk=export.pk)


def finished_file(snapshot: Snapshot, name: str) -> tuple[ExportFile, Path]:
    """Find a file by the name that the API gives it, and where it lies."""
    export_name, _, file_name = name.partition("/")
    file = (
        ExportFile.objects.select_related("export")
        .filter(export__snapshot=snapshot, export__name=export_name, name=file_name)
        .filter(export__state=Job.State.DONE)
        .first()
    )
    if file is None:
        raise NotFoundError
    return file, folder_of(file.export) / file.name


def sealed(file: ExportFile, until: datetime) -> str:
    """Give the token of a link to this file: what it is, and its last good moment."""
    return dumps([file.pk, file.sha256, int(until.timestamp())], salt=LINK, compress=False)


def linked_file(token: str, now: datetime) -> tuple[ExportFile, Path]:
    """Find the file of a link. Raises NotFoundError for any other word, GoneError when it expired.

    A file that was rendered anew with other bytes is not the one that the link was made for.
    """
    try:
        key, sha256, until = loads(token, salt=LINK)
    except BadSignature:
        raise NotFoundError from None
    if now.timestamp() > until:
        raise GoneError(
            "This link has expired. Ask whoever gave it to you for a new one.", code="link_expired"
        )
    file = (
        ExportFile.objects.select_related("export")
        .filter(pk=key, sha256=sha256, export__state=Job.State.DONE)
        .first()
    )
    if file is None:
        raise NotFoundError
    return file, folder_of(file.export) / file.name


def folder_of(export: Export) -> Path:
    """Give the folder of a finished export."""
    folder = Path(settings.EXPORTS_ROOT) / export.folder
    if not export.folder or not folder.is_dir():
        raise ConflictError(
            f"The files of {export.name} are gone from the store. Export the snapshot again.",
            code="files_gone",
        )
    return folder


def is_whole(export: Export) -> bool:
    """Tell whether a finished export has each of its files, as long as it was. Others do not."""
    folder = Path(settings.EXPORTS_ROOT) / export.folder
    return export.state == Job.State.DONE and all(
        path.is_file() and path.stat().st_size == file.bytes
        for file in export.files.all()
        for path in [folder / file.name]
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
