"""Files that the operator laid ready on the server, for managers."""

from uuid import UUID

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.catalog import queries, services
from annotation_server.catalog.api.shapes import (
    InboxFileOutput,
    InboxImportInput,
    InboxOutput,
    StartedOutput,
)


class InboxView(APIView):
    permission_classes = [IsManager]
    output = InboxOutput

    def get(self, request: Request) -> Response:
        return Response({"results": InboxFileOutput(queries.inbox(), many=True).data})


class InboxImportsView(APIView):
    permission_classes = [IsManager]
    input = InboxImportInput
    output = StartedOutput
    statuses = {"POST": status.HTTP_202_ACCEPTED}

    def post(self, request: Request, corpus_id: UUID) -> Response:
        corpus = queries.corpus_by_id(corpus_id)
        body = InboxImportInput.of(request.data)
        pairs = body.get("pairs")
        job = services.start_import(
            queries.inbox_file(body["path"], "path", "manifest", "archive"),
            corpus,
            pairs=queries.inbox_file(pairs, "pairs", "pairs") if pairs else None,
            link=body["link"],
            by=signed_in(request),
        )
        return Response({"id": str(job.pk)}, status=status.HTTP_202_ACCEPTED)
