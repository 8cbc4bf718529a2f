"""Links into a campaign: made and revoked by managers, followed by whoever has one."""

import uuid
from datetime import timedelta

from django.utils import timezone
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.browsers import remember
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.campaigns import queries, services
from annotation_server.campaigns.api.describe import (
    describe_invitation,
    describe_invited,
    describe_joined,
)
from annotation_server.campaigns.api.shapes import (
    InvitationInput,
    InvitationOutput,
    InvitationsOutput,
    InvitedOutput,
    JoinedOutput,
    NewAccountInput,
    NewInvitationOutput,
    TokenInput,
)
from annotation_server.campaigns.models import Membership
from annotation_server.core.fields import Input


class InvitationsView(APIView):
    permission_classes = [IsManager]
    input = {"POST": InvitationInput}
    output = {"GET": InvitationsOutput, "POST": NewInvitationOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = queries.campaign_for(signed_in(request), campaign_id)
        now = timezone.now()
        rows = [describe_invitation(one, now) for one in queries.invitations(campaign)]
        return Response({"results": rows})

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = queries.campaign_for(signed_in(request), campaign_id)
        body = InvitationInput.of(request.data)
        now = timezone.now()
        made = services.invite(
            campaign,
            Membership.Role(body["role"]),
            most_uses=body["most_uses"],
            lasts=timedelta(hours=body["hours"]),
            now=now,
            by=signed_in(request),
        )
        told = {**describe_invitation(made.invitation, now), "token": made.token}
        return Response(told, status=status.HTTP_201_CREATED)


class RevocationView(APIView):
    permission_classes = [IsManager]
    input = Input
    output = InvitationOutput

    def put(self, request: Request, invitation_id: uuid.UUID) -> Response:
        Input.of(request.data)
        services.revoke_invitation(queries.invitation_by_id(invitation_id), by=signed_in(request))
        invitation = queries.invitation_by_id(invitation_id)
        return Response(describe_invitation(invitation, timezone.now()))


class JoiningView(APIView):
    """What a link leads to. The token comes in the body, so that no address and no log has it."""

    permission_classes = [AllowAny]
    input = TokenInput
    output = InvitedOutput

    def post(self, request: Request) -> Response:
        token = TokenInput.of(request.data)["token"]
        now = timezone.now()
        invitation = services.open_invitation(request._request, token, now=now)
        return Response(describe_invited(invitation, request.user))


class JoiningMembershipView(APIView):
    """Join with the account that is signed in."""

    input = TokenInput
    output = JoinedOutput

    def put(self, request: Request) -> Response:
        user = signed_in(request)
        token = TokenInput.of(request.data)["token"]
        now = timezone.now()
        invitation = services.open_invitation(request._request, token, now=now)
        return Response(describe_joined(services.join(invitation, now=now, by=user)))


class JoiningAccountView(APIView):
    """Join with an account that is made for it, and is signed in by the reply."""

    permission_classes = [AllowAny]
    input = NewAccountInput
    output = JoinedOutput
    statuses = {"POST": status.HTTP_201_CREATED}

    def post(self, request: Request) -> Response:
        body = NewAccountInput.of(request.data)
        now = timezone.now()
        invitation = services.open_invitation(request._request, body.pop("token"), now=now)
        made = services.join_with_new_account(request._request, invitation, **body, now=now)
        reply = Response(describe_joined(made), status=status.HTTP_201_CREATED)
        remember(reply, made.user)
        return reply
