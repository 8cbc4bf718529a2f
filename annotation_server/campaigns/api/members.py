"""Who takes part in a campaign, for managers."""

import uuid

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.accounts.queries import user_named
from annotation_server.campaigns import queries, services
from annotation_server.campaigns.api.describe import describe_member
from annotation_server.campaigns.api.shapes import MemberInput, MemberOutput, MembersOutput
from annotation_server.campaigns.models import Membership


class MembersView(APIView):
    permission_classes = [IsManager]
    input = {"POST": MemberInput}
    output = {"GET": MembersOutput, "POST": MemberOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = queries.campaign_for(signed_in(request), campaign_id)
        return Response({"results": [describe_member(one) for one in queries.members(campaign)]})

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = queries.campaign_for(signed_in(request), campaign_id)
        body = MemberInput.of(request.data)
        role = Membership.Role(body["role"])
        made = services.enrol(campaign, user_named(body["user"]), role, by=signed_in(request))
        return Response(describe_member(made), status=status.HTTP_201_CREATED)
