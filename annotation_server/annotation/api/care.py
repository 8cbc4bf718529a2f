"""Consent with opt-outs, and the first look at a sensitive pair."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import signed_in
from annotation_server.annotation import queries, services
from annotation_server.annotation.api.shapes import LeftOutput
from annotation_server.annotation.services.queue import own_membership
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.queries import campaign_for, kinds_of, membership_of
from annotation_server.core.fields import Input, Text, Whole

# Of the words of the page: raised when they say something else than before.
CONSENT_VERSION = 1


class ConsentInput(Input):
    """`version` is of the words that were shown in `locale`."""

    version = Whole(min_value=CONSENT_VERSION, max_value=CONSENT_VERSION)
    opt_outs = serializers.ListField(child=Text(max_length=40), max_length=100)
    locale = Text(max_length=12)


class ConsentOutput(serializers.Serializer[Any]):
    """`kinds` are the harm categories that the campaign's pairs may have."""

    version = serializers.IntegerField()
    kinds = serializers.ListField(child=serializers.CharField())
    opt_outs = serializers.ListField(child=serializers.CharField())
    given_at = serializers.DateTimeField(allow_null=True)


def describe_consent(campaign: Campaign, mine: Membership | None) -> dict[str, Any]:
    return {
        "version": CONSENT_VERSION,
        "kinds": kinds_of(campaign),
        "opt_outs": mine.opt_outs if mine else [],
        "given_at": mine.consented_at if mine else None,
    }


class ConsentView(APIView):
    input = {"PUT": ConsentInput}
    output = ConsentOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        return Response(describe_consent(campaign, membership_of(user, campaign)))

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        membership = own_membership(campaign_id, user)
        body = ConsentInput.of(request.data)
        services.agree(membership, **body, by=user)
        return Response(describe_consent(campaign, membership_of(user, campaign)))


class RevealView(APIView):
    input = Input
    output = LeftOutput

    def put(self, request: Request, assignment_id: uuid.UUID) -> Response:
        user = signed_in(request)
        queries.refuse_unless_theirs(user, assignment_id)
        Input.of(request.data)
        seen = services.reveal(assignment_id, by=user)
        return Response({"id": str(seen.pk), "state": seen.state})
