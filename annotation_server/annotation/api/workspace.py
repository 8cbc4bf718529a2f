"""What the workspace asks for: the queue, submitting a stage, leaving a pair, one's own history."""

import uuid
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import signed_in
from annotation_server.annotation import queries, services
from annotation_server.annotation.api.describe import (
    describe_feedback,
    describe_past,
    describe_queue,
)
from annotation_server.annotation.api.shapes import (
    FeedbackOutput,
    HistoryOutput,
    LeftOutput,
    OutcomeOutput,
    QueueInput,
    QueueOutput,
    ReplyInput,
    SkipInput,
    StageInput,
)
from annotation_server.annotation.rules import Account, Timing, View, Watched
from annotation_server.annotation.services.submit import Submission
from annotation_server.campaigns.queries import campaign_for
from annotation_server.core.errors import TandemError
from annotation_server.core.fields import Input, as_uuid

PAGE = 30


class QueueView(APIView):
    input = QueueInput
    output = QueueOutput

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        hold = _hold(request, user, campaign_id)
        queue = services.fill_queue(campaign_id, hold=hold, by=user, locale=user.language)
        return Response(describe_queue(queue, user))


def _hold(request: Request, user: User, campaign_id: uuid.UUID) -> int:
    """How many are asked for. Who may not see the campaign learns that, and nothing of mistakes."""
    try:
        return int(QueueInput.of(request.data)["hold"])
    except TandemError:
        campaign_for(user, campaign_id)
        raise


class StageView(APIView):
    input = StageInput
    output = OutcomeOutput

    def put(self, request: Request, assignment_id: uuid.UUID, stage: str) -> Response:
        user = signed_in(request)
        body = _stage_body(request, user, assignment_id)
        outcome = services.submit(
            assignment_id,
            Submission(
                stage=stage,
                answers=body["answers"],
                account=_account(body),
                locale=body["locale"],
                note=body["note"],
            ),
            by=user,
        )
        assignment = outcome.assignment
        return Response(
            {"id": str(assignment.pk), "state": assignment.state, "stage": outcome.stage}
        )


def _stage_body(request: Request, user: User, assignment_id: uuid.UUID) -> dict[str, Any]:
    """The checked body. Who may not see the assignment learns that, and nothing of their mistakes.

    A good body asks nothing here: the service looks whose it is.
    """
    try:
        return StageInput.of(request.data)
    except TandemError:
        queries.refuse_unless_theirs(user, assignment_id)
        raise


def _account(body: dict[str, Any]) -> Account:
    watched = {
        name: Watched(**{**said, "intervals": [(start, end) for start, end in said["intervals"]]})
        for name, said in body["seen"].items()
    }
    return Account(
        watched,
        Timing(**body["timing"]) if "timing" in body else None,
        View(**body["view"]) if "view" in body else None,
    )


class SkipView(APIView):
    input = SkipInput
    output = LeftOutput

    def put(self, request: Request, assignment_id: uuid.UUID) -> Response:
        user = signed_in(request)
        queries.refuse_unless_theirs(user, assignment_id)
        body = SkipInput.of(request.data)
        left = services.skip(assignment_id, **body, by=user)
        return Response({"id": str(left.pk), "state": left.state})


class ReleaseView(APIView):
    input = Input
    output = LeftOutput

    def put(self, request: Request, assignment_id: uuid.UUID) -> Response:
        user = signed_in(request)
        queries.refuse_unless_theirs(user, assignment_id)
        Input.of(request.data)
        left = services.release(assignment_id, by=user)
        return Response({"id": str(left.pk), "state": left.state})


class ReplyView(APIView):
    """The annotator's one reply to the reviewer who sent the work back."""

    input = ReplyInput
    output = FeedbackOutput

    def put(self, request: Request, assignment_id: uuid.UUID) -> Response:
        user = signed_in(request)
        queries.refuse_unless_theirs(user, assignment_id)
        body = ReplyInput.of(request.data)
        return Response(describe_feedback(services.reply(assignment_id, body["text"], by=user)))


class HistoryView(APIView):
    """`?cursor=` the `next` of the page before."""

    output = HistoryOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        after = as_uuid(request.query_params.get("cursor", ""), "cursor")
        rows = list(queries.history(user, campaign, after)[: PAGE + 1])
        page = rows[:PAGE]
        return Response(
            {
                "results": [describe_past(assignment, user) for assignment in page],
                "next": str(page[-1].pk) if len(rows) > PAGE else None,
            }
        )
