"""Take snapshots, see how far they are, download their files. For managers."""

import uuid
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.core.api import SIGN_IN
from annotation_server.core.errors import NotSignedInError
from annotation_server.core.fields import Flag, Input, Text
from annotation_server.exports import services
from annotation_server.exports.formats.cut import USUAL, Options
from annotation_server.exports.models import Export, ExportFile, Snapshot
from annotation_server.exports.queries import (
    MOST_LISTED,
    campaign_for,
    finished_file,
    snapshot_for,
    snapshots_of,
    state_of,
    waiting_notice,
    withdrawn_since,
)
from annotation_server.media.delivery import serve_file

CONTENT_TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "gz": "application/gzip",
    "csv": "text/csv",
    "md": "text/markdown",
    "svg": "image/svg+xml",
    "parquet": "application/vnd.apache.parquet",
}


class SnapshotInput(Input):
    formats = serializers.ListField(
        child=Text(max_length=20), required=False, default=["jsonl"], min_length=1, max_length=10
    )
    videos = Flag(required=False, default=False)
    information_key = Text(max_length=20, required=False, default=USUAL.information_key)
    audience = Text(max_length=40, required=False, default=USUAL.audience)


class SnapshotProgressOutput(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ExportFileOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    format = serializers.CharField()
    rows = serializers.IntegerField(allow_null=True)
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.CharField()


class SnapshotOutput(serializers.Serializer[Any]):
    """`withdrawn_since`: how many pairs in its files are out of circulation by now."""

    id = serializers.UUIDField()
    campaign = serializers.UUIDField()
    frozen_at = serializers.DateTimeField()
    protocol_sha256 = serializers.CharField()
    state = serializers.ChoiceField(choices=Export.State.choices)
    error = serializers.CharField()
    notice = serializers.CharField()
    progress = SnapshotProgressOutput()
    files = ExportFileOutput(many=True)
    report = serializers.DictField()
    withdrawn_since = serializers.IntegerField()


class SnapshotsOutput(serializers.Serializer[Any]):
    results = SnapshotOutput(many=True)


def _user(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotSignedInError(SIGN_IN)
    return request.user


def _options(body: dict[str, Any]) -> Options:
    return Options(body["information_key"], body["videos"], body["audience"])


def describe(snapshot: Snapshot) -> dict[str, Any]:
    return describe_all([snapshot])[0]


def describe_all(snapshots: Sequence[Snapshot]) -> list[dict[str, Any]]:
    withdrawn = withdrawn_since(snapshots)
    return [_described(snapshot, withdrawn.get(snapshot.pk, 0)) for snapshot in snapshots]


def _described(snapshot: Snapshot, withdrawn: int) -> dict[str, Any]:
    """Say how far a snapshot is: its exports count as one piece of work."""
    exports = sorted(snapshot.exports.all(), key=lambda export: export.name)
    return {
        "id": str(snapshot.pk),
        "campaign": str(snapshot.campaign_id),
        "frozen_at": snapshot.frozen_at.isoformat(),
        "protocol_sha256": snapshot.protocol_sha256,
        "state": state_of(exports),
        "error": " ".join(export.error for export in exports if export.error),
        "notice": waiting_notice(exports),
        "progress": {
            "done": sum(export.done_units for export in exports),
            "total": sum(export.total_units for export in exports),
        },
        "files": [_file(export, file) for export in exports for file in _files(export)],
        "report": {export.name: export.report for export in exports},
        "withdrawn_since": withdrawn,
    }


def _files(export: Export) -> list[ExportFile]:
    return sorted(export.files.all(), key=lambda file: file.name)


def _file(export: Export, file: ExportFile) -> dict[str, Any]:
    name = f"{export.name}/{file.name}"
    return {
        "name": name,
        "format": export.format,
        "rows": file.rows,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "url": reverse("snapshot-file", args=[export.snapshot_id, name]),
    }


class SnapshotsView(APIView):
    permission_classes = [IsAuthenticated]
    input = {"POST": SnapshotInput}
    output = {"GET": SnapshotsOutput, "POST": SnapshotOutput}
    statuses = {"POST": 202}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        snapshots = snapshots_of(campaign_for(_user(request), campaign_id))[:MOST_LISTED]
        return Response({"results": describe_all(list(snapshots))})

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = campaign_for(_user(request), campaign_id)
        body = SnapshotInput.of(request.data)
        made = services.take_snapshot(campaign, body["formats"], _options(body), by=_user(request))
        return Response(describe(made), status=status.HTTP_202_ACCEPTED)


class SnapshotView(APIView):
    permission_classes = [IsAuthenticated]
    output = SnapshotOutput

    def get(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        return Response(describe(snapshot_for(_user(request), snapshot_id)))


class SnapshotExportsView(APIView):
    permission_classes = [IsAuthenticated]
    input = {"POST": SnapshotInput}
    output = SnapshotOutput
    statuses = {"POST": 202}

    def post(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        """Render the cut again, or in other formats; what was cancelled or failed starts anew."""
        user = _user(request)
        snapshot = snapshot_for(user, snapshot_id)
        body = SnapshotInput.of(request.data)
        services.start_exports(snapshot, body["formats"], _options(body), by=user)
        return Response(describe(snapshot_for(user, snapshot_id)), status=status.HTTP_202_ACCEPTED)


class SnapshotCancellationView(APIView):
    permission_classes = [IsAuthenticated]
    output = SnapshotOutput

    def put(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        """Stop what is not finished. The cut itself stays, and so do finished files."""
        user = _user(request)
        services.cancel_exports(snapshot_for(user, snapshot_id), by=user)
        return Response(describe(snapshot_for(user, snapshot_id)))


class SnapshotFileView(APIView):
    permission_classes = [IsAuthenticated]
    file_types = (*CONTENT_TYPES.values(), "text/plain")

    def get(self, request: Request, snapshot_id: uuid.UUID, name: str) -> HttpResponseBase:
        file, path = finished_file(snapshot_for(_user(request), snapshot_id), name)
        content_type = CONTENT_TYPES.get(path.suffix[1:], "text/plain")
        reply = serve_file(
            request._request,
            path,
            content_type,
            accel_prefix=settings.TANDEM_ACCEL_PREFIX and f"{settings.TANDEM_ACCEL_PREFIX}/exports",
            root=Path(settings.EXPORTS_ROOT),
            open_range_bytes=file.bytes,
        )
        digest = b64encode(bytes.fromhex(file.sha256)).decode()
        reply["Repr-Digest"] = f"sha-256=:{digest}:"
        reply["Digest"] = f"SHA-256={digest}"
        saved_as = name.replace("/", "-")
        reply["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(saved_as)}"
        return reply
