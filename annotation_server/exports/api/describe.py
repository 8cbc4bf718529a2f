"""Snapshots and their exports as replies say them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from annotation_server.exports.models import Export, ExportFile, Snapshot
from annotation_server.exports.queries import (
    answers_withdrawn_since,
    pace_of,
    state_of,
    waiting_notice,
    withdrawn_since,
)


def describe(snapshot: Snapshot) -> dict[str, Any]:
    return describe_all([snapshot])[0]


def describe_all(snapshots: Sequence[Snapshot]) -> list[dict[str, Any]]:
    pairs, answers = withdrawn_since(snapshots), answers_withdrawn_since(snapshots)
    return [
        _described(snapshot)
        | {
            "withdrawn_since": pairs.get(snapshot.pk, 0),
            "withdrawn_answers": answers.get(snapshot.pk, 0),
        }
        for snapshot in snapshots
    ]


def _described(snapshot: Snapshot) -> dict[str, Any]:
    """Say how far a snapshot is: its exports count as one piece of work."""
    exports = sorted(snapshot.exports.all(), key=lambda export: export.name)
    pace = pace_of(exports)
    return {
        "id": str(snapshot.pk),
        "campaign": str(snapshot.campaign_id),
        "frozen_at": snapshot.frozen_at.isoformat(),
        "protocol_sha256": snapshot.protocol_sha256,
        "filters": snapshot.options,
        "state": state_of(exports),
        "error": " ".join(export.error for export in exports if export.error),
        "notice": waiting_notice(exports),
        "progress": {
            "done": pace.done,
            "total": pace.total,
            "rate": pace.rate,
            "seconds_left": pace.seconds_left,
        },
        "exports": [_export(export) for export in exports],
        "files": [_file(export, file) for export in exports for file in _files(export)],
        "report": {export.name: export.report for export in exports},
    }


def _export(export: Export) -> dict[str, Any]:
    return {
        "name": export.name,
        "format": export.format,
        "state": export.state,
        "error": export.error,
        "options": export.options,
        "expired_at": export.expired_at and export.expired_at.isoformat(),
    }


def _files(export: Export) -> list[ExportFile]:
    return sorted(export.files.all(), key=lambda file: file.name)


def _file(export: Export, file: ExportFile) -> dict[str, Any]:
    name = f"{export.name}/{file.name}"
    is_there = export.state == Export.State.DONE
    return {
        "name": name,
        "format": export.format,
        "rows": file.rows,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "url": reverse("snapshot-file", args=[export.snapshot_id, name]) if is_there else "",
    }
