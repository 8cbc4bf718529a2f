"""What is asked about campaigns."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, Func, Max, OuterRef, Prefetch, Q, QuerySet

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import (
    Campaign,
    Invitation,
    Membership,
    Slot,
    TrainingItem,
    WorkedExample,
)
from annotation_server.catalog.models import Pair, Video
from annotation_server.catalog.rules.columns import HARM_CATEGORIES
from annotation_server.core.columns import Columns
from annotation_server.core.errors import NotFoundError
from annotation_server.core.models import Job
from annotation_server.core.prepared import execute_prepared
from annotation_server.protocol.models import Protocol

READY = Job.State.DONE
MEMBERSHIP, CAMPAIGN, PROTOCOL = (
    Columns(Membership),
    Columns(Campaign),
    Columns(Protocol, "id", "sha256"),
)
LOCKED_MEMBERSHIP = f"""
    SELECT {MEMBERSHIP.of("member")}, {CAMPAIGN.of("campaign")}, {PROTOCOL.of("protocol")}
    FROM campaigns_membership member
    JOIN campaigns_campaign campaign ON campaign.id = member.campaign_id
    JOIN protocol_protocol protocol ON protocol.id = campaign.protocol_id
    WHERE member.campaign_id = %s AND member.user_id = %s FOR UPDATE OF member
"""  # noqa: S608  # no value is in the text


def playable_pairs(corpus_id: uuid.UUID, *, single: bool) -> QuerySet[Pair]:
    """Pairs (or singles) with finished videos, nothing of which is withdrawn; gold left out."""
    pairs = Pair.objects.filter(
        corpus_id=corpus_id,
        withdrawn_at=None,
        prompt__withdrawn_at=None,
        video_0__state=READY,
        video_0__withdrawn_at=None,
    ).exclude(origin=Pair.Origin.GOLD)
    if single:
        return pairs.filter(video_1=None)
    return pairs.filter(video_1__state=READY, video_1__withdrawn_at=None)


def playable_videos(corpus_id: uuid.UUID) -> QuerySet[Video]:
    """Finished videos, nothing of which is withdrawn; copies altered for gold left out."""
    return Video.objects.filter(
        corpus_id=corpus_id,
        state=READY,
        withdrawn_at=None,
        prompt__withdrawn_at=None,
        alteration="",
    )


def made_of(video_0: int, video_1: int | None) -> Q:
    """Pairs of these two videos, whichever is the first; or the single of the one."""
    both = Q(video_0=video_0, video_1=video_1)
    return both if video_1 is None else both | Q(video_0=video_1, video_1=video_0)


def pair_ids(campaign: Campaign) -> QuerySet[Slot, int]:
    return campaign.slots.order_by().values_list("pair_id", flat=True).distinct()


def training_items(campaign: Campaign) -> QuerySet[TrainingItem]:
    """What people are trained and tested on now, in the order in which it was added."""
    rows = TrainingItem.objects.filter(campaign=campaign, retired_at=None)
    return rows.select_related(
        "pair__prompt", "pair__video_0__rendition", "pair__video_1__rendition"
    ).order_by("pk")


def worked_examples(campaign: Campaign) -> QuerySet[WorkedExample]:
    """What is shown beside the questions, with its videos."""
    pair = ("pair__prompt", "pair__video_0__prompt", "pair__video_1__prompt")
    prompts = ("video_0__prompt", "video_1__prompt")
    videos = ("video_0__rendition", "video_1__rendition")
    return campaign.worked_examples.select_related(*pair, *prompts, *videos).order_by("pk")


def training_item_by_id(item_id: int) -> TrainingItem:
    item = TrainingItem.objects.filter(pk=item_id, retired_at=None).first()
    if item is None:
        raise NotFoundError
    return item


def next_position(campaign: Campaign) -> int:
    last = campaign.slots.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def campaign_named(name: str) -> Campaign:
    """Raises NotFoundError with the sentence for a terminal."""
    campaign = Campaign.objects.select_related("protocol", "corpus").filter(name=name).first()
    if campaign is None:
        raise NotFoundError(f"There is no campaign named {name!r}. `open_campaign` makes one.")
    return campaign


def campaigns_of(user: User) -> QuerySet[Campaign]:
    """The campaigns that somebody may see: all of them for a manager.

    The definition stays in the database: `definition_of` reads it once a process.
    """
    campaigns = (
        Campaign.objects.select_related("protocol", "corpus")
        .defer("protocol__definition", "protocol__source")
        .order_by("-created_at")
    )
    if user.is_manager:
        return campaigns
    mine = Membership.objects.filter(user=user, campaign=OuterRef("pk"))
    return campaigns.filter(
        Exists(mine.filter(left_at=None)) | (Q(open_to_all_annotators=True) & ~Exists(mine))
    )


def campaign_for(user: User, campaign_id: uuid.UUID) -> Campaign:
    """Raises NotFoundError for what is not there and for what is not theirs."""
    campaign = campaigns_of(user).filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFoundError("There is no such campaign for you. Ask its manager to enrol you.")
    return campaign


def membership_of(user: User, campaign: Campaign) -> Membership | None:
    return Membership.objects.filter(campaign=campaign, user=user, left_at=None).first()


def locked_membership(user: User, campaign_id: uuid.UUID) -> Membership | None:
    """Somebody's part in a campaign, locked, with the campaign and its protocol; also of who left.

    In one statement by hand: every queue asks for it. The definition stays in the database.
    """
    with connection.cursor() as cursor:
        execute_prepared(cursor, LOCKED_MEMBERSHIP, [campaign_id, user.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    of_campaign, of_protocol = len(MEMBERSHIP), len(MEMBERSHIP) + len(CAMPAIGN)
    membership = MEMBERSHIP.read(row[:of_campaign])
    membership.campaign = CAMPAIGN.read(row[of_campaign:of_protocol])
    membership.campaign.protocol = PROTOCOL.read(row[of_protocol:])
    return membership


def role_of(user: User, campaign: Campaign) -> str:
    """What somebody who may see a campaign is in it; whoever comes to an open one annotates."""
    return role_in(user, membership_of(user, campaign))


def role_in(user: User, membership: Membership | None) -> str:
    if user.is_manager:
        return "manager"
    return membership.role if membership else Membership.Role.ANNOTATOR.value


def memberships_of(user: User) -> dict[uuid.UUID, Membership]:
    """By campaign."""
    rows = Membership.objects.filter(user=user, left_at=None)
    return {membership.campaign_id: membership for membership in rows}


def members(campaign: Campaign) -> QuerySet[Membership]:
    """Who takes part, in the order in which they came."""
    rows = Membership.objects.filter(campaign=campaign, left_at=None)
    return rows.select_related("user__identity").order_by("created_at", "id")


def membership_by_id(membership_id: int) -> Membership:
    found = Membership.objects.select_related("campaign", "user").filter(left_at=None)
    membership = found.filter(pk=membership_id).first()
    if membership is None:
        raise NotFoundError
    return membership


INVITED = Prefetch(
    "memberships",
    Membership.objects.select_related("user__identity").order_by("created_at", "id"),
)


def invitations(campaign: Campaign) -> QuerySet[Invitation]:
    """The links to a campaign, newest first, with who came by each."""
    return campaign.invitations.order_by("-created_at", "id").prefetch_related(INVITED)


def invitation_by_id(invitation_id: uuid.UUID) -> Invitation:
    found = Invitation.objects.prefetch_related(INVITED).filter(pk=invitation_id).first()
    if found is None:
        raise NotFoundError
    return found


def invitation_by_digest(digest: str) -> Invitation:
    """Raises NotFoundError with the sentence for whoever followed a link."""
    found = Invitation.objects.select_related("campaign").filter(digest=digest).first()
    if found is None:
        raise NotFoundError(
            "This link leads to no invitation. Check that it was copied whole, or ask for another."
        )
    return found


def locked_invitation(invitation_id: uuid.UUID) -> Invitation:
    """Inside a transaction: nobody else comes in by it meanwhile."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("campaign")
    return rows.get(pk=invitation_id)


def staffed_campaign(user: User, campaign_id: uuid.UUID) -> Campaign:
    """A campaign that somebody manages or reviews. Raises NotFoundError for everybody else."""
    campaign = campaign_for(user, campaign_id)
    if role_of(user, campaign) == Membership.Role.ANNOTATOR:
        raise NotFoundError
    return campaign


def kinds_of(campaign: Campaign) -> list[str]:
    """The harm categories of a campaign's pairs; all of them if one has some that are unknown."""
    places = campaign.slots.order_by().filter(sensitive=True)
    gold = campaign.gold.order_by().filter(sensitive=True, retired_at=None)
    explained = [one for one in worked_examples(campaign) if one.is_sensitive]
    unknown = [rows.filter(categories=[]).exists() for rows in (places, gold)]
    if any(unknown) or not all(one.categories for one in explained):
        return list(HARM_CATEGORIES)
    each = Func("categories", function="unnest")
    found = {
        kind for rows in (places, gold) for kind in rows.values_list(each, flat=True).distinct()
    }.union(*(one.categories for one in explained))
    return [kind for kind in HARM_CATEGORIES if kind in found]


@dataclass(frozen=True, slots=True)
class Places:
    """How many pairs a campaign has, and its places that still wait for an answer."""

    pairs: int
    open_slots: int


def places(campaigns: Iterable[Campaign]) -> dict[uuid.UUID, Places]:
    """By campaign, in one query."""
    waiting = Count("pk", filter=Q(state__in=[Slot.State.FREE, Slot.State.HELD]))
    rows = Slot.objects.filter(campaign__in=list(campaigns)).order_by().values("campaign")
    counted = rows.annotate(last=Max("position"), waiting=waiting)
    return {row["campaign"]: Places(row["last"] + 1, row["waiting"]) for row in counted}
