"""Uploads of a manifest with its clips, and what became of them, for managers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from annotation_server.accounts.permissions import (
    IsManager,
    refuse_all_but_managers,
    signed_in,
)
from annotation_server.catalog import queries, services
from annotation_server.catalog.api.shapes import (
    ImportInput,
    ImportOutput,
    ImportsOutput,
    StartedOutput,
)
from annotation_server.catalog.models import Import
from annotation_server.core.errors import FieldProblem, InvalidError, TandemError

ADDED = ("prompts", "videos", "pairs", "references")
LARGEST_UPLOAD = 2 * 1024**3
Files = Mapping[str, list["UploadedFile[bytes]"]]


class UploadTooLargeError(TandemError):
    code = "upload_too_large"
    status = 413


class TooManyFilesError(InvalidError):
    code = "too_many_files"


def refuse_too_large(length: str) -> None:
    if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_UPLOAD:
        raise UploadTooLargeError(
            "The upload is larger than 2 GiB. Copy the files to the server and use "
            "`import_corpus`, or send less at a time."
        )


def describe_row(job: Import) -> dict[str, Any]:
    added = job.report.get("added") or {}
    return {
        "id": str(job.pk),
        "corpus": str(job.corpus_id),
        "manifest": job.manifest_name or job.archive_name,
        "state": job.state,
        "error": job.error,
        "added": {kind: added.get(kind, 0) for kind in ADDED},
        "existing": job.report.get("existing", 0),
        "problem_count": len(job.report.get("problems", [])),
        "progress": {"done": job.done_units, "total": job.total_units},
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    }


def describe_import(job: Import) -> dict[str, Any]:
    return {**describe_row(job), "problems": job.report.get("problems", [])}


class ImportsView(APIView):
    permission_classes = [IsManager]
    parser_classes = [MultiPartParser]
    input = {"POST": ImportInput}
    output = {"GET": ImportsOutput, "POST": StartedOutput}
    statuses = {"POST": status.HTTP_202_ACCEPTED}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Look at who sends how much before the check of the CSRF token reads the body."""
        refuse_all_but_managers(request._request)
        refuse_too_large(request.META.get("CONTENT_LENGTH") or "0")
        if request.method == "POST":
            services.count_upload(by=signed_in(request._request))
        try:
            super().initial(request, *args, **kwargs)
        except TooManyFilesSent as error:
            raise TooManyFilesError(
                f"More than {settings.DATA_UPLOAD_MAX_NUMBER_FILES:,} files came in one upload. "
                "Pack them into one zip or tar file, or use `import_corpus` on the server."
            ) from error

    def get(self, request: Request, corpus_id: UUID) -> Response:
        imports = queries.imports_of(queries.corpus_by_id(corpus_id))
        return Response({"results": [describe_row(job) for job in imports]})

    def post(self, request: Request, corpus_id: UUID) -> Response:
        corpus = queries.corpus_by_id(corpus_id)
        files = sent_files(request, ImportInput)
        job = services.upload_import(
            corpus,
            manifest=one_file(files, "manifest"),
            pairs=one_file(files, "pairs") if "pairs" in files else None,
            clips=files.get("clips", []),
            by=signed_in(request),
        )
        return Response({"id": str(job.pk)}, status=status.HTTP_202_ACCEPTED)


def sent_files(request: Request, form: type[Serializer[Any]]) -> Files:
    """The files of an upload by field. Raises InvalidError for a field that the form has not."""
    files = {name: request.FILES.getlist(name) for name in request.FILES}
    unknown = sorted({*files, *request.POST} - set(form().fields))
    if unknown:
        message = "This field is not known here. Leave it out or check its spelling."
        fields = [FieldProblem(name, "unknown_field", message) for name in unknown]
        raise InvalidError(f"These fields are not known: {', '.join(unknown)}.", fields=fields)
    return files


def one_file(files: Files, name: str) -> "UploadedFile[bytes]":
    sent = files.get(name, [])
    if len(sent) != 1:
        message = f"Send exactly one file as {name}; {len(sent)} came."
        raise InvalidError(message, fields=[FieldProblem(name, "one_file", message)])
    return sent[0]


class ImportView(APIView):
    permission_classes = [IsManager]
    output = ImportOutput

    def get(self, request: Request, import_id: UUID) -> Response:
        return Response(describe_import(queries.import_by_id(import_id)))


class ImportCancellationView(APIView):
    permission_classes = [IsManager]
    output = ImportOutput

    def put(self, request: Request, import_id: UUID) -> Response:
        """Stop it if it is not done; a finished one is left as it is."""
        job = services.cancel_import(queries.import_by_id(import_id), by=signed_in(request))
        return Response(describe_import(job))
