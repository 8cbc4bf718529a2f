"""More answers where they are worth most, for managers."""

import uuid
from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import campaign_for
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.core.fields import Input, Whole
from annotation_server.quality import services
from annotation_server.quality.models import ExtraPlaces
from annotation_server.quality.queries import extra as queries
from annotation_server.quality.rules.extra import EACH, MOST_LISTED

USUAL = 50


class ExtraInput(Input):
    """`each` places for the `pairs` pairs with the most to gain."""

    pairs = Whole(min_value=1, max_value=MOST_LISTED)
    each = Whole(min_value=EACH[0], max_value=EACH[-1])


class OfferOutput(serializers.Serializer[Any]):
    """`gain`: how much likelier one answer makes the consensus on a question right, on average.

    `possible` pairs are there to choose from; `cost` is in the campaign's currency.
    """

    as_of = serializers.DateTimeField(allow_null=True)
    each = serializers.IntegerField()
    pairs = serializers.IntegerField()
    possible = serializers.IntegerField()
    places = serializers.IntegerField()
    cost = serializers.FloatField()
    currency = serializers.CharField()
    gain = serializers.FloatField()


class AddedExtraOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    pairs = serializers.IntegerField()
    each = serializers.IntegerField()
    places = serializers.IntegerField()
    gain = serializers.FloatField()
    added_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class ExtraPlacesOutput(serializers.Serializer[Any]):
    """What could be added, as `?pairs=&each=` ask, and what was, the newest first."""

    offer = OfferOutput()
    added = AddedExtraOutput(many=True)


class ExtraView(APIView):
    permission_classes = [IsManager]
    input = {"POST": ExtraInput}
    output = {"GET": ExtraPlacesOutput, "POST": ExtraPlacesOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = campaign_for(signed_in(request), campaign_id)
        most = _asked(request, "pairs", USUAL, MOST_LISTED)
        return Response(_described(campaign, most, _asked(request, "each", EACH[-1], EACH[-1])))

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        body = ExtraInput.of(request.data)
        services.add_where_worth(campaign, body["pairs"], body["each"], by=user)
        described = _described(campaign, body["pairs"], body["each"])
        return Response(described, status=status.HTTP_201_CREATED)


class UndoneExtraView(APIView):
    """DELETE: places that nobody has taken retire; answers stay, and so do held places."""

    permission_classes = [IsManager]

    def delete(self, request: Request, extra_id: int) -> Response:
        user = signed_in(request)
        services.undo_extra(queries.extra_for(user, extra_id), by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _asked(request: Request, name: str, usual: int, most: int) -> int:
    text = request.query_params.get(name, "") or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        number = 0
    else:
        number = int(text)
    if not 1 <= number <= most:
        message = f"{name} must be a whole number from 1 to {most}."
        raise InvalidError(message, fields=[FieldProblem(name, "out_of_range", message)])
    return number


def _described(campaign: Campaign, most: int, each: int) -> dict[str, Any]:
    found = queries.offer(campaign, most, each)
    return {
        "offer": {
            "as_of": found.as_of,
            "each": found.each,
            "pairs": len(found.pairs),
            "possible": found.possible,
            "places": found.places,
            "cost": float(found.cost),
            "currency": campaign.currency,
            "gain": found.gain,
        },
        "added": [_row(extra) for extra in queries.added(campaign)],
    }


def _row(extra: ExtraPlaces) -> dict[str, Any]:
    return {
        "id": extra.pk,
        "pairs": len(extra.pairs),
        "each": extra.each,
        "places": extra.places,
        "gain": extra.gain,
        "added_at": extra.added_at,
        "undone_at": extra.undone_at,
    }
