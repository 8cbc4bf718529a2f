"""The queue: everything an annotator holds, renewed, and topped up to what they asked for."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services.claims import Place, Search
from annotation_server.campaigns.models import Campaign, Membership, Slot
from annotation_server.campaigns.services import seed_of
from annotation_server.core.errors import ConflictError, NotFoundError

MOST_HELD = 10

RENEW = """
    UPDATE campaigns_slot slot
    SET state = 'held', leased_until = statement_timestamp() + make_interval(mins => %(minutes)s)
    FROM annotation_assignment mine
    WHERE mine.annotator_id = %(annotator)s AND mine.campaign_id = %(campaign)s
      AND mine.state IN ('leased', 'stage_one') AND slot.id = mine.slot_id
      AND slot.fence = mine.fence AND slot.state IN ('held', 'free')
"""
HOLD = """
    UPDATE campaigns_slot
    SET state = 'held', fence = fence + 1,
        leased_until = statement_timestamp() + make_interval(mins => %(minutes)s)
    WHERE id = %(slot)s
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """What the annotator holds, oldest first, and why it may be shorter than asked for."""

    assignments: list[Assignment]
    membership: Membership
    campaign: Campaign
    nothing_left: bool

    def lease_seconds(self, assignment: Assignment) -> int:
        """How long the place is kept; 0 when it may be given to somebody else."""
        slot = assignment.slot
        if slot is None or slot.fence != assignment.fence or slot.state != Slot.State.HELD:
            return 0
        return self.campaign.lease_minutes * 60


@transaction.atomic
def fill_queue(campaign: Campaign, *, hold: int, by: User, locale: str = "en") -> Queue:
    """Renew the leases of what this annotator holds and claim until they hold `hold` pairs.

    Raises NotFoundError for who is no annotator here, ConflictError (`campaign_paused`,
    `campaign_closed`) when nothing is held and nothing is given out.
    """
    membership = annotator_membership(campaign, by)
    values: Mapping[str, int | uuid.UUID] = {
        "minutes": campaign.lease_minutes,
        "annotator": by.pk,
        "campaign": campaign.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(RENEW, values)
    missing = min(hold, MOST_HELD) - queries.live(by, campaign).count()
    found = _claim_up_to(campaign, membership, missing, locale)
    held = list(queries.live(by, campaign))
    if not held and campaign.state != Campaign.State.OPEN:
        raise _closed(campaign)
    return Queue(held, membership, campaign, nothing_left=found < missing)


def annotator_membership(campaign: Campaign, user: User) -> Membership:
    """The locked membership of an annotator; made at the first visit of an open campaign."""
    rows = Membership.objects.select_for_update()
    membership = rows.filter(campaign=campaign, user=user).first()
    if membership is None and campaign.open_to_all_annotators and not user.is_manager:
        Membership.objects.get_or_create(
            campaign=campaign, user=user, defaults={"role": Membership.Role.ANNOTATOR}
        )
        membership = rows.get(campaign=campaign, user=user)
    if membership is None or membership.left_at or membership.role != Membership.Role.ANNOTATOR:
        raise NotFoundError("You are not an annotator of this campaign. Ask its manager.")
    return membership


def _claim_up_to(campaign: Campaign, membership: Membership, count: int, locale: str) -> int:
    if count <= 0 or campaign.state != Campaign.State.OPEN:
        return 0
    search = Search(campaign, membership)
    claimed = 0
    while claimed < count and (place := search.find()):
        _take(campaign, membership, place, locale)
        claimed += 1
    membership.save(update_fields=["cursor", "behind", "nothing_left_at"])
    return claimed


def _take(campaign: Campaign, membership: Membership, place: Place, locale: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"minutes": campaign.lease_minutes, "slot": place.slot_id})
    if place.holder is not None:
        lost = Assignment.objects.filter(pk=place.holder, state=Assignment.State.LEASED)
        lost.update(state=Assignment.State.RELEASED)
    Assignment.objects.update_or_create(
        campaign=campaign,
        pair_id=place.pair_id,
        annotator_id=membership.user_id,
        purpose=Assignment.Purpose.WORK,
        round=0,
        defaults={
            "slot_id": place.slot_id,
            "fence": place.fence + 1,
            "state": Assignment.State.LEASED,
            "seed": seed_of(campaign.seed, place.pair_id, membership.user_id),
            "rate": campaign.rate,
            "locale": locale,
        },
    )


def _closed(campaign: Campaign) -> ConflictError:
    if campaign.state == Campaign.State.PAUSED:
        return ConflictError(
            "This campaign is paused by its manager. What you have done is kept; look in later.",
            code="campaign_paused",
        )
    return ConflictError(
        "This campaign is closed. Everything you have done is counted. Thank you.",
        code="campaign_closed",
    )
