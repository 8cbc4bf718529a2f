"""The queue: everything an annotator holds, renewed, and topped up to what they asked for."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.rules import other_side
from annotation_server.annotation.services.care import (
    Allowed,
    Rest,
    allowed,
    give_back_unseen,
    refuse_without_consent,
)
from annotation_server.annotation.services.claims import Place, Search, limits_of
from annotation_server.annotation.services.held import held
from annotation_server.campaigns.models import Campaign, Membership, Slot
from annotation_server.campaigns.queries import campaign_for, locked_membership
from annotation_server.campaigns.services import done_of, seed_of
from annotation_server.core.errors import ConflictError, NotFoundError
from annotation_server.core.prepared import execute_prepared

MOST_HELD = 10
SEARCHED = ["cursor", "freed_seen", "second_look", "passed_over", "nothing_left_at", "given"]
REMEMBER = f"""
    UPDATE campaigns_membership SET {", ".join(f"{name} = %({name})s" for name in SEARCHED)}
    WHERE id = %(id)s"""  # noqa: S608  # no value is in the text

# Renews what is still ours or was taken by nobody, and counts what we hold or have begun.
RENEW = """
    WITH mine AS (
        SELECT slot_id, fence FROM annotation_assignment
        WHERE annotator_id = %(annotator)s AND campaign_id = %(campaign)s
          AND state IN ('leased', 'stage_one') AND purpose <> 'inspection'),
    renewed AS (
        UPDATE campaigns_slot slot
        SET state = 'held',
            leased_until = greatest(slot.leased_until,
                statement_timestamp() + make_interval(mins => %(minutes)s))
        FROM mine
        WHERE slot.id = mine.slot_id AND slot.fence = mine.fence AND slot.state IN ('held', 'free'))
    SELECT count(*) FROM mine
"""
# A pair that was released comes back as the same assignment, half-done if it was.
GIVE = """
    INSERT INTO annotation_assignment
        (id, campaign_id, pair_id, annotator_id, purpose, round, slot_id, fence, state, seed,
         rate, locale, skip_reason, note)
    VALUES (%(id)s, %(campaign)s, %(pair)s, %(annotator)s, %(purpose)s, 0, %(slot)s, %(fence)s,
            'leased', %(seed)s, %(rate)s, %(locale)s, '', '')
    ON CONFLICT (campaign_id, pair_id, annotator_id, purpose, round) DO UPDATE
    SET slot_id = excluded.slot_id, fence = excluded.fence, rate = excluded.rate,
        locale = excluded.locale, state = CASE WHEN EXISTS (
            SELECT 1 FROM annotation_judgement earlier
            WHERE earlier.assignment_id = annotation_assignment.id)
            THEN 'stage_one' ELSE 'leased' END
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """What the annotator holds, oldest first, and why it may be shorter than asked for.

    `answers` are those of earlier stages, by assignment and stage.
    """

    assignments: list[Assignment]
    answers: dict[uuid.UUID, dict[str, Any]]
    membership: Membership
    campaign: Campaign
    nothing_left: bool = False
    rest: Rest | None = None
    only_sensitive: bool = False

    @property
    def must_qualify(self) -> bool:
        """What is held may be finished; more is given when the training is passed."""
        return must_qualify(self.campaign, self.membership)

    def lease_seconds(self, assignment: Assignment) -> int:
        """How long the place is kept; 0 when it may be given to somebody else.

        Gold, of which there is enough for all, says the same as work that was just renewed.
        """
        if assignment.purpose != Assignment.Purpose.WORK:
            return self.campaign.lease_minutes * 60
        slot = assignment.slot
        if slot is None or slot.fence != assignment.fence or slot.state != Slot.State.HELD:
            return 0
        return self.campaign.lease_minutes * 60


@transaction.atomic
def fill_queue(campaign_id: uuid.UUID, *, hold: int, by: User, locale: str = "en") -> Queue:
    """Renew the leases of what this annotator holds and claim until they hold `hold` pairs.

    In a break nothing is given out, and what was not begun goes back to others.

    Raises NotFoundError for who is no annotator here, ConflictError: `consent_needed`;
    `campaign_paused`, `campaign_closed` or `qualification_needed` when nothing is held and nothing
    is given out.
    """
    membership = annotator_membership(campaign_id, by)
    campaign = membership.campaign
    refuse_without_consent(campaign, membership)
    may = allowed(campaign, by, timezone.now())
    if may.rest:
        give_back_unseen(campaign, by)
        return replace(_queue(campaign, membership, by), rest=may.rest)
    missing = _missing(campaign, membership, hold, _renew(campaign, by))
    nothing_left = False
    is_barred = must_qualify(campaign, membership)
    if missing > 0 and campaign.state == Campaign.State.OPEN and not is_barred:
        nothing_left = _claim(campaign, membership, missing, may, locale)
    nothing_left = nothing_left or done_of(campaign, membership).left == 0
    queue = _queue(campaign, membership, by, nothing_left=nothing_left)
    if not queue.assignments and campaign.state != Campaign.State.OPEN:
        raise closed(campaign)
    if not queue.assignments and is_barred:
        raise _unqualified(membership)
    if not queue.assignments and may.sensitive_again:
        rest = Rest(may.sensitive_again, "sensitive")
        return replace(queue, nothing_left=False, rest=rest)
    if nothing_left and not queue.assignments and may.sensitive_left == 0:
        return replace(queue, only_sensitive=_has_free_sensitive(campaign))
    return queue


def _has_free_sensitive(campaign: Campaign) -> bool:
    """Whether only the share of neutral pairs keeps somebody from work."""
    return campaign.slots.filter(state=Slot.State.FREE, sensitive=True).exists()


def _missing(campaign: Campaign, membership: Membership, hold: int, held: int) -> int:
    """How many pairs more somebody asks for and may have: not more than the campaign's limit."""
    left = done_of(campaign, membership).left
    wanted = min(hold, MOST_HELD)
    return (wanted if left is None else min(wanted, left)) - held


def _queue(
    campaign: Campaign, membership: Membership, user: User, *, nothing_left: bool = False
) -> Queue:
    """What is held now, with what was answered of it."""
    offered = held(user, campaign, MOST_HELD)
    answers = {assignment.pk: earlier for assignment, earlier in offered}
    assignments = [assignment for assignment, _ in offered]
    return Queue(assignments, answers, membership, campaign, nothing_left)


def _renew(campaign: Campaign, user: User) -> int:
    values: dict[str, Any] = {
        "minutes": campaign.lease_minutes,
        "annotator": user.pk,
        "campaign": campaign.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(RENEW, values)
        held: int = cursor.fetchone()[0]
    return held


def annotator_membership(campaign_id: uuid.UUID, user: User) -> Membership:
    """The locked membership of an annotator; made at the first visit of an open campaign."""
    membership = locked_membership(user, campaign_id)
    if membership is None and _may_come(user, campaign_for(user, campaign_id)):
        Membership.objects.get_or_create(
            campaign_id=campaign_id, user=user, defaults={"role": Membership.Role.ANNOTATOR}
        )
        membership = locked_membership(user, campaign_id)
    if membership is None or membership.left_at or membership.role != Membership.Role.ANNOTATOR:
        raise NotFoundError("You are not an annotator of this campaign. Ask its manager.")
    return membership


def _may_come(user: User, campaign: Campaign) -> bool:
    return campaign.open_to_all_annotators and not user.is_manager


@transaction.atomic
def own_membership(campaign_id: uuid.UUID, user: User) -> Membership:
    """As `annotator_membership`, for what locks it again by itself."""
    return annotator_membership(campaign_id, user)


def _claim(
    campaign: Campaign, membership: Membership, count: int, may: Allowed, locale: str
) -> bool:
    """Claim up to so many places; whether there were fewer, as far as the search can tell."""
    search = Search(campaign, membership, limits_of(membership, may.sensitive_left))
    places = 0
    while places < count and (place := search.take()):
        _give(campaign, membership, place, locale)
        places += 1
    _remember(membership)
    return places < count and search.is_complete


def _remember(membership: Membership) -> None:
    """Where the search came to."""
    values = {name: getattr(membership, name) for name in ("id", *SEARCHED)}
    with connection.cursor() as cursor:
        execute_prepared(cursor, REMEMBER, values)


def _give(campaign: Campaign, membership: Membership, place: Place, locale: str) -> None:
    seed = seed_of(campaign.seed, place.pair_id, membership.user_id)
    values: dict[str, Any] = {
        "id": uuid.uuid4(),
        "campaign": campaign.pk,
        "pair": place.pair_id,
        "annotator": membership.user_id,
        "purpose": place.purpose,
        "slot": place.slot_id,
        "fence": place.fence,
        "seed": seed if place.first is None else other_side(seed, place.first),
        "rate": campaign.rate,
        "locale": locale,
    }
    with connection.cursor() as cursor:
        execute_prepared(cursor, GIVE, values)


def must_qualify(campaign: Campaign, membership: Membership) -> bool:
    return campaign.asks_training and membership.qualified_at is None


def _unqualified(membership: Membership) -> ConflictError:
    """Who was at work before it was asked for is told so."""
    if membership.finished:
        message = (
            "This campaign asks everybody for a training now, also those who are at work. All you "
            "have done is counted and paid; pass the training to go on."
        )
    else:
        message = "Before your first pair, pass the training of this campaign."
    return ConflictError(message, code="qualification_needed")


def closed(campaign: Campaign) -> ConflictError:
    """Why a campaign that is not open gives nothing out."""
    if campaign.state == Campaign.State.PAUSED:
        return ConflictError(
            "This campaign is paused by its manager. What you have done is kept; look in later.",
            code="campaign_paused",
        )
    return ConflictError(
        "This campaign is closed. Everything you have done is counted. Thank you.",
        code="campaign_closed",
    )
