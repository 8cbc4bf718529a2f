"""The campaigns somebody takes part in; for managers also opening and steering them."""

import uuid

from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.campaigns import queries, services
from annotation_server.campaigns.api.describe import describe_campaign, describe_row
from annotation_server.campaigns.api.shapes import (
    CampaignInput,
    CampaignOutput,
    CampaignsOutput,
    CareInput,
    GuidelinesInput,
    OverlapInput,
    StateInput,
    TermsInput,
)
from annotation_server.campaigns.models import Campaign


class CampaignsView(APIView):
    input = {"POST": CampaignInput}
    output = {"GET": CampaignsOutput, "POST": CampaignOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get_permissions(self) -> list[IsAuthenticated | IsManager]:
        return [IsManager() if self.request.method == "POST" else IsAuthenticated()]

    def get(self, request: Request) -> Response:
        user = signed_in(request)
        campaigns = list(queries.campaigns_of(user))
        mine = queries.memberships_of(user)
        places = queries.places(campaigns)
        rows = [
            describe_row(
                campaign,
                queries.role_in(user, mine.get(campaign.pk)),
                mine.get(campaign.pk),
                places.get(campaign.pk),
            )
            for campaign in campaigns
        ]
        return Response({"results": rows})

    def post(self, request: Request) -> Response:
        user = signed_in(request)
        body = CampaignInput.of(request.data)
        campaign = services.open_campaign(services.plan_from(body), by=user)
        return Response(describe_campaign(campaign, user), status=status.HTTP_201_CREATED)


class CampaignView(APIView):
    output = CampaignOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        return Response(describe_campaign(queries.campaign_for(user, campaign_id), user))


class SteeringView(APIView):
    """A change of a campaign by its manager, which answers with the campaign."""

    permission_classes = [IsManager]
    output = CampaignOutput

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        self.change(queries.campaign_for(user, campaign_id), request)
        return Response(describe_campaign(queries.campaign_for(user, campaign_id), user))

    def change(self, campaign: Campaign, request: Request) -> None:
        raise NotImplementedError


class StateView(SteeringView):
    input = StateInput

    def change(self, campaign: Campaign, request: Request) -> None:
        state = Campaign.State(StateInput.of(request.data)["state"])
        services.change_state(campaign, state, by=signed_in(request))


class OverlapView(SteeringView):
    input = OverlapInput

    def change(self, campaign: Campaign, request: Request) -> None:
        overlap = OverlapInput.of(request.data)["overlap"]
        services.change_overlap(campaign, overlap, by=signed_in(request))


class GuidelinesView(SteeringView):
    input = GuidelinesInput

    def change(self, campaign: Campaign, request: Request) -> None:
        guidelines = GuidelinesInput.of(request.data)["guidelines"]
        services.change_guidelines(campaign, guidelines, by=signed_in(request))


class CareView(SteeringView):
    input = CareInput

    def change(self, campaign: Campaign, request: Request) -> None:
        services.change_care(campaign, CareInput.of(request.data), by=signed_in(request))


class TermsView(SteeringView):
    input = TermsInput

    def change(self, campaign: Campaign, request: Request) -> None:
        services.change_terms(campaign, TermsInput.of(request.data), by=signed_in(request))


class NewPairsView(SteeringView):
    """Take in the pairs that the corpus got since the campaign was opened."""

    input = None

    def change(self, campaign: Campaign, request: Request) -> None:
        services.take_in_new_pairs(campaign, by=signed_in(request))
