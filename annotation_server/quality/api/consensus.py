"""How a campaign's answers are weighed, for its managers."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import campaign_for
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.core.fields import Input
from annotation_server.quality import services
from annotation_server.quality.api.typed import described
from annotation_server.quality.queries import report_of
from annotation_server.quality.rules.intervals import Estimate
from annotation_server.quality.rules.methods import MethodFigure


class ConsensusInput(Input):
    """`method` weighs the labels; comparisons always go by majority."""

    method = serializers.ChoiceField([*ConsensusMethod])


class ConsensusOutput(serializers.Serializer[Any]):
    """The method in use, and what each one comes to, as of the latest figures.

    `compared_with` is the method from which the others are told apart: the one in use when the
    figures were computed. Without figures there is nothing to compare yet. `label_agreement` is
    alpha of the label sets: where it is near 0 no method has anything to go by.
    """

    method = serializers.ChoiceField([*ConsensusMethod])
    as_of = serializers.DateTimeField(allow_null=True)
    compared_with = serializers.ChoiceField([*ConsensusMethod], allow_null=True)
    methods = described(MethodFigure)(many=True)
    label_agreement = described(Estimate)(allow_null=True)


class ConsensusView(APIView):
    permission_classes = [IsManager]
    input = ConsensusInput
    output = ConsensusOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        return Response(_described(campaign_for(signed_in(request), campaign_id)))

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        """Weigh so from now on; figures follow, snapshots that were taken stay as they are."""
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        method = ConsensusMethod(ConsensusInput.of(request.data)["method"])
        services.change_method(campaign, method, by=user)
        return Response(_described(campaign_for(user, campaign_id)))


def _described(campaign: Campaign) -> dict[str, Any]:
    report = report_of(campaign)
    figures = (report.figures if report else None) or {}
    return {
        "method": campaign.consensus_method,
        "as_of": report.as_of if report else None,
        "compared_with": figures.get("method"),
        "methods": figures.get("methods", []),
        "label_agreement": (figures.get("label_sets") or {}).get("alpha"),
    }
