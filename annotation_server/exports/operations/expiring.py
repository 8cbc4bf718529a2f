"""Delete the files of exports that are older than their campaign's rule. Safe to run twice."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from annotation_server.audit.services import record
from annotation_server.exports.folder import discard
from annotation_server.exports.models import Export

A_DAY = timedelta(days=1)
EXPIRED = "Its files expired by the campaign's rule. Start it again: the bytes are the same."


def expire() -> int:
    """Delete them; returns how many exports it were. What they were stays on record.

    The row is changed first: a folder that outlives a kill is debris, and cleared as such.
    """
    rule = F("snapshot__campaign__expiry_rule__days")
    old = Export.objects.filter(
        state=Export.State.DONE,
        snapshot__campaign__expiry_rule__isnull=False,
        finished_at__lt=Now() - rule * A_DAY,
    )
    count = 0
    for export in old.select_related("snapshot").order_by("finished_at"):
        mine = Export.objects.filter(pk=export.pk, state=Export.State.DONE, folder=export.folder)
        changed = mine.update(
            state=Export.State.CANCELLED,
            folder="",
            expired_at=Now(),
            error=EXPIRED,
            error_code="files_expired",
        )
        if changed:
            discard(Path(settings.EXPORTS_ROOT) / export.folder)
            record(by=None, action="export_expired", subject=export, name=export.name)
            count += 1
    return count
