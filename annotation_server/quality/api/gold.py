"""The gold of a campaign, for its managers."""

import uuid
from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import campaign_for
from annotation_server.campaigns.services import retire_gold
from annotation_server.core.fields import Input, Whole
from annotation_server.quality import services
from annotation_server.quality.api.batch_shapes import Share
from annotation_server.quality.api.describe_gold import describe_gold
from annotation_server.quality.api.shapes import ShownVideoOutput
from annotation_server.quality.api.typed import described
from annotation_server.quality.queries.gold import item_for
from annotation_server.quality.rules.gold import Evident, Strength
from annotation_server.quality.rules.intervals import Estimate

SOURCES = ("reviewers", "consensus", *Evident)
LARGEST = 100_000


class GoldInput(Input):
    """`answers` and `share` say how strong a consensus must be; other sources leave them out."""

    source = serializers.ChoiceField(SOURCES)  # type: ignore[assignment]  # the name on the wire
    count = Whole(min_value=1, max_value=LARGEST)
    answers = Whole(required=False, min_value=1, max_value=LARGEST)
    share = Share(required=False, min_value=0, max_value=1)


class GoldShareInput(Input):
    """`repeat_share` of what somebody gets are own pairs of before; without it, it stays."""

    share = Whole()
    repeat_share = Whole(required=False)


class GoldItemOutput(serializers.Serializer[Any]):
    """`made` says how; `is_ready`: both videos play. `score` is of all who were given it."""

    id = serializers.IntegerField()
    pair = serializers.IntegerField()
    prompt = serializers.CharField()
    sensitive = serializers.BooleanField()
    made = serializers.CharField()
    keys = serializers.DictField()
    videos = ShownVideoOutput(many=True)
    is_ready = serializers.BooleanField()
    problem = serializers.CharField(allow_blank=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    score = described(Estimate)()


class GoldPersonOutput(serializers.Serializer[Any]):
    """`pairs_left`: about how many pairs until they have had all the gold; null without a share.

    `repeats`: how many answers were the same when a pair came again, sides swapped.
    """

    annotator = serializers.UUIDField()
    name = serializers.CharField()
    had = serializers.IntegerField()
    score = described(Estimate)()
    repeats = described(Estimate)()
    pairs_left = serializers.IntegerField(allow_null=True)
    runs_out = serializers.BooleanField()


class GoldOutput(serializers.Serializer[Any]):
    share = serializers.IntegerField()
    repeat_share = serializers.IntegerField()
    pass_mark = serializers.FloatField()
    items = GoldItemOutput(many=True)
    people = GoldPersonOutput(many=True)


class GoldView(APIView):
    permission_classes = [IsManager]
    input = {"POST": GoldInput}
    output = {"GET": GoldOutput, "POST": GoldOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        return Response(describe_gold(campaign_for(user, campaign_id), user))

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        _add(request, campaign)
        return Response(describe_gold(campaign, user), status=status.HTTP_201_CREATED)


def _add(request: Request, campaign: Campaign) -> None:
    body, by = GoldInput.of(request.data), signed_in(request)
    match body["source"]:
        case "reviewers":
            services.gold_from_reviewers(campaign, body["count"], by=by)
        case "consensus":
            usual = Strength()
            least = Strength(body.get("answers", usual.answers), body.get("share", usual.share))
            services.gold_from_consensus(campaign, body["count"], least, by=by)
        case kind:
            services.evident_gold(campaign, Evident(kind), body["count"], by=by)


class GoldShareView(APIView):
    """How many percent of what each annotator is given are gold, from the next claim on."""

    permission_classes = [IsManager]
    input = GoldShareInput
    output = GoldOutput

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        body = GoldShareInput.of(request.data)
        services.change_shares(campaign, body["share"], body.get("repeat_share"), by=user)
        return Response(describe_gold(campaign_for(user, campaign_id), user))


class GoldItemView(APIView):
    """DELETE: the item is given to nobody any more; what was answered stays."""

    permission_classes = [IsManager]

    def delete(self, request: Request, gold_id: int) -> Response:
        user = signed_in(request)
        retire_gold(item_for(user, gold_id), by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)
