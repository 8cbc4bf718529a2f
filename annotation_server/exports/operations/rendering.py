"""Render an export: into a hidden folder first, which gets its name once all of it is safe.

A worker may be killed anywhere. The database says `done` only after the folder is on the disk, and
the next attempt clears away what earlier ones left.
"""

import shutil
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from annotation_server.core import jobs
from annotation_server.exports.folder import ExportFolder, sync
from annotation_server.exports.formats import FORMATS
from annotation_server.exports.formats.cut import Cut, Options
from annotation_server.exports.models import Export, ExportFile
from annotation_server.protocol.queries import definition_of

SECONDS_BETWEEN_RENEWALS = 5.0


def render(export_id: str) -> None:
    """Render the export if it is due. Safe to run twice and to kill anywhere."""
    job = jobs.claim(Export, export_id)
    if job is not None:
        jobs.work(job, _render)


def _render(job: Export) -> None:
    root = Path(settings.EXPORTS_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    for old in (*root.glob(f"{job.pk}.*"), *root.glob(f".{job.pk}.*")):
        shutil.rmtree(old)
    name = f"{job.pk}.{uuid.uuid4().hex[:8]}"
    part, final = root / f".{name}.part", root / name
    try:
        part.mkdir()
        folder = _write(job, part)
        part.replace(final)
        sync(root)
        _finish(job, name, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(final, ignore_errors=True)
        raise


def _write(job: Export, path: Path) -> ExportFolder:
    cut = Cut(job.snapshot, definition_of(job.snapshot.campaign.protocol), Options(**job.options))
    chosen = FORMATS[Export.Format(job.format)]
    folder = ExportFolder(path, Heartbeat(job, chosen.total(cut)))
    chosen.write(cut, folder)
    folder.close()
    return folder


@transaction.atomic
def _finish(job: Export, name: str, folder: ExportFolder) -> None:
    jobs.finish(job, folder=name, report=folder.facts, done_units=F("total_units"))
    ExportFile.objects.bulk_create(
        ExportFile(export=job, name=file.name, rows=file.rows, bytes=file.bytes, sha256=file.sha256)
        for file in folder.files
    )


class Heartbeat:
    """Counts rows; every few seconds it renews the lease and stores how far the work is."""

    def __init__(self, job: Export, total: int) -> None:
        self.job, self.done = job, 0
        self.renewed = time.monotonic()
        jobs.renew(job, done_units=0, total_units=total)

    def __call__(self, rows: int) -> None:
        self.done += rows
        now = time.monotonic()
        if now - self.renewed >= SECONDS_BETWEEN_RENEWALS:
            self.renewed = now
            jobs.renew(self.job, done_units=self.done)
