"""What somebody has done and earned; for managers the report of all, on the page and as CSV."""

import csv
import io
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.accounts.queries import sign_in_names
from annotation_server.annotation import services
from annotation_server.annotation.api.describe import describe_completion
from annotation_server.annotation.api.media import AnyAccept
from annotation_server.annotation.api.shapes import CompletionOutput
from annotation_server.annotation.queries.pay import Paid, own_paid
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import campaign_for, membership_of
from annotation_server.campaigns.services import done_of
from annotation_server.core.errors import FieldProblem, InvalidError

COUNTS = ("pairs", "counted", "surplus", "gold", "skipped", "undone")
COLUMNS = ("annotator", *COUNTS, "amount", "currency", "active_hours", "hourly")


class PaidOutput(serializers.Serializer[Any]):
    """`hourly` over the pairs whose time is known, else null; amounts are decimal text."""

    pairs = serializers.IntegerField()
    skipped = serializers.IntegerField()
    amount = serializers.CharField()
    active_ms = serializers.IntegerField()
    seconds_a_pair = serializers.FloatField(allow_null=True)
    hourly = serializers.CharField(allow_null=True)


class OwnWorkOutput(serializers.Serializer[Any]):
    """`today` is since the moment asked for; `left` is null without a limit on pairs."""

    today = PaidOutput()
    total = PaidOutput()
    rate = serializers.CharField()
    currency = serializers.CharField()
    left = serializers.IntegerField(allow_null=True)
    completion = CompletionOutput(allow_null=True)


class PayRowOutput(PaidOutput):
    """`undone` was sent back, excluded or withdrawn since, and stays paid."""

    annotator = serializers.CharField()
    counted = serializers.IntegerField()
    surplus = serializers.IntegerField()
    gold = serializers.IntegerField()
    undone = serializers.IntegerField()


class PayOutput(serializers.Serializer[Any]):
    currency = serializers.CharField()
    results = PayRowOutput(many=True)


class OwnWorkView(APIView):
    """The reader's own; `?since=` is the beginning of their day, as a time with its zone."""

    output = OwnWorkOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        since = _since(request.query_params.get("since", ""))
        done = done_of(campaign, membership_of(user, campaign))
        return Response(
            {
                "today": describe_paid(own_paid(campaign, user, since)),
                "total": describe_paid(own_paid(campaign, user)),
                "rate": _money(campaign.rate),
                "currency": campaign.currency,
                "left": done.left,
                "completion": describe_completion(campaign) if done.is_complete else None,
            }
        )


class PayView(APIView):
    permission_classes = [IsManager]
    output = PayOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = campaign_for(signed_in(request), campaign_id)
        return Response(
            {"currency": campaign.currency, "results": _rows(campaign, signed_in(request))}
        )


class PayFileView(APIView):
    """The same as CSV, one line an annotator."""

    permission_classes = [IsManager]
    content_negotiation_class = AnyAccept
    file_types = ("text/csv",)

    def get(self, request: Request, campaign_id: uuid.UUID) -> HttpResponseBase:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        text = io.StringIO()
        file = csv.DictWriter(text, COLUMNS)
        file.writeheader()
        for row in _rows(campaign, user, as_file=True):
            file.writerow(_cells(row, campaign.currency))
        reply = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
        reply["Content-Disposition"] = 'attachment; filename="pay.csv"'
        return reply


def _rows(campaign: Campaign, user: User, *, as_file: bool = False) -> list[dict[str, Any]]:
    rows = services.report_pay(campaign, as_file=as_file, by=user)
    names = sign_in_names(row.annotator for row in rows)
    counts = [{name: getattr(row, name) for name in COUNTS} for row in rows]
    return [
        {**describe_paid(row), **count, "annotator": names.get(row.annotator, str(row.annotator))}
        for row, count in zip(rows, counts, strict=True)
    ]


def _cells(row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """A name that a spreadsheet would read as a formula becomes text."""
    name = row["annotator"]
    return {
        **{key: row[key] for key in (*COUNTS, "amount", "hourly")},
        "annotator": f"'{name}" if name[:1] in "=+-@\t\r" else name,
        "currency": currency,
        "active_hours": round(row["active_ms"] / 3_600_000, 3),
    }


def describe_paid(one: Paid) -> dict[str, Any]:
    return {
        "pairs": one.pairs,
        "skipped": one.skipped,
        "amount": _money(one.amount),
        "active_ms": int(one.active_ms),
        "seconds_a_pair": one.seconds_a_pair,
        "hourly": None if one.hourly is None else str(one.hourly),
    }


def _money(amount: Any) -> str:
    return f"{amount:.4f}".rstrip("0").rstrip(".")


def _since(text: str) -> datetime | None:
    try:
        found = parse_datetime(text.replace(" ", "+")) if text else None
    except ValueError:
        found = None
    if text and (found is None or found.tzinfo is None):
        message = "since must be a time with its zone, like 2026-03-01T00:00:00+01:00."
        raise InvalidError(message, fields=[FieldProblem("since", "invalid", message)])
    return found
