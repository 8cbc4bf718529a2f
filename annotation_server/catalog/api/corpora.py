"""Corpora and the pairs built in them, for managers."""

from typing import Any
from uuid import UUID

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.catalog import queries, services
from annotation_server.catalog.api.shapes import (
    BuiltOutput,
    CorporaOutput,
    CorpusInput,
    CorpusOutput,
    PairsInput,
)
from annotation_server.catalog.models import Corpus
from annotation_server.catalog.rules.pairing import Strategy


def describe_corpus(corpus: Corpus) -> dict[str, Any]:
    counted = queries.counts(corpus)
    return {
        "id": str(corpus.pk),
        "name": corpus.name,
        "created_at": corpus.created_at,
        "counts": {
            "prompts": counted.prompts,
            "videos": counted.videos,
            "pairs": counted.pairs,
            "references": counted.references,
        },
    }


class CorporaView(APIView):
    permission_classes = [IsManager]
    input = {"POST": CorpusInput}
    output = {"GET": CorporaOutput, "POST": CorpusOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request) -> Response:
        return Response({"results": [describe_corpus(one) for one in queries.corpora()]})

    def post(self, request: Request) -> Response:
        body = CorpusInput.of(request.data)
        corpus = services.create_corpus(body["name"], by=signed_in(request))
        return Response(describe_corpus(corpus), status=status.HTTP_201_CREATED)


class CorpusView(APIView):
    permission_classes = [IsManager]
    output = CorpusOutput

    def get(self, request: Request, corpus_id: UUID) -> Response:
        return Response(describe_corpus(queries.corpus_by_id(corpus_id)))


class PairsView(APIView):
    permission_classes = [IsManager]
    input = PairsInput
    output = BuiltOutput

    def post(self, request: Request, corpus_id: UUID) -> Response:
        corpus = queries.corpus_by_id(corpus_id)
        body = PairsInput.of(request.data)
        built = services.build_pairs(
            corpus,
            strategy=Strategy(body["strategy"]),
            per_prompt=body.get("per_prompt"),
            seed=body["seed"],
            preview=body["preview"],
            by=signed_in(request),
        )
        return Response(BuiltOutput(built).data)
