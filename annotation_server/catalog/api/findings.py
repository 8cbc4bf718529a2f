"""What the audit of a corpus found, for managers."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.catalog import queries
from annotation_server.catalog.api.shapes import VideoOutput
from annotation_server.catalog.api.videos import cursor_of, describe_video
from annotation_server.catalog.models import Takedown, Video
from annotation_server.catalog.queries.findings import (
    KINDS,
    Found,
    audit_of,
    found_in,
    takedowns_of,
)
from annotation_server.core.errors import FieldProblem, InvalidError

PAGE = 50


class ClipFindingOutput(serializers.Serializer[Any]):
    """`value` is a share; of clips that look alike, how many of 64 bits differ.

    `takedown` is where a manager decides about a held clip; `standing` is what became of it,
    empty where it was never taken down.
    """

    id = serializers.CharField()
    kind = serializers.ChoiceField(list(KINDS))
    value = serializers.FloatField(allow_null=True)
    video = VideoOutput()
    other = VideoOutput(allow_null=True)
    takedown = serializers.UUIDField(allow_null=True)
    standing = serializers.ChoiceField(["", *Takedown.State.values])


class ClipFindingsOutput(serializers.Serializer[Any]):
    """`counts` are by kind; `unseen` clips were taken in before there was an audit."""

    counts = serializers.DictField(child=serializers.IntegerField())
    unseen = serializers.IntegerField()
    results = ClipFindingOutput(many=True)
    next = serializers.CharField(allow_null=True)


class FindingsView(APIView):
    """`?kind=` says which findings are listed; `cursor` is the `next` before."""

    permission_classes = [IsManager]
    output = ClipFindingsOutput

    def get(self, request: Request, corpus_id: UUID) -> Response:
        corpus, user = queries.corpus_by_id(corpus_id), signed_in(request)
        kind, after = _kind_of(request), cursor_of(request)
        found = found_in(corpus, kind, after, PAGE + 1)
        taken = takedowns_of(one.video for one in found)
        following = str(found[PAGE - 1].id) if len(found) > PAGE else None
        results = [_described(one, taken.get(one.video.pk), user) for one in found[:PAGE]]
        return Response({**asdict(audit_of(corpus)), "results": results, "next": following})


def _kind_of(request: Request) -> str:
    kind = request.query_params.get("kind", KINDS[0])
    if kind not in KINDS:
        message = f"kind must be one of {', '.join(KINDS)}."
        raise InvalidError(message, fields=[FieldProblem("kind", "invalid_choice", message)])
    return kind


def _described(found: Found, takedown: Takedown | None, user: User) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "kind": found.kind,
        "value": found.value,
        "video": _clip(found.video, user, takedown),
        "other": found.other and _clip(found.other, user, None),
        "takedown": takedown and str(takedown.pk),
        "standing": takedown.state if takedown else "",
    }


def _clip(video: Video, user: User, takedown: Takedown | None) -> dict[str, Any]:
    """As in the list of clips; one that is only held is shown to whoever decides about it."""
    shown = describe_video(video, user)
    is_held = takedown is not None and takedown.state == Takedown.State.HELD
    if is_held and hasattr(video, "rendition") and video.prompt.withdrawn_at is None:
        rendition = video.rendition
        shown["poster_url"] = queries.poster_url(user, rendition)
        shown["url"] = queries.media_url(user, rendition)
    return shown
