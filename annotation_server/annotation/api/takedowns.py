"""Reports of what may be illegal, and what managers take out of circulation."""

import uuid
from dataclasses import asdict
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.accounts.queries import sign_in_name
from annotation_server.annotation import queries, services
from annotation_server.annotation.api.takedown_shapes import (
    DecisionInput,
    ReportedOutput,
    ReportInput,
    StaffReportInput,
    TakedownOutput,
    TakedownsOutput,
    WithdrawalInput,
    WithdrawalOutput,
)
from annotation_server.catalog.models import Pair, Prompt, Takedown, Video
from annotation_server.catalog.queries import media_url, poster_url
from annotation_server.catalog.queries.takedowns import takedown_by_id, takedowns, thing_by_pk
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.core.fields import Input, as_uuid

PAGE = 30
LARGEST_CURSOR = 10**9
REPORTED = (
    "Thank you. Nobody is shown this any more, and a manager looks at it. Your work on the pair is "
    "paid; go on with the next one."
)


class AssignmentReportView(APIView):
    """An annotator reports what is in their pair; also one that they have finished."""

    input = ReportInput
    output = ReportedOutput

    def put(self, request: Request, assignment_id: uuid.UUID) -> Response:
        user = signed_in(request)
        queries.refuse_unless_theirs(user, assignment_id)
        body = ReportInput.of(request.data)
        services.report_assignment(assignment_id, **body, by=user)
        return Response({"message": REPORTED})


class ReportsView(APIView):
    """Managers, and reviewers of a campaign that asks about the thing."""

    input = StaffReportInput
    output = ReportedOutput
    statuses = {"POST": status.HTTP_201_CREATED}

    def post(self, request: Request) -> Response:
        user = signed_in(request)
        queries.refuse_unless_staff(user)
        body = StaffReportInput.of(request.data)
        thing = thing_by_pk(body["kind"], body["id"])
        queries.refuse_unless_reviewed(user, thing)
        services.report([thing], note=body["note"], by=user)
        return Response({"message": REPORTED}, status=status.HTTP_201_CREATED)


class TakedownsView(APIView):
    """What waits for a manager first, then the newest; `?state=`, `?corpus=`, `?cursor=`."""

    permission_classes = [IsManager]
    input = {"POST": WithdrawalInput}
    output = {"GET": TakedownsOutput, "POST": WithdrawalOutput}

    def get(self, request: Request) -> Response:
        user, after = signed_in(request), page_of(request)
        found = takedowns(state=state_of(request), corpus=_corpus_of(request))
        rows = list(found[after : after + PAGE + 1])
        return Response(
            {
                "results": [describe_takedown(one, user) for one in rows[:PAGE]],
                "next": str(after + PAGE) if len(rows) > PAGE else None,
                "held": takedowns(state=Takedown.State.HELD).count(),
            }
        )

    def post(self, request: Request) -> Response:
        user = signed_in(request)
        body = WithdrawalInput.of(request.data)
        thing = thing_by_pk(body["kind"], body["id"])
        effects = asdict(queries.effects(thing))
        if body["preview"]:
            return Response({"takedown": None, "effects": effects})
        made = services.withdraw(
            thing, reason=body["reason"], delete_files=body["delete_files"], by=user
        )
        takedown = describe_takedown(takedown_by_id(made.pk), user)
        return Response({"takedown": takedown, "effects": effects})


class DecisionView(APIView):
    """Release what is held, or withdraw it."""

    permission_classes = [IsManager]
    input = DecisionInput
    output = TakedownOutput

    def put(self, request: Request, takedown_id: uuid.UUID) -> Response:
        user, takedown = signed_in(request), takedown_by_id(takedown_id)
        body = DecisionInput.of(request.data)
        if takedown.state != Takedown.State.HELD:
            raise ConflictError(
                "Somebody has decided about this already. Reload the page to see how.",
                code="not_held",
            )
        if body["decision"] == "release":
            services.put_back(takedown, by=user)
        else:
            reason, delete = body["reason"], body["delete_files"]
            services.withdraw(takedown.thing, reason=reason, delete_files=delete, by=user)
        return Response(describe_takedown(takedown_by_id(takedown_id), user))


class RestorationView(APIView):
    """Undo a withdrawal whose files were kept."""

    permission_classes = [IsManager]
    input = Input
    output = TakedownOutput

    def put(self, request: Request, takedown_id: uuid.UUID) -> Response:
        user, takedown = signed_in(request), takedown_by_id(takedown_id)
        Input.of(request.data)
        services.put_back(takedown, by=user)
        return Response(describe_takedown(takedown_by_id(takedown_id), user))


def describe_takedown(takedown: Takedown, user: User) -> dict[str, Any]:
    thing = takedown.thing
    prompt = thing if isinstance(thing, Prompt) else thing.prompt
    return {
        "id": str(takedown.pk),
        "state": takedown.state,
        "kind": type(thing).__name__.lower(),
        "thing": str(thing.pk),
        "corpus": str(takedown.corpus_id),
        "corpus_name": takedown.corpus.name,
        "prompt_text": prompt.text,
        "videos": [_describe_video(one, takedown, user) for one in _videos(thing)],
        "report": takedown.report,
        "reported_by": _name(takedown.reported_by),
        "reported_at": takedown.reported_at,
        "reason": takedown.reason,
        "withdrawn_by": _name(takedown.withdrawn_by),
        "withdrawn_at": takedown.withdrawn_at,
        "ended_by": _name(takedown.ended_by),
        "ended_at": takedown.ended_at,
        "files": _files(takedown),
        "created_at": takedown.created_at,
    }


def _name(user: User | None) -> str | None:
    return None if user is None else sign_in_name(user)


def _videos(thing: Prompt | Video | Pair) -> list[Video]:
    match thing:
        case Video():
            return [thing]
        case Pair():
            return thing.videos
    return []


def _describe_video(video: Video, takedown: Takedown, user: User) -> dict[str, Any]:
    is_shown = takedown.state == Takedown.State.HELD and hasattr(video, "rendition")
    return {
        "source_name": video.source_name,
        "generated_from": video.generated_from,
        "url": media_url(user, video.rendition) if is_shown else None,
        "poster_url": poster_url(user, video.rendition) if is_shown else None,
    }


def _files(takedown: Takedown) -> str:
    if not hasattr(takedown, "deletion"):
        return "kept"
    state = takedown.deletion.state
    return {"done": "deleted", "failed": "failed"}.get(state, "deleting")


def state_of(request: Request) -> str:
    state = request.query_params.get("state", "")
    if state and state not in Takedown.State.values:
        message = f"state must be one of {', '.join(Takedown.State.values)}."
        raise InvalidError(message, fields=[FieldProblem("state", "invalid_choice", message)])
    return state


def _corpus_of(request: Request) -> uuid.UUID | None:
    return as_uuid(request.query_params.get("corpus", ""), "corpus")


def page_of(request: Request) -> int:
    cursor = request.query_params.get("cursor", "") or "0"
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < len(str(LARGEST_CURSOR))):
        message = "cursor must be what `next` of the page before said."
        raise InvalidError(message, fields=[FieldProblem("cursor", "invalid", message)])
    return int(cursor)
