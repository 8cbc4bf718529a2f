"""Render an export: into a hidden folder first, which gets its name once all of it is safe.

A worker may be killed anywhere. The database says `done` only after the folder is on the disk, and
the next export clears away what earlier ones left. Finished tar files of the same export are kept.
"""

import errno
import re
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from annotation_server.core import jobs
from annotation_server.core.errors import TandemError
from annotation_server.core.leases import kept
from annotation_server.exports.folder import NOTE, ExportFolder, sync
from annotation_server.exports.formats import FORMATS
from annotation_server.exports.formats.beside import write_beside
from annotation_server.exports.formats.cut import Cut, Options
from annotation_server.exports.models import Export, ExportFile
from annotation_server.exports.operations.modelled import unweighed, weigh_by_model
from annotation_server.exports.queries import refuse_if_affected
from annotation_server.protocol.queries import definition_of

SECONDS_BETWEEN_RENEWALS = 2.0
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
    busy = {
        str(pk) for pk in others.filter(state=Export.State.RUNNING).values_list("pk", flat=True)
    }
    wanted = set(Export.objects.exclude(folder="").values_list("folder", flat=True))
    for folder in found:
        owner = OWNER.fullmatch(folder.name)
        if owner and owner[1] not in busy and folder.name not in wanted:
            shutil.rmtree(folder, ignore_errors=True)


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
        if not _goes_on(job, error):
            shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(final, ignore_errors=True)
        if _is_of_a_full_disk(error):
            raise StoreFullError(
                f"the disk of {root} is full. Make room there; it is tried again by itself."
            ) from error
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


def _goes_on(job: Export, error: BaseException) -> bool:
    """Whether another attempt follows that takes over what this one finished."""
    is_last = isinstance(error, TandemError) or job.attempts >= jobs.MOST_ATTEMPTS
    return bool(job.options.get("shard_mb")) and not (is_last or _is_of_a_full_disk(error))


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
