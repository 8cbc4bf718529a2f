"""Links by which people come into a campaign: made, revoked, and followed."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.http import HttpRequest

from annotation_server.accounts.models import User
from annotation_server.accounts.services import create_account, start_session
from annotation_server.audit.services import record
from annotation_server.campaigns import queries
from annotation_server.campaigns.models import Campaign, Invitation, Membership
from annotation_server.core import limits
from annotation_server.core.clients import address_of
from annotation_server.core.errors import ConflictError, GoneError
from annotation_server.core.limits import Limit

TOKEN_BYTES = 20
MOST_USES, MOST_HOURS = 1000, 90 * 24
SPAN = timedelta(minutes=15)
LOOKS = Limit(
    "invitations from an address",
    100,
    SPAN,
    "Too many links that lead nowhere were opened here. Wait {wait}, then open yours again.",
)
ACCOUNTS = Limit(
    "accounts by invitation from an address",
    60,
    SPAN,
    "Too many accounts were made here in a short time. Wait {wait}, then try again.",
)
WHY_NOT = {
    Invitation.State.REVOKED: "This invitation was taken back. Ask whoever sent it for a new link.",
    Invitation.State.EXPIRED: "This invitation has expired. Ask whoever sent it for a new link.",
    Invitation.State.USED_UP: (
        "This invitation was used as often as it may be. Ask whoever sent it for a new link."
    ),
}


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation that was just made, with the token that is told once and stored nowhere."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(
    campaign: Campaign,
    role: Membership.Role,
    *,
    most_uses: int,
    lasts: timedelta,
    now: datetime,
    by: User,
) -> NewInvitation:
    """Make a link for so many people and so long. Raises ConflictError for a closed campaign."""
    _refuse_closed(campaign)
    token = secrets.token_hex(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        campaign=campaign,
        role=role,
        digest=_digest(token),
        most_uses=most_uses,
        expires_at=now + lasts,
        created_by=by,
    )
    hours = round(lasts / timedelta(hours=1))
    told = {"role": role.value, "most_uses": most_uses, "hours": hours}
    record(by=by, action="invitation_made", subject=invitation, **told)
    return NewInvitation(invitation, token)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Nobody comes in by it any more; who did stays. The same again changes nothing."""
    rows = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    if rows.update(revoked_at=Now()):
        record(by=by, action="invitation_revoked", subject=invitation)


def open_invitation(request: HttpRequest, token: str, *, now: datetime) -> Invitation:
    """What a link leads to, for anybody who has it.

    Whoever takes part already is let through whatever became of the link. Raises NotFoundError for
    an unknown token, GoneError for a link that lets nobody in any more, ConflictError for a closed
    campaign or somebody who was taken out, TooManyAttemptsError after too many unknown ones.
    """
    address = address_of(request)
    limits.count(LOOKS, address)
    invitation = queries.invitation_by_digest(_digest(token))
    limits.take_back(LOOKS, address)
    user = request.user if isinstance(request.user, User) else None
    if user is None or queries.membership_of(user, invitation.campaign) is None:
        _check(invitation, user, now)
    return invitation


@transaction.atomic
def join(invitation: Invitation, *, now: datetime, by: User) -> Membership:
    """Make somebody what the link says. Who takes part already stays what they are.

    Raises what `open_invitation` does; of many at once exactly as many come in as it allows.
    """
    locked = queries.locked_invitation(invitation.pk)
    known = queries.membership_of(by, locked.campaign)
    if known is not None:
        return known
    _check(locked, by, now)
    Invitation.objects.filter(pk=locked.pk).update(uses=F("uses") + 1)
    membership = Membership.objects.create(
        campaign=locked.campaign, user=by, role=locked.role, invitation=locked
    )
    record(by=by, action="joined", subject=membership, role=locked.role)
    return membership


def join_with_new_account(
    request: HttpRequest, invitation: Invitation, *, name: str, password: str, now: datetime
) -> Membership:
    """Make the account, join and sign in: all of it or nothing.

    Raises ConflictError for somebody who is signed in already, and what `create_account` does.
    """
    if isinstance(request.user, User):
        message = "You are signed in already. Join with this account, or sign out first."
        raise ConflictError(message, code="signed_in_already")
    limits.count(ACCOUNTS, address_of(request))
    with transaction.atomic():
        user = create_account(name, password=password)
        membership = join(invitation, now=now, by=user)
    start_session(request, user)
    return membership


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _check(invitation: Invitation, user: User | None, now: datetime) -> None:
    state = invitation.state(now)
    if state in WHY_NOT:
        raise GoneError(WHY_NOT[state], code=f"invitation_{state.value}")
    _refuse_closed(invitation.campaign)
    if user is None:
        return
    if user.is_manager:
        message = "You manage this server and see every campaign. The link is for those who do not."
        raise ConflictError(message, code="manager_sees_all")
    if Membership.objects.filter(campaign=invitation.campaign, user=user).exists():
        message = (
            "A manager has taken you out of this campaign, so the link does not let you in again. "
            "Ask them to add you."
        )
        raise ConflictError(message, code="taken_out")


def _refuse_closed(campaign: Campaign) -> None:
    if campaign.state == Campaign.State.CLOSED:
        message = "The campaign is closed: nobody joins it any more. Ask its manager to open it."
        raise ConflictError(message, code="campaign_closed")
