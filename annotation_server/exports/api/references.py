"""What came into a corpus, as a download in the published shape. For managers."""

import re
from base64 import b64encode
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager
from annotation_server.catalog.queries import corpus_by_id
from annotation_server.exports.formats.cut import USUAL
from annotation_server.exports.formats.references import References
from annotation_server.exports.operations import pack_references

NOT_IN_A_NAME = re.compile(r"[^\w.-]+")


class ReferencesView(APIView):
    permission_classes = [IsManager]
    file_types = ("application/zip",)

    def get(self, request: Request, corpus_id: UUID) -> FileResponse:
        """Without the clips, which `manage.py export_corpus` copies."""
        corpus = corpus_by_id(corpus_id)
        packed = pack_references(References(corpus, USUAL.information_key))
        reply = FileResponse(packed.file, content_type="application/zip")
        reply["Content-Length"] = str(packed.size)
        reply["Repr-Digest"] = f"sha-256=:{b64encode(packed.sha256).decode()}:"
        name = quote(f"{NOT_IN_A_NAME.sub('-', corpus.name)}-references.zip")
        reply["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return reply
