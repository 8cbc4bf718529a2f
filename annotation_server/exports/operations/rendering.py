"""Render an export: into a hidden folder first, which gets its name once all of it is safe.

A worker may be killed anywhere. The database says `done` only after the folder is on the disk, and
the next export clears away what earlier ones left. Finished tar files wait for the next attempt of
the same export: after a kill, a full disk, a failure, or until somebody resumes what was cancelled.
"""

import errno
import re
import shutil
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from annotation_server.core import jobs
from annotation_server.core.leases import kept
from annotation_server.exports.folder import NOTE, ExportFolder, discard, sync
from annotation_server.exports.formats import FORMATS
from annotation_server.exports.formats.beside import write_beside
from annotation_server.exports.formats.cut import Cut, Options
from annotation_server.exports.models import Export, ExportFile
from annotation_server.exports.operations.figures import keep_figures
from annotation_server.exports.operations.modelled import unweighed, weigh_by_model
from annotation_server.exports.queries import refuse_if_affected
from annotation_server.protocol.queries import definition_of

SECONDS_BETWEEN_RENEWALS = 2.0
TO_RESUME = timedelta(days=7)  # in which the tar files of what ended without being done are kept
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
Tell = Callable[[int, int], None]
OWNER = re.compile(r"\.?([0-9a-f-]{36})\.[0-9a-f]{8}(?:\.part)?")


class StoreFullError(Exception):
    """No refusal: the row waits, and is tried again."""


def render(export_id: str, tell: Tell | None = None) -> None:
    """Render the export if it is due. Safe to run twice and to kill anywhere.

    `tell` hears now and then how many rows are done, and how many there are.
    """
    job = jobs.claim(Export, export_id)
    if job is not None:
        with kept(job):
            jobs.work(job, lambda job: _render(job, tell))


def render_anew(exports: "QuerySet[Export]") -> int:
    """Queue finished exports again, whose files are not what they were; returns how many."""
    done = exports.filter(state=Export.State.DONE)
    return done.update(state=Export.State.QUEUED, attempts=0, due_at=Now(), folder="", done_units=0)


def clear_debris(root: Path, job: Export, *, spared: Path) -> None:
    """Remove what attempts left that were killed: of this export, and of those that have ended."""
    # Before the rows are read: what is new by then is at work.
    found = sorted(set(root.iterdir()) - {spared})
    others = Export.objects.exclude(pk=job.pk)
    busy = {str(pk) for pk in others.filter(_at_work()).values_list("pk", flat=True)}
    wanted = set(Export.objects.exclude(folder="").values_list("folder", flat=True))
    for folder in found:
        owner = OWNER.fullmatch(folder.name)
        if owner and owner[1] not in busy and folder.name not in wanted:
            discard(folder)


def _at_work() -> Q:
    """Give the condition of exports that have files in the making, or wait with some."""
    of_tar_files = Q(options__shard_mb__gt=0)
    ended = Q(state__in=[Export.State.CANCELLED, Export.State.FAILED])
    resumable = Q(state=Export.State.QUEUED) | ended & Q(finished_at__gt=Now() - TO_RESUME)
    return Q(state=Export.State.RUNNING) | of_tar_files & resumable


def _render(job: Export, tell: Tell | None) -> None:
    refuse_if_affected(job.snapshot)
    root = Path(settings.EXPORTS_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    name = f"{job.pk}.{uuid.uuid4().hex[:8]}"
    part, final = root / f".{name}.part", root / name
    try:
        part.mkdir()
        _take_over(root, job, part)
        clear_debris(root, job, spared=part)
        folder = _write(job, part, tell)
        part.replace(final)
        sync(root)
        _finish(job, name, folder)
    except BaseException as error:
        _clear(part, keep_finished=_may_go_on(job, error))
        discard(final)
        if _is_of_a_full_disk(error):
            then = "then start it again" if _is_last(job) else "it is tried again by itself"
            raise StoreFullError(f"The disk of {root} is full. Make room there; {then}.") from error
        raise


def _take_over(root: Path, job: Export, part: Path) -> None:
    """Move what attempts of this export finished that were ended: tar files, checked when used.

    One that is being written stays where it is: its worker may be alive after all.
    """
    for note in root.glob(f".{job.pk}.*.part/*{NOTE}"):
        file = note.with_suffix("")
        if file.exists() and not (part / file.name).exists():
            file.replace(part / file.name)
            note.replace(part / note.name)


def _clear(part: Path, *, keep_finished: bool) -> None:
    """Remove what an attempt wrote; if asked, all but the tar files that it finished."""
    notes = [*part.glob(f"*{NOTE}")] if keep_finished else []
    kept_names = {name for note in notes for name in (note.name, note.stem)}
    for path in part.iterdir() if kept_names else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in kept_names:
            path.unlink()
    if not kept_names:
        shutil.rmtree(part, ignore_errors=True)


def _may_go_on(job: Export, error: BaseException) -> bool:
    """Whether another attempt may take over what this one finished.

    Not from an attempt that another one has overtaken. And a disk that stayed full to the end gets
    its room back.
    """
    if not job.options.get("shard_mb"):
        return False
    if isinstance(error, jobs.LostLeaseError):
        waiting = [Export.State.CANCELLED, Export.State.QUEUED]
        return Export.objects.filter(pk=job.pk, state__in=waiting).exists()
    return not (_is_of_a_full_disk(error) and _is_last(job))


def _is_last(job: Export) -> bool:
    return job.attempts >= jobs.MOST_ATTEMPTS


def _is_of_a_full_disk(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in NO_ROOM


def _write(job: Export, path: Path, tell: Tell | None) -> ExportFolder:
    definition = definition_of(job.snapshot.campaign.protocol)
    cut = Cut(job.snapshot, definition, Options(**job.options))
    chosen = FORMATS[Export.Format(job.format)]
    to_weigh = unweighed(job.snapshot, definition).count()
    heartbeat = Heartbeat(job, to_weigh + chosen.total(cut), tell)
    if to_weigh:
        weigh_by_model(job.snapshot, definition, heartbeat)
    if not job.snapshot.figures:
        keep_figures(job.snapshot, definition)
    folder = ExportFolder(path, heartbeat)
    written = chosen.write(cut, folder)
    write_beside(cut, job.format, written, folder)
    folder.close()
    return folder


@transaction.atomic
def _finish(job: Export, name: str, folder: ExportFolder) -> None:
    jobs.finish(job, folder=name, report=folder.facts, done_units=F("total_units"))
    ExportFile.objects.filter(export=job).delete()
    ExportFile.objects.bulk_create(
        ExportFile(export=job, name=file.name, rows=file.rows, bytes=file.bytes, sha256=file.sha256)
        for file in folder.files
    )


class Heartbeat:
    """Counts rows; every few seconds it renews the lease and stores how far the work is."""

    def __init__(self, job: Export, total: int, tell: Tell | None = None) -> None:
        self.job, self.done, self.total, self.tell = job, 0, total, tell
        self.renewed = time.monotonic()
        jobs.renew(job, done_units=0, total_units=total)

    def __call__(self, rows: int) -> None:
        self.done += rows
        now = time.monotonic()
        if now - self.renewed >= SECONDS_BETWEEN_RENEWALS:
            self.renewed = now
            jobs.renew(self.job, done_units=self.done)
            if self.tell:
                self.tell(self.done, self.total)
