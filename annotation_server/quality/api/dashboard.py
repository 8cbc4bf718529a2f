"""The dashboard of a campaign, for managers and its reviewers."""

import uuid
from datetime import datetime

from django.utils.timezone import now
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import signed_in
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import staffed_campaign
from annotation_server.catalog.models import Prompt
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.core.fields import as_moment, as_uuid
from annotation_server.protocol.queries import definition_of
from annotation_server.quality import services
from annotation_server.quality.api.describe import (
    describe_live,
    describe_pair,
    describe_report,
    describe_row,
)
from annotation_server.quality.api.shapes import (
    AdjudicationInput,
    AnswerRowsOutput,
    DashboardOutput,
    PairHistoryOutput,
    ReportOutput,
    RequestedOutput,
)
from annotation_server.quality.queries import report_of
from annotation_server.quality.queries import rows as rows_behind
from annotation_server.quality.queries.dashboard import Window, live, versions_of

PAGE = 50
LONGEST = 200
FILTERS = ("question", "answer", "generator")
STATES = ("complete", "skipped", "surplus", "returned", "excluded", "withdrawn")


class DashboardView(APIView):
    """What is true now; `counts` and `hours` are of the time from `since` on and before `until`."""

    output = DashboardOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        within = Window(_moment(request, "since"), _moment(request, "until"))
        found = live(campaign, now(), within)
        return Response(describe_live(found, versions_of(user, campaign)))


class FiguresView(APIView):
    """The figures that a worker computes, as of when it did; POST has them computed now."""

    output = {"GET": ReportOutput, "POST": RequestedOutput}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        return Response(describe_report(report_of(campaign), user))

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = staffed_campaign(signed_in(request), campaign_id)
        return Response({"state": services.request_figures(campaign).state})


class AnswersView(APIView):
    """The finished assignments behind a number, newest first.

    `?question=&answer=`, `annotator`, `generator`, `type`, `state`, `since`, `until`; `cursor` is
    the `next` before.
    """

    output = AnswerRowsOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        wanted = filter_of(request, campaign)
        before = rows_behind.row_before(
            campaign, as_uuid(request.query_params.get("cursor", ""), "cursor")
        )
        found = list(rows_behind.rows_of(campaign, wanted, before)[: PAGE + 1])
        following = str(found[PAGE - 1].pk) if len(found) > PAGE else None
        results = [describe_row(row, user) for row in found[:PAGE]]
        return Response({"results": results, "next": following})


class PairHistoryView(APIView):
    """One pair by its published id or its number, with all that was answered about it."""

    output = PairHistoryOutput

    def get(self, request: Request, campaign_id: uuid.UUID, pair: str) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        return Response(describe_pair(campaign, rows_behind.judged_pair(campaign, pair), user))


class AdjudicationView(APIView):
    """Settle a pair on which people disagree; DELETE undoes it. Both answer with the pair."""

    input = {"PUT": AdjudicationInput}
    output = PairHistoryOutput
    statuses = {"DELETE": status.HTTP_200_OK}

    def put(self, request: Request, campaign_id: uuid.UUID, pair: str) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        judged = rows_behind.judged_pair(campaign, pair)
        body = AdjudicationInput.of(request.data)
        if not isinstance(body["answers"], dict):
            message = "answers must be an object of answers by question."
            raise InvalidError(message, fields=[FieldProblem("answers", "invalid", message)])
        services.decide(campaign, judged, body["answers"], reason=body["reason"], by=user)
        return Response(describe_pair(campaign, judged, user))

    def delete(self, request: Request, campaign_id: uuid.UUID, pair: str) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        judged = rows_behind.judged_pair(campaign, pair)
        services.undo(campaign, judged, by=user)
        return Response(describe_pair(campaign, judged, user))


def filter_of(request: Request, campaign: Campaign) -> rows_behind.RowFilter:
    """The filter in the address. Raises InvalidError that names the parameter."""
    texts = {name: _text(request, name) for name in FILTERS}
    question = texts["question"]
    if question and definition_of(campaign.protocol).question(question) is None:
        message = f"question must be one of the protocol's; it has no {question[:80]!r}."
        raise InvalidError(message, fields=[FieldProblem("question", "unknown", message)])
    return rows_behind.RowFilter(
        **texts,
        annotator=as_uuid(request.query_params.get("annotator", ""), "annotator"),
        prompt_type=_choice(request, "type", tuple(Prompt.Type.values)),
        state=_choice(request, "state", STATES),
        since=_moment(request, "since"),
        until=_moment(request, "until"),
    )


def _moment(request: Request, name: str) -> datetime | None:
    return as_moment(request.query_params.get(name, ""), name)


def _text(request: Request, name: str) -> str:
    value = request.query_params.get(name, "")
    if len(value) > LONGEST or "\x00" in value:
        message = f"{name} takes up to {LONGEST} characters of text. Take it from the dashboard."
        raise InvalidError(message, fields=[FieldProblem(name, "invalid", message)])
    return value


def _choice(request: Request, name: str, allowed: tuple[str, ...]) -> str:
    value = request.query_params.get(name, "")
    if value and value not in allowed:
        message = f"{name} must be one of {', '.join(allowed)}."
        raise InvalidError(message, fields=[FieldProblem(name, "invalid_choice", message)])
    return value
