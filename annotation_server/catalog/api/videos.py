"""The clips of a corpus and another try for those that failed, for managers."""

from typing import Any
from uuid import UUID

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.catalog import queries, services
from annotation_server.catalog.api.shapes import RetriedOutput, VideosOutput
from annotation_server.catalog.models import Video
from annotation_server.core.errors import FieldProblem, InvalidError

PAGE = 50


def describe_video(video: Video, user: User) -> dict[str, Any]:
    is_shown = hasattr(video, "rendition") and queries.is_current(video)
    return {
        "id": str(video.pk),
        "video_id": video.video_id,
        "source_name": video.source_name,
        "state": "withdrawn" if video.withdrawn_at else video.state,
        "error": video.error,
        "error_code": video.error_code,
        "poster_url": queries.poster_url(user, video.rendition) if is_shown else None,
        "url": queries.media_url(user, video.rendition) if is_shown else None,
        "prompt_text": video.prompt.text,
        "generated_from": video.generated_from,
        "attempts": video.attempts,
        "files_deleted": video.files_deleted_at is not None,
    }


class VideosView(APIView):
    permission_classes = [IsManager]
    output = VideosOutput

    def get(self, request: Request, corpus_id: UUID) -> Response:
        corpus = queries.corpus_by_id(corpus_id)
        state, after = filter_of(request)
        found = list(queries.videos(corpus, state=state, after=after)[: PAGE + 1])
        user = signed_in(request)
        following = str(found[PAGE - 1].pk) if len(found) > PAGE else None
        results = [describe_video(video, user) for video in found[:PAGE]]
        return Response({"results": results, "next": following})


def filter_of(request: Request) -> tuple[str, int]:
    state = request.query_params.get("state", "")
    if state and state not in queries.STATES:
        message = f"state must be one of {', '.join(queries.STATES)}."
        raise InvalidError(message, fields=[FieldProblem("state", "invalid_choice", message)])
    return state, cursor_of(request)


def cursor_of(request: Request) -> int:
    cursor = request.query_params.get("cursor", "") or "0"
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= len(str(2**53))):
        message = "cursor must be what `next` of the page before said."
        raise InvalidError(message, fields=[FieldProblem("cursor", "invalid", message)])
    return int(cursor)


class RetryVideoView(APIView):
    permission_classes = [IsManager]
    statuses = {"POST": status.HTTP_202_ACCEPTED}

    def post(self, request: Request, video: int) -> Response:
        services.retry_video(queries.video_by_pk(video), by=signed_in(request))
        return Response(status=status.HTTP_202_ACCEPTED)


class RetryFailedView(APIView):
    permission_classes = [IsManager]
    output = RetriedOutput
    statuses = {"POST": status.HTTP_202_ACCEPTED}

    def post(self, request: Request, corpus_id: UUID) -> Response:
        corpus = queries.corpus_by_id(corpus_id)
        retried = services.retry_failed(corpus, by=signed_in(request))
        return Response({"retried": retried}, status=status.HTTP_202_ACCEPTED)
