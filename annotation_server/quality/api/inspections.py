"""Inspecting work in batches, for managers and a campaign's reviewers."""

import uuid
from datetime import date
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import signed_in
from annotation_server.accounts.queries import user_by_id
from annotation_server.campaigns.queries import staffed_campaign
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.core.fields import Input
from annotation_server.quality import services
from annotation_server.quality.api.batch_shapes import (
    BatchDecisionInput,
    BatchesOutput,
    BatchInput,
    BatchOutput,
    BatchQueueOutput,
    CurveInput,
    CurveOutput,
    InspectionInput,
    VerdictInput,
    plan_in,
)
from annotation_server.quality.api.describe_batches import (
    describe_batch,
    describe_batches,
    describe_curve,
    describe_desk,
)
from annotation_server.quality.models import Batch, InspectedItem
from annotation_server.quality.queries.inspections import batch_for
from annotation_server.quality.rules.sampling import problem_with

DAY = "A day is written YYYY-MM-DD, as in the list of what can be inspected."


class BatchesView(APIView):
    """What can be inspected, by annotator and day (UTC), and the batches there are."""

    input = {"POST": BatchInput}
    output = {"GET": BatchesOutput, "POST": BatchOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        return Response(describe_batches(staffed_campaign(user, campaign_id), user))

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        body = BatchInput.of(request.data)
        batch = services.open_batch(
            campaign, user_by_id(body["annotator"]), _day(body["day"]), plan_in(body), by=user
        )
        return Response(describe_batch(batch, user), status=status.HTTP_201_CREATED)


class OperatingCurveView(APIView):
    """How a plan would do on a batch: `?kind=fixed&sample=&most_faults=&items=`, or Wald's."""

    output = CurveOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        staffed_campaign(signed_in(request), campaign_id)
        body = CurveInput.of(_numbers(request))
        plan = plan_in({"plan": {name: body[name] for name in body if name != "items"}})
        problem = problem_with(plan)
        if problem is not None:
            wrong = FieldProblem(problem.field, "invalid", problem.message)
            raise InvalidError(problem.message, fields=[wrong])
        return Response(describe_curve(plan, body["items"]))


class BatchView(APIView):
    output = BatchOutput

    def get(self, request: Request, batch_id: uuid.UUID) -> Response:
        user = signed_in(request)
        return Response(describe_batch(batch_for(user, batch_id), user))


class BatchQueueView(APIView):
    """The pair that the reviewer judges next, as an annotator gets it; null when none is due."""

    input = Input
    output = BatchQueueOutput

    def put(self, request: Request, batch_id: uuid.UUID) -> Response:
        user = signed_in(request)
        batch = batch_for(user, batch_id)
        Input.of(request.data)
        return Response(describe_desk(batch, services.next_item(batch, by=user), user))


class ItemView(APIView):
    """The verdict on an item that the reviewer has judged."""

    input = VerdictInput
    output = BatchOutput

    def put(self, request: Request, batch_id: uuid.UUID, place: int) -> Response:
        user = signed_in(request)
        batch = batch_for(user, batch_id)
        body = VerdictInput.of(request.data)
        verdict = InspectedItem.Verdict(body["verdict"])
        services.judge_item(batch, place, verdict, note=body["note"], by=user)
        return Response(describe_batch(batch_for(user, batch_id), user))


class BatchDecisionView(APIView):
    """Accept the batch, send it back or exclude it."""

    input = BatchDecisionInput
    output = BatchOutput

    def put(self, request: Request, batch_id: uuid.UUID) -> Response:
        user = signed_in(request)
        batch = batch_for(user, batch_id)
        _decide(batch, BatchDecisionInput.of(request.data), user)
        return Response(describe_batch(batch_for(user, batch_id), user))


def _decide(batch: Batch, body: dict[str, Any], user: User) -> None:
    reason = body["reason"]
    match body["decision"]:
        case "accept":
            services.accept(batch, reason=reason, by=user)
        case "return":
            services.send_batch_back(batch, reason=reason, example=body["example"], by=user)
        case _:
            services.exclude_batch(batch, reason=reason, by=user)


class InspectAgainView(APIView):
    """A new sample of what the annotator did anew."""

    input = InspectionInput
    output = BatchOutput

    def put(self, request: Request, batch_id: uuid.UUID) -> Response:
        user = signed_in(request)
        batch = batch_for(user, batch_id)
        services.inspect_again(batch, plan_in(InspectionInput.of(request.data)), by=user)
        return Response(describe_batch(batch_for(user, batch_id), user))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidError(DAY, fields=[FieldProblem("day", "invalid", DAY)]) from None


def _numbers(request: Request) -> dict[str, Any]:
    """The parameters, of which all but `kind` are numbers. Raises InvalidError."""
    found: dict[str, Any] = {}
    for name in request.query_params:
        text = request.query_params.get(name, "")
        try:
            found[name] = text if name == "kind" else float(text) if "." in text else int(text)
        except ValueError:
            message = f"{name} must be a number; {text[:40]!r} is none."
            raise InvalidError(message, fields=[FieldProblem(name, "invalid", message)]) from None
    return found
