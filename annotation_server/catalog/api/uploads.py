"""Uploads in pieces, for managers: announce the files, send each piece by piece, then import.

`GET` tells how much has come, and a piece goes to the address that names where it begins.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from hashlib import sha256
from typing import IO, Any
from uuid import UUID

from rest_framework import serializers, status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.catalog import services
from annotation_server.catalog.api.shapes import StartedOutput
from annotation_server.catalog.models import Upload, UploadFile
from annotation_server.catalog.queries import corpus_by_id
from annotation_server.catalog.queries.uploads import pieces_of, upload_by_id, uploads_of
from annotation_server.catalog.services.uploads import LARGEST_PIECE, MOST_FILES, NewFile
from annotation_server.core.errors import FieldProblem, InvalidError, TandemError
from annotation_server.core.fields import Input, Text, Whole

DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")


class PieceTooLargeError(TandemError):
    code = "piece_too_large"
    status = 413


class NewFileInput(Input):
    part = serializers.ChoiceField(UploadFile.Part.values)
    name = Text(max_length=200, trim_whitespace=False)
    size = Whole(min_value=0)


class UploadInput(Input):
    files = serializers.ListField(child=NewFileInput(), min_length=1, max_length=MOST_FILES)


class UploadFileOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    part = serializers.ChoiceField(UploadFile.Part.values)
    name = serializers.CharField()
    size = serializers.IntegerField()
    received = serializers.IntegerField()


class UploadOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    corpus = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    touched_at = serializers.DateTimeField()
    size = serializers.IntegerField()
    received = serializers.IntegerField()
    files = UploadFileOutput(many=True)


class UploadsOutput(serializers.Serializer[Any]):
    results = UploadOutput(many=True)


class PieceOutput(serializers.Serializer[Any]):
    offset = serializers.IntegerField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class PiecesOutput(serializers.Serializer[Any]):
    results = PieceOutput(many=True)


class PieceParser(BaseParser):
    """The bytes as they come, up to the largest piece."""

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        content = stream.read(LARGEST_PIECE + 1)
        if len(content) > LARGEST_PIECE:
            message = f"A piece has at most {LARGEST_PIECE // 1024**2} MiB. Send smaller pieces."
            raise PieceTooLargeError(message)
        return content


def describe_file(file: UploadFile) -> dict[str, Any]:
    return dict(UploadFileOutput(file).data)


def describe_upload(upload: Upload) -> dict[str, Any]:
    files = sorted(upload.files.all(), key=lambda file: file.number)
    return {
        "id": str(upload.pk),
        "corpus": str(upload.corpus_id),
        "created_at": upload.created_at,
        "touched_at": upload.touched_at,
        "size": sum(file.size for file in files),
        "received": sum(file.received for file in files),
        "files": [describe_file(file) for file in files],
    }


class UploadsView(APIView):
    permission_classes = [IsManager]
    input = {"POST": UploadInput}
    output = {"GET": UploadsOutput, "POST": UploadOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request, corpus_id: UUID) -> Response:
        found = uploads_of(corpus_by_id(corpus_id))
        return Response({"results": [describe_upload(upload) for upload in found]})

    def post(self, request: Request, corpus_id: UUID) -> Response:
        corpus = corpus_by_id(corpus_id)
        files = [NewFile(**file) for file in UploadInput.of(request.data)["files"]]
        upload = services.start_upload(corpus, files, by=signed_in(request))
        return Response(describe_upload(upload_by_id(upload.pk)), status=status.HTTP_201_CREATED)


class UploadView(APIView):
    permission_classes = [IsManager]
    output = {"GET": UploadOutput}

    def get(self, request: Request, upload_id: UUID) -> Response:
        return Response(describe_upload(upload_by_id(upload_id)))

    def delete(self, request: Request, upload_id: UUID) -> Response:
        services.discard_upload(upload_id, by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class UploadPiecesView(APIView):
    permission_classes = [IsManager]
    output = PiecesOutput

    def get(self, request: Request, upload_id: UUID, number: int) -> Response:
        pieces = pieces_of(upload_by_id(upload_id), number)
        return Response({"results": PieceOutput(pieces, many=True).data})


class UploadPieceView(APIView):
    """The body is `application/octet-stream`; `Content-Digest` (RFC 9530) is checked if sent."""

    permission_classes = [IsManager]
    parser_classes = [PieceParser]
    body_type = PieceParser.media_type
    output = UploadFileOutput

    def put(self, request: Request, upload_id: UUID, number: int, offset: int) -> Response:
        content = bytes_of(request.data)
        refuse_damaged(content, request.headers.get("Content-Digest"))
        file = services.take_piece(upload_id, number, offset, content)
        return Response(describe_file(file))


def bytes_of(body: object) -> bytes:
    """What the parser gave; an empty body is not parsed at all."""
    return body if isinstance(body, bytes) else b""


def refuse_damaged(content: bytes, header: str | None) -> None:
    """Compare what came with its digest, if one was sent."""
    if header is None:
        return
    found = DIGEST.search(header)
    try:
        expected = b64decode(found[1], validate=True) if found else b""
    except NotBase64:
        expected = b""
    if not expected:
        message = (
            "Content-Digest must be sha-256=:BASE64: of the piece. Correct it or leave it out."
        )
        raise _wrong("invalid_digest", message)
    if sha256(content).digest() != expected:
        message = "The piece arrived damaged: its SHA-256 is another one. Send it again."
        raise _wrong("digest_differs", message)


def _wrong(code: str, message: str) -> InvalidError:
    return InvalidError(message, code=code, fields=[FieldProblem("Content-Digest", code, message)])


class UploadCompletionView(APIView):
    permission_classes = [IsManager]
    output = StartedOutput
    statuses = {"PUT": status.HTTP_202_ACCEPTED}

    def put(self, request: Request, upload_id: UUID) -> Response:
        job = services.finish_upload(upload_id, by=signed_in(request))
        return Response({"id": str(job.pk)}, status=status.HTTP_202_ACCEPTED)
