"""What is asked about campaigns."""

import uuid

from django.db.models import Max, Q, QuerySet

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import Campaign, Membership, Slot
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import NotFoundError
from annotation_server.core.models import Job

READY = Job.State.DONE


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


def pair_ids(campaign: Campaign) -> QuerySet[Slot, int]:
    return campaign.slots.order_by().values_list("pair_id", flat=True).distinct()


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
    """The campaigns that somebody may see: all of them for a manager."""
    campaigns = Campaign.objects.select_related("protocol").order_by("-created_at")
    if user.is_manager:
        return campaigns
    mine = Q(memberships__user=user)
    return campaigns.filter(mine | Q(open_to_all_annotators=True)).distinct()


def campaign_for(user: User, campaign_id: uuid.UUID) -> Campaign:
    """Raises NotFoundError for what is not there and for what is not theirs."""
    campaign = campaigns_of(user).filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFoundError("There is no such campaign for you. Ask its manager to enrol you.")
    return campaign


def membership_of(user: User, campaign: Campaign) -> Membership | None:
    return Membership.objects.filter(campaign=campaign, user=user).first()
