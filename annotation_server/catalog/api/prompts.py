"""The prompts of a corpus with what was made for each, for managers."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.catalog import queries
from annotation_server.catalog.api.shapes import PromptsOutput
from annotation_server.catalog.api.videos import cursor_of, describe_video
from annotation_server.catalog.models import Prompt
from annotation_server.core.errors import FieldProblem, InvalidError

PAGE = 20
LONGEST_SEARCH = 200
TYPES = [*Prompt.Type.values]


def describe_prompt(listed: queries.ListedPrompt, user: User) -> dict[str, Any]:
    prompt = listed.prompt
    return {
        "id": str(prompt.pk),
        "prompt_id": prompt.prompt_id,
        "text": prompt.text,
        "type": prompt.type,
        "labels": prompt.labels,
        "sensitive": listed.is_sensitive,
        "withdrawn": prompt.withdrawn_at is not None,
        "pairs": listed.pairs,
        "video_count": listed.video_count,
        "videos": [describe_video(video, user) for video in listed.videos],
    }


class PromptsView(APIView):
    """In the order of import; with `type` or `q` (words of the text) only those that match."""

    permission_classes = [IsManager]
    output = PromptsOutput

    def get(self, request: Request, corpus_id: UUID) -> Response:
        corpus = queries.corpus_by_id(corpus_id)
        kind, words = filter_of(request)
        found = queries.prompts(
            corpus, kind=kind, words=words, after=cursor_of(request), most=PAGE + 1
        )
        user = signed_in(request)
        following = str(found[PAGE - 1].prompt.pk) if len(found) > PAGE else None
        results = [describe_prompt(one, user) for one in found[:PAGE]]
        return Response({"results": results, "next": following})


def filter_of(request: Request) -> tuple[str, str]:
    kind = request.query_params.get("type", "")
    if kind and kind not in TYPES:
        message = f"type must be one of {', '.join(TYPES)}."
        raise InvalidError(message, fields=[FieldProblem("type", "invalid_choice", message)])
    words = request.query_params.get("q", "").strip()
    if len(words) > LONGEST_SEARCH or "\x00" in words:
        message = f"q takes up to {LONGEST_SEARCH} characters of text. Search for fewer words."
        raise InvalidError(message, fields=[FieldProblem("q", "invalid", message)])
    return kind, words
