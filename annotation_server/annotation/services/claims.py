"""Claiming a place: the only code by which a free or expired slot becomes somebody's.

The annotator's cursor moves over pairs, wave by wave. Before a wave is left, what came free behind
the cursor is looked at in the order in which it did, then places whose lease ran out. Each look
ends after PROBE places, and the next one goes on where it ended. Whoever has come to the end goes
through once more before they are told that nothing is left. The membership's row is locked for the
whole claim, so that two tabs of one person never race; rows that others lock are skipped.

What an annotator may be given (`Limits`) is a condition on each place, never a list of pairs. Who
gets neutral places only reads the index of those alone; what they pass over is remembered, so that
they come back to it when sensitive places are allowed again.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.rules import is_gold_turn, last_of_wave

END = 2**31 - 1
PROBE = 40
APART, AMONG = 20, 200  # own pairs between two looks at one; pairs that it is chosen from
MOST_LOOKS = 5  # of one claim: rest of the wave, freed, expired, later waves, second way through
Values = Mapping[str, uuid.UUID | int | bool | list[str]]

# A sensitive place of no known category may be of any: whoever opted out of one is not given it.
# `OFFSET 0` has the engine ask for one pair after the other, instead of reading all that is mine.
FITTING = """(NOT {place}.sensitive OR NOT %(neutral_only)s AND (
            cardinality(%(opt_outs)s::varchar[]) = 0 OR cardinality({place}.categories) > 0
                AND NOT {place}.categories && %(opt_outs)s::varchar[]))
        AND NOT EXISTS (
        SELECT 1 FROM annotation_assignment mine
        WHERE mine.campaign_id = {place}.campaign_id AND mine.pair_id = {place}.pair_id
          AND mine.annotator_id = %(annotator)s AND mine.purpose = '{purpose}'
          AND mine.state <> 'released' OFFSET 0)"""
FOR_ME = FITTING.format(place="slot", purpose="work")
# Each annotator meets the items in an order of their own. There are some hundreds at most. Whoever
# judged the two videos as work is not given them as gold, nor anybody what an example tells.
GOLD = f"""
    SELECT NULL::bigint, item.pair_id, 0, item.sensitive
    FROM campaigns_golditem item JOIN catalog_pair pair ON pair.id = item.pair_id
    JOIN catalog_prompt prompt ON prompt.id = pair.prompt_id AND prompt.withdrawn_at IS NULL
    JOIN catalog_video one ON one.id = pair.video_0_id
    LEFT JOIN catalog_video two ON two.id = pair.video_1_id
    WHERE item.campaign_id = %(campaign)s AND item.retired_at IS NULL
      AND pair.withdrawn_at IS NULL AND one.withdrawn_at IS NULL AND one.state = 'done'
      AND two.withdrawn_at IS NULL AND coalesce(two.state, 'done') = 'done'
      AND NOT EXISTS (
        SELECT 1 FROM catalog_prompt shown WHERE shown.id IN (one.prompt_id, two.prompt_id)
          AND shown.withdrawn_at IS NOT NULL)
      AND NOT EXISTS (
        SELECT 1 FROM catalog_pair twin JOIN annotation_assignment seen ON seen.pair_id = twin.id
        WHERE twin.video_0_id = pair.video_0_id AND twin.video_1_id = pair.video_1_id
          AND twin.id <> pair.id AND seen.annotator_id = %(annotator)s
          AND seen.campaign_id = %(campaign)s)
      AND NOT EXISTS (
        SELECT 1 FROM campaigns_workedexample told
        WHERE told.campaign_id = %(campaign)s AND (
          (told.video_0_id = pair.video_0_id
            AND told.video_1_id IS NOT DISTINCT FROM pair.video_1_id)
          OR (told.video_0_id = pair.video_1_id AND told.video_1_id = pair.video_0_id)))
      AND {FITTING.format(place="item", purpose="gold")}
    ORDER BY md5(%(annotator)s::text || item.pair_id) LIMIT 1"""  # noqa: S608
# One of somebody's own neutral pairs of a while ago, seldom enough not to be known again.
REPEAT = """
    SELECT NULL::bigint, own.pair_id, 0, false, own.seed FROM (
        SELECT mine.pair_id, mine.seed FROM annotation_assignment mine
        JOIN campaigns_slot slot ON slot.id = mine.slot_id AND NOT slot.sensitive
        WHERE mine.campaign_id = %(campaign)s AND mine.annotator_id = %(annotator)s
          AND mine.purpose = 'work' AND mine.state = 'complete'
        ORDER BY mine.finished_at DESC LIMIT %(among)s OFFSET %(apart)s) AS own
    JOIN catalog_pair pair ON pair.id = own.pair_id AND pair.withdrawn_at IS NULL
    JOIN catalog_prompt prompt ON prompt.id = pair.prompt_id AND prompt.withdrawn_at IS NULL
    JOIN catalog_video one ON one.id = pair.video_0_id AND one.withdrawn_at IS NULL
    LEFT JOIN catalog_video two ON two.id = pair.video_1_id
    WHERE two.withdrawn_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM annotation_assignment again
        WHERE again.campaign_id = %(campaign)s AND again.annotator_id = %(annotator)s
          AND again.pair_id = own.pair_id AND again.purpose = 'repeat'
          AND again.state <> 'released')
    ORDER BY md5(%(annotator)s::text || own.pair_id) LIMIT 1"""
FREE = """
    SELECT id, position AS mark, ordinal FROM campaigns_slot
    WHERE campaign_id = %(campaign)s AND state = 'free' AND {kind}
      AND position > %(after)s AND position <= %(until)s
    ORDER BY position, ordinal LIMIT %(probe)s"""
NEUTRAL_AHEAD = FREE.format(kind="NOT sensitive")
# Neutral and sensitive places have an index each; both are read only as far as is needed.
AHEAD = f"""
    SELECT id, mark, ordinal FROM (
        ({NEUTRAL_AHEAD}) UNION ALL ({FREE.format(kind="sensitive")})
    ) AS both_kinds ORDER BY mark, ordinal LIMIT %(probe)s"""  # noqa: S608  # no value is in the text
FREED = """
    SELECT id, freed AS mark, 0 AS ordinal FROM campaigns_slot
    WHERE campaign_id = %(campaign)s AND state = 'free' AND freed > 0 AND freed > %(after)s
    ORDER BY freed LIMIT %(probe)s"""
HOLD = """state = 'held', fence = slot.fence + 1,
        leased_until = statement_timestamp() + make_interval(mins => %(minutes)s)"""
# Takes the first place for me among those near; without one, says where they end.
TAKE = f"""
    WITH near AS ({{near}}),
    first AS (
        SELECT slot.id, near.mark FROM near JOIN campaigns_slot slot ON slot.id = near.id
        WHERE slot.state = 'free' AND {FOR_ME}
        ORDER BY near.mark, near.ordinal LIMIT 1 FOR UPDATE OF slot SKIP LOCKED),
    taken AS (
        UPDATE campaigns_slot slot SET {HOLD} FROM first WHERE slot.id = first.id
        RETURNING slot.id, slot.pair_id, slot.fence, slot.sensitive, first.mark)
    SELECT id, pair_id, fence, sensitive, mark, 0 AS looked_at FROM taken
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, max(mark), count(*) FROM near
    HAVING NOT EXISTS (SELECT 1 FROM first)"""  # noqa: S608  # no value is in the text
TAKE_AHEAD, TAKE_NEUTRAL = TAKE.format(near=AHEAD), TAKE.format(near=NEUTRAL_AHEAD)
TAKE_FREED = TAKE.format(near=FREED)
# The former holder's row is locked too: a submit that is under way keeps its place. What is one
# too many of its pair is given to nobody: its holder may still finish it, as surplus.
TAKE_EXPIRED = f"""
    WITH near AS (
        SELECT id, fence, leased_until FROM campaigns_slot
        WHERE campaign_id = %(campaign)s AND state = 'held'
          AND leased_until < statement_timestamp()
        ORDER BY leased_until LIMIT %(probe)s),
    too_many AS (
        SELECT slot.id FROM near JOIN campaigns_slot slot ON slot.id = near.id
        WHERE slot.leaving AND slot.state = 'held' AND slot.leased_until < statement_timestamp()
        FOR UPDATE OF slot SKIP LOCKED),
    retired AS (
        UPDATE campaigns_slot slot SET state = 'retired', leased_until = NULL, leaving = false
        FROM too_many WHERE slot.id = too_many.id),
    first AS (
        SELECT slot.id, holder.id AS holder
        FROM near JOIN campaigns_slot slot ON slot.id = near.id AND slot.fence = near.fence
        JOIN annotation_assignment holder ON holder.slot_id = slot.id AND holder.fence = slot.fence
        WHERE slot.state = 'held' AND slot.leased_until < statement_timestamp()
          AND NOT slot.leaving AND {FOR_ME}
        ORDER BY near.leased_until LIMIT 1 FOR UPDATE OF slot, holder SKIP LOCKED),
    lost AS (
        UPDATE annotation_assignment holder SET state = 'released' FROM first
        WHERE holder.id = first.holder AND holder.state = 'leased')
    UPDATE campaigns_slot slot SET {HOLD} FROM first WHERE slot.id = first.id
    RETURNING slot.id, slot.pair_id, slot.fence, slot.sensitive, 0, 0"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Place:
    """A slot that is held for us now; gold has none, nor has a repeat of what `first` shows.

    `first` is the seed with which the annotator saw the pair before.
    """

    slot_id: int | None
    pair_id: int
    fence: int
    sensitive: bool
    first: int | None = None

    @property
    def purpose(self) -> Assignment.Purpose:
        if self.slot_id is not None:
            return Assignment.Purpose.WORK
        return Assignment.Purpose.GOLD if self.first is None else Assignment.Purpose.REPEAT


@dataclass(frozen=True, slots=True)
class Limits:
    """What an annotator may be given, as known at this claim.

    No place of a category in `opt_outs`; at most `sensitive_left` sensitive places, None for any
    number of them. With 0 only neutral places are looked at.
    """

    opt_outs: tuple[str, ...] = ()
    sensitive_left: int | None = None


def limits_of(membership: Membership, sensitive_left: int | None) -> Limits:
    """The limits under which this annotator's next places are looked for."""
    left = 0 if membership.neutral_only else sensitive_left
    return Limits(tuple(membership.opt_outs), left)


class Search:
    """One search for one annotator, who is locked; it moves the membership's cursors."""

    def __init__(self, campaign: Campaign, membership: Membership, limits: Limits) -> None:
        self.me = membership
        self.campaign = campaign
        self.sensitive_left = limits.sensitive_left
        self.cut: set[str] = set()
        self.values: Values = {
            "campaign": campaign.pk,
            "annotator": membership.user_id,
            "minutes": campaign.lease_minutes,
            "probe": PROBE,
            "opt_outs": list(limits.opt_outs),
        }

    @property
    def neutral_only(self) -> bool:
        return self.sensitive_left is not None and self.sensitive_left <= 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing found means that there is nothing: no look ended before the places."""
        return not self.cut

    def take(self) -> Place | None:
        """Hold the next place for this annotator; None when none was found in this search."""
        place = self._gold() or self._repeat() or self._next()
        if place is None:
            return None
        self.me.given += 1
        if place.sensitive and self.sensitive_left is not None:
            self.sensitive_left -= 1
        return place

    def _gold(self) -> Place | None:
        """When it is gold's turn: the next item; None when they have had all of them."""
        seed = f"{self.campaign.seed}:{self.me.user_id}"
        if not is_gold_turn(self.me.given, self.campaign.gold_share, seed):
            return None
        with connection.cursor() as cursor:
            cursor.execute(GOLD, {**self.values, "neutral_only": self.neutral_only})
            row = cursor.fetchone()
        return Place(*row) if row else None

    def _repeat(self) -> Place | None:
        """When it is a repeat's turn: a pair that they judged, if they judged enough since."""
        seed = f"{self.campaign.seed}:{self.me.user_id}:repeat"
        if not is_gold_turn(self.me.given, self.campaign.repeat_share, seed):
            return None
        with connection.cursor() as cursor:
            cursor.execute(REPEAT, {**self.values, "apart": APART, "among": AMONG})
            row = cursor.fetchone()
        return Place(*row) if row else None

    def _next(self) -> Place | None:
        if self.me.nothing_left_at == self.campaign.slots_changed:
            return self._expired()
        self.me.passed_over = self.me.passed_over or self.neutral_only
        wave = last_of_wave(self.me.cursor)
        place = self._ahead(wave) or self._freed() or self._expired() or self._ahead(END)
        return place or (self._at_the_end() if self.is_complete else None)

    def _at_the_end(self) -> Place | None:
        """Go through once more: a place may have been passed while somebody had it locked."""
        if not self.me.second_look or (self.me.passed_over and not self.neutral_only):
            self.me.second_look, self.me.passed_over = True, self.neutral_only
            self.me.cursor = -1
            if place := self._ahead(END):
                return place
        if self.is_complete:
            self.me.second_look = False
            self.me.nothing_left_at = None if self.neutral_only else self.campaign.slots_changed
        return None

    def _ahead(self, until: int) -> Place | None:
        statement = TAKE_NEUTRAL if self.neutral_only else TAKE_AHEAD
        place, mark = self._look(statement, after=self.me.cursor, until=until)
        self.me.cursor = self.me.cursor if mark is None else mark
        return place

    def _freed(self) -> Place | None:
        place, mark = self._look(TAKE_FREED, after=self.me.freed_seen)
        self.me.freed_seen = self.me.freed_seen if mark is None else mark
        return place

    def _expired(self) -> Place | None:
        return self._look(TAKE_EXPIRED)[0]

    def _look(self, statement: str, **bounds: int) -> tuple[Place | None, int | None]:
        """What one statement took, if anything, and the mark of the last place it looked at."""
        with connection.cursor() as cursor:
            values = {**self.values, "neutral_only": self.neutral_only, **bounds}
            cursor.execute(statement, values)
            row = cursor.fetchone()
        *place, mark, looked_at = row or (None, None, None, None, None, 0)
        self.cut.discard(statement)
        if place[0] is not None:
            return Place(*place), mark
        if looked_at >= PROBE:
            self.cut.add(statement)
        return None, mark
