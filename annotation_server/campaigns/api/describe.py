"""Campaigns and memberships as the API gives them."""

from datetime import datetime
from typing import Any

from annotation_server.accounts.models import User
from annotation_server.accounts.queries import sign_in_name
from annotation_server.campaigns import queries
from annotation_server.campaigns.models import Campaign, Invitation, Membership
from annotation_server.campaigns.queries import Places
from annotation_server.campaigns.services import CARE, TERMS
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.page import for_page


def describe_row(
    campaign: Campaign, role: str, mine: Membership | None, places: Places | None
) -> dict[str, Any]:
    staff = role != Membership.Role.ANNOTATOR
    return {
        "id": str(campaign.pk),
        "name": campaign.name,
        "state": campaign.state,
        "role": role,
        "overlap": campaign.overlap,
        "finished": mine.finished if mine else 0,
        "open_slots": places.open_slots if places and staff else None,
        "paired": places.pairs if places and staff else None,
    }


def describe_campaign(campaign: Campaign, user: User) -> dict[str, Any]:
    """One campaign with its protocol in the reader's language."""
    role = queries.role_of(user, campaign)
    mine = queries.membership_of(user, campaign)
    places = queries.places([campaign]).get(campaign.pk) if user.is_manager else None
    definition = for_page(definition_of(campaign.protocol), user.language)
    return {
        **describe_row(campaign, role, mine, places),
        "guidelines": campaign.guidelines,
        "session_size": campaign.session_size,
        "open_to_all_annotators": campaign.open_to_all_annotators,
        "created_at": campaign.created_at,
        "corpus": campaign.corpus.name if user.is_manager else None,
        "corpus_id": str(campaign.corpus_id) if user.is_manager else None,
        "seed": campaign.seed if user.is_manager else None,
        "protocol": {
            "key": campaign.protocol.key,
            "title": definition["title"],
            "sha256": campaign.protocol.sha256,
            "definition": definition,
        },
        "progress": describe_progress(campaign, mine),
        "care": {name: getattr(campaign, name) for name in CARE},
        "terms": describe_terms(campaign) if user.is_manager else None,
    }


def describe_terms(campaign: Campaign) -> dict[str, Any]:
    rate = f"{campaign.rate:f}"
    shown = rate.rstrip("0").rstrip(".") if "." in rate else rate
    return {**{name: getattr(campaign, name) for name in TERMS}, "rate": shown}


def describe_progress(campaign: Campaign, mine: Membership | None) -> dict[str, int]:
    finished = mine.finished if mine else 0
    return {
        "finished": finished,
        "session_finished": finished % campaign.session_size,
        "session_size": campaign.session_size,
    }


def describe_invitation(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """For managers. `people` are those who came by it, also who was taken out since."""
    return {
        "id": str(invitation.pk),
        "role": invitation.role,
        "state": invitation.state(now).value,
        "most_uses": invitation.most_uses,
        "uses": invitation.uses,
        "expires_at": invitation.expires_at,
        "created_at": invitation.created_at,
        "people": [describe_user(one.user) for one in invitation.memberships.all()],
    }


def describe_invited(invitation: Invitation, user: object) -> dict[str, Any]:
    """For whoever has the link. `is_in` tells who takes part already."""
    campaign = invitation.campaign
    mine = queries.membership_of(user, campaign) if isinstance(user, User) else None
    return {
        "campaign": {"id": str(campaign.pk), "name": campaign.name},
        "role": mine.role if mine else invitation.role,
        "is_in": mine is not None,
        "expires_at": invitation.expires_at,
    }


def describe_joined(membership: Membership) -> dict[str, Any]:
    campaign = membership.campaign
    return {
        "campaign": {"id": str(campaign.pk), "name": campaign.name},
        "role": membership.role,
    }


def describe_user(user: User) -> dict[str, str]:
    return {"id": str(user.pk), "name": sign_in_name(user)}


def describe_member(membership: Membership) -> dict[str, Any]:
    return {
        "id": membership.pk,
        "user": describe_user(membership.user),
        "role": membership.role,
        "finished": membership.finished,
        "created_at": membership.created_at,
    }
