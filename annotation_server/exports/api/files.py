"""Finished files: to managers by their name, to whoever has a link until it expires."""

import uuid
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.exports import services
from annotation_server.exports.api.shapes import LinkInput, LinkOutput
from annotation_server.exports.models import ExportFile
from annotation_server.exports.queries import finished_file, linked_file, snapshot_for
from annotation_server.media.delivery import serve_file

CONTENT_TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "gz": "application/gzip",
    "csv": "text/csv",
    "md": "text/markdown",
    "svg": "image/svg+xml",
    "parquet": "application/vnd.apache.parquet",
    "tar": "application/x-tar",
}
FILE_TYPES = (*CONTENT_TYPES.values(), "text/plain")


class SnapshotFileView(APIView):
    permission_classes = [IsManager]
    file_types = FILE_TYPES

    def get(self, request: Request, snapshot_id: uuid.UUID, name: str) -> HttpResponseBase:
        file, path = finished_file(snapshot_for(signed_in(request), snapshot_id), name)
        return _sent(request, file, path)


class SnapshotLinksView(APIView):
    permission_classes = [IsManager]
    input = {"POST": LinkInput}
    output = LinkOutput

    def post(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        """Make an address of one finished file that needs no sign-in until it expires."""
        user = signed_in(request)
        snapshot = snapshot_for(user, snapshot_id)
        body = LinkInput.of(request.data)
        until = datetime.now(UTC) + timedelta(hours=body["hours"])
        token = services.link_to(snapshot, body["name"], until, by=user)
        url = request.build_absolute_uri(reverse("linked-file", args=[token]))
        return Response({"url": url, "expires_at": until})


class LinkedFileView(APIView):
    permission_classes = [AllowAny]
    authentication_classes = ()
    file_types = FILE_TYPES

    def get(self, request: Request, link: str) -> HttpResponseBase:
        file, path = linked_file(link, datetime.now(UTC))
        return _sent(request, file, path)


def _sent(request: Request, file: ExportFile, path: Path) -> HttpResponseBase:
    reply = serve_file(
        request._request,
        path,
        CONTENT_TYPES.get(path.suffix[1:], "text/plain"),
        accel_prefix=settings.TANDEM_ACCEL_PREFIX and f"{settings.TANDEM_ACCEL_PREFIX}/exports",
        root=Path(settings.EXPORTS_ROOT),
        open_range_bytes=file.bytes,
    )
    digest = b64encode(bytes.fromhex(file.sha256)).decode()
    reply["Repr-Digest"] = f"sha-256=:{digest}:"
    reply["Digest"] = f"SHA-256={digest}"
    saved_as = f"{file.export.name}/{file.name}".replace("/", "-")
    reply["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(saved_as)}"
    return reply
