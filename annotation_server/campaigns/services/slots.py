"""Places to fill: opened with a pair, added to it, retired, freed again.

Every place that comes free behind somebody's cursor gets the next number of its campaign's count
of changes (`freed`), so that whoever went past it finds it by that number. The campaign's row is
locked for the count until the end of the transaction: numbers become visible in their order.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.core.statistics import refresh_statistics

MOST_ADDED = 100

NEW_SLOTS = """
    INSERT INTO campaigns_slot
        (campaign_id, pair_id, ordinal, state, position, sensitive, categories, fence, freed)
"""
OPEN = f"""{NEW_SLOTS}
    SELECT %(campaign)s, pair.id, ordinal, 'free', %(start)s + place.nr - 1,
           prompt.type = 'safety_critical' OR cardinality(prompt.labels) > 0
               OR cardinality(one.labels) > 0 OR coalesce(cardinality(two.labels), 0) > 0,
           ARRAY(SELECT DISTINCT unnest(prompt.labels || one.labels
               || coalesce(two.labels, '{{}}')) ORDER BY 1), 0, 0
    FROM unnest(%(order)s::bigint[]) WITH ORDINALITY AS place (pair_id, nr)
    JOIN catalog_pair pair ON pair.id = place.pair_id
    JOIN catalog_prompt prompt ON prompt.id = pair.prompt_id
    JOIN catalog_video one ON one.id = pair.video_0_id
    LEFT JOIN catalog_video two ON two.id = pair.video_1_id
    CROSS JOIN generate_series(0, %(overlap)s - 1) AS ordinal
"""  # noqa: S608  # no value is in the text
# The last place of each pair that nothing withdrew, and how many of its places are not retired.
# What people are trained on or shown as an example is no work.
LAST_OF_PAIRS = """
    SELECT DISTINCT ON (slot.pair_id) slot.*,
        count(*) FILTER (WHERE slot.state <> 'retired') OVER (PARTITION BY slot.pair_id) AS used
    FROM campaigns_slot slot
    JOIN catalog_pair pair ON pair.id = slot.pair_id AND pair.withdrawn_at IS NULL
    JOIN catalog_prompt prompt ON prompt.id = pair.prompt_id AND prompt.withdrawn_at IS NULL
    JOIN catalog_video one ON one.id = pair.video_0_id AND one.withdrawn_at IS NULL
    LEFT JOIN catalog_video two ON two.id = pair.video_1_id
    WHERE slot.campaign_id = %(campaign)s AND two.withdrawn_at IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM campaigns_trainingitem item
        WHERE item.campaign_id = slot.campaign_id AND item.pair_id = slot.pair_id
          AND item.retired_at IS NULL)
      AND NOT EXISTS (
        SELECT 1 FROM campaigns_workedexample example
        WHERE example.campaign_id = slot.campaign_id AND example.pair_id = slot.pair_id)
      AND (%(pairs)s::bigint[] IS NULL OR slot.pair_id = ANY(%(pairs)s))
    ORDER BY slot.pair_id, slot.ordinal DESC
"""
ADD = f"""{NEW_SLOTS}
    SELECT last.campaign_id, last.pair_id, last.ordinal + extra, 'free', last.position,
           last.sensitive, last.categories, 0,
           %(changes)s + row_number() OVER (ORDER BY last.position, extra)
    FROM ({LAST_OF_PAIRS}) AS last
    CROSS JOIN LATERAL generate_series(1, coalesce(%(count)s, %(overlap)s - last.used)) AS extra
"""  # noqa: S608  # no value is in the text
# Each pair's places, those first that it keeps longest.
RANKED = """
    SELECT id, row_number() OVER (
        PARTITION BY pair_id ORDER BY (state = 'free'), leaving, ordinal) AS nr
    FROM campaigns_slot WHERE campaign_id = %(campaign)s AND state <> 'retired'
      AND (%(pairs)s::bigint[] IS NULL OR pair_id = ANY(%(pairs)s))
"""
RETIRE = f"""
    WITH ranked AS ({RANKED}),
    retired AS (
        UPDATE campaigns_slot slot SET leaving = slot.state <> 'free',
            state = CASE slot.state WHEN 'free' THEN 'retired' ELSE slot.state END
        FROM ranked WHERE slot.id = ranked.id AND ranked.nr > %(beyond)s
          AND slot.state <> 'retired' AND NOT slot.leaving
        RETURNING slot.state)
    SELECT count(*) FROM retired WHERE state = 'retired'
"""  # noqa: S608
RETIRE_THESE = f"""
    UPDATE campaigns_slot slot SET state = 'retired' FROM ({RANKED}) AS ranked
    WHERE slot.id = ranked.id AND ranked.nr > %(overlap)s AND slot.state = 'free'
      AND slot.id = ANY(%(slots)s)
"""  # noqa: S608
KEEP = f"""
    UPDATE campaigns_slot slot SET leaving = false FROM ({RANKED}) AS ranked
    WHERE slot.id = ranked.id AND slot.leaving AND ranked.nr <= %(overlap)s
"""  # noqa: S608
# A place itself is named first among those of its pair that are too many.
FREE = """
    WITH its AS (
        SELECT slot.id, slot.campaign_id, slot.pair_id, given.number, given.is_retired
        FROM unnest(%(slots)s::bigint[], %(fences)s::bigint[], %(numbers)s::bigint[],
                    %(retired)s::boolean[]) AS given (slot, fence, number, is_retired)
        JOIN campaigns_slot slot ON slot.id = given.slot AND slot.fence = given.fence
        WHERE slot.state = ANY(%(states)s) ORDER BY slot.id FOR UPDATE OF slot),
    one_too_many AS (
        SELECT DISTINCT ON (its.id) its.id AS its, other.id
        FROM its JOIN campaigns_slot other USING (campaign_id, pair_id)
        WHERE other.leaving ORDER BY its.id, (other.id <> its.id), other.ordinal DESC),
    kept AS (
        UPDATE campaigns_slot slot SET leaving = false FROM one_too_many other
        WHERE slot.id = other.id AND slot.id <> other.its)
    UPDATE campaigns_slot slot
    SET leased_until = NULL, fence = slot.fence + 1, freed = its.number, leaving = false,
        state = CASE WHEN its.is_retired OR its.id IN (SELECT its FROM one_too_many)
            THEN 'retired' ELSE 'free' END
    FROM its WHERE slot.id = its.id
"""
WITHDRAW = """
    UPDATE campaigns_slot SET state = 'retired', leased_until = NULL, leaving = false
    WHERE pair_id = ANY(%s) AND state IN ('free', 'held')
"""
RENUMBER = """
    UPDATE campaigns_slot slot SET freed = %(changes)s + again.nr FROM (
        SELECT id, row_number() OVER (ORDER BY position, ordinal) AS nr FROM campaigns_slot
        WHERE campaign_id = %(campaign)s AND state = 'free' AND pair_id = ANY(%(pairs)s)
    ) AS again WHERE slot.id = again.id AND slot.state = 'free'
"""


def open_slots(campaign: Campaign, order: list[int], start: int) -> None:
    """Open `overlap` places for each of these new pairs, in this order from `start` on."""
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "order": order,
        "start": start,
        "overlap": campaign.overlap,
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN, values)
    refresh_statistics(Slot, len(order) * campaign.overlap)


def open_slots_up_to(campaign: Campaign, overlap: int) -> int:
    """Add places to each pair that has fewer than `overlap` in use or free; how many were added.

    Of those in use, so many are too many no longer.
    """
    return _open_up_to(campaign.pk, overlap, None)


def _open_up_to(campaign_id: uuid.UUID, overlap: int, pairs: list[int] | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"campaign": campaign_id, "overlap": overlap, "pairs": pairs})
    return _numbered(campaign_id, ADD, pairs=pairs, count=None, overlap=overlap)


@transaction.atomic
def add_slots(campaign: Campaign, pairs: list[int], count: int, *, by: User | None) -> int:
    """Add `count` places to each of these pairs of the campaign; returns how many were added.

    Pairs of other campaigns and withdrawn ones get none. Raises InvalidError for a wrong count.
    """
    if not 1 <= count <= MOST_ADDED:
        message = f"1 to {MOST_ADDED} places can be added to a pair at a time; {count} can not."
        raise InvalidError(message, fields=[FieldProblem("count", "out_of_range", message)])
    added = _numbered(campaign.pk, ADD, pairs=pairs, count=count, overlap=0)
    record(by=by, action="slots_added", subject=campaign, pairs=len(pairs), slots=added)
    return added


@transaction.atomic
def retire_slots(campaign: Campaign, pairs: list[int], *, by: User | None) -> int:
    """Retire all free places of these pairs: they have answers enough. Held ones still count."""
    retired = retire_free_slots(campaign, beyond=0, pairs=pairs)
    record(by=by, action="slots_retired", subject=campaign, pairs=len(pairs), slots=retired)
    return retired


@transaction.atomic
def offer_again(campaign_id: uuid.UUID, pairs: list[int]) -> int:
    """Let those who went past the free places of these pairs find them; how many there are."""
    return _numbered(campaign_id, RENUMBER, pairs=pairs)


def _numbered(campaign_id: uuid.UUID, statement: str, **values: Any) -> int:
    """Run a statement that gives each place the next number after `changes`, and count them."""
    changes = slots_changed(campaign_id)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "campaign": campaign_id, "changes": changes})
        touched: int = cursor.rowcount
    slots_changed(campaign_id, by=touched)
    return touched


def retire_these(campaign: Campaign, slots: list[int]) -> int:
    """Retire those of these places that are free, but none that the overlap asks for.

    The campaign is locked. Returns how many did.
    """
    pairs = list(Slot.objects.filter(pk__in=slots).values_list("pair", flat=True))
    values: dict[str, Any] = {
        "campaign": campaign.pk, "overlap": campaign.overlap, "pairs": pairs, "slots": slots,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(RETIRE_THESE, values)
        retired: int = cursor.rowcount
    return retired


def retire_free_slots(campaign: Campaign, *, beyond: int, pairs: list[int] | None = None) -> int:
    """Retire free places of each pair until at most `beyond` of its places are in use or free.

    As many in use as are more than that retire when they come free. Returns how many did now.
    """
    with connection.cursor() as cursor:
        cursor.execute(RETIRE, {"campaign": campaign.pk, "beyond": beyond, "pairs": pairs})
        retired: int = cursor.fetchone()[0]
    return retired


def free_slot(
    slot_id: int, fence: int, states: Iterable[Slot.State], *, number: int, retire: bool = False
) -> None:
    """Let somebody else have a place that is under this fence and in one of these states.

    They find it under `number`, of `slots_changed`. It retires when that is asked for, or when its
    pair has a place too many.
    """
    free_slots([FreedSlot(slot_id, fence, number, retire)], states)


@dataclass(frozen=True, slots=True)
class FreedSlot:
    """A place that comes free under its fence, found under `number`; or retires."""

    slot_id: int
    fence: int
    number: int
    retire: bool = False


def free_slots(freed: Sequence[FreedSlot], states: Iterable[Slot.State]) -> None:
    """Let others have these places, each of another pair, as `free_slot` does with one."""
    values: dict[str, Any] = {
        "slots": [one.slot_id for one in freed],
        "fences": [one.fence for one in freed],
        "numbers": [one.number for one in freed],
        "retired": [one.retire for one in freed],
        "states": [state.value for state in states],
    }
    with connection.cursor() as cursor:
        cursor.execute(FREE, values)


def lock_campaigns_of(pairs: list[int]) -> list[Campaign]:
    """The campaigns that ask about these pairs: locked, so that no place of one is opened."""
    asked = Slot.objects.filter(pair__in=pairs, campaign=OuterRef("pk"))
    return list(
        Campaign.objects.filter(Exists(asked)).select_for_update(no_key=True).order_by("pk")
    )


def retire_places_of(pairs: list[int]) -> int:
    """Retire every place of these pairs that waits for an answer; returns how many that were."""
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, [pairs])
        retired: int = cursor.rowcount
    return retired


def reopen_places(campaign: Campaign, pairs: list[int]) -> int:
    """Open new places for these pairs, up to the campaign's overlap; returns how many."""
    return _open_up_to(campaign.pk, campaign.overlap, pairs)


@transaction.atomic
def reopen_places_of(pairs: list[int]) -> int:
    """Open new places for those of these pairs that are back, up to each campaign's overlap."""
    return sum(reopen_places(campaign, pairs) for campaign in lock_campaigns_of(pairs))


def slots_changed(campaign_id: uuid.UUID, *, by: int = 1) -> int:
    """Whoever was told that nothing is left looks again; the count of changes so far.

    Locks are taken in one order: a campaign before its slots.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE campaigns_campaign SET slots_changed = slots_changed + %s WHERE id = %s "
            "RETURNING slots_changed",
            [by, campaign_id],
        )
        count: int = cursor.fetchone()[0]
    return count
