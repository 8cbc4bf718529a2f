"""What staff see and do about the work in a campaign."""

import uuid
from dataclasses import asdict

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.accounts.queries import user_by_id
from annotation_server.annotation import services
from annotation_server.annotation.api.shapes import OverviewOutput, TracesOutput
from annotation_server.annotation.queries.standing import overview
from annotation_server.annotation.queries.traces import traces_of
from annotation_server.campaigns.queries import membership_by_id, staffed_campaign
from annotation_server.core.fields import Input


class OverviewView(APIView):
    """For managers and the campaign's reviewers."""

    output = OverviewOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = staffed_campaign(signed_in(request), campaign_id)
        return Response(asdict(overview(campaign)))


class MemberView(APIView):
    permission_classes = [IsManager]

    def delete(self, request: Request, membership_id: int) -> Response:
        services.remove_member(membership_by_id(membership_id), by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class AnnotatorWithdrawalView(APIView):
    permission_classes = [IsManager]
    input = {"POST": Input}
    output = TracesOutput

    def get(self, request: Request, user_id: uuid.UUID) -> Response:
        """Count what would go with them, before anybody confirms it."""
        return Response(asdict(traces_of(user_by_id(user_id))))

    def post(self, request: Request, user_id: uuid.UUID) -> Response:
        """For good: their work leaves every later export, and who they are is erased."""
        Input.of(request.data)
        traces = services.withdraw_annotator(user_by_id(user_id), by=signed_in(request))
        return Response(asdict(traces))
