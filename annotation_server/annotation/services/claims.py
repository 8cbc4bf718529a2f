"""Claiming a place: the only code by which a free or expired slot becomes somebody's.

The annotator's cursor moves over pairs, wave by wave. Before a wave is left, what was freed behind
the cursor is looked for again, then places whose lease ran out. The membership row is locked for
the whole claim, so that two tabs of one person never race; rows that others lock are skipped.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.rules import last_of_wave

END = 2**31 - 1
Values = Mapping[str, uuid.UUID | int]

NOT_MINE = """NOT EXISTS (
    SELECT 1 FROM annotation_assignment mine
    WHERE mine.campaign_id = slot.campaign_id AND mine.pair_id = slot.pair_id
      AND mine.annotator_id = %(annotator)s AND mine.purpose = 'work'
      AND mine.state <> 'released')"""
FIRST_FREE = f"""
    SELECT slot.id, slot.pair_id, slot.position, slot.fence, NULL::uuid FROM campaigns_slot slot
    WHERE slot.campaign_id = %(campaign)s AND slot.state = 'free' AND {{kind}}
      AND slot.position > %(after)s AND slot.position <= %(until)s AND {NOT_MINE}
    ORDER BY slot.position, slot.ordinal LIMIT 1"""  # noqa: S608  # no value is in the text
KINDS = ("NOT slot.sensitive", "slot.sensitive")
LOCK = " FOR UPDATE OF slot SKIP LOCKED"
# The former holder's row is locked too: a submit that is under way keeps its place.
FIRST_EXPIRED = f"""
    SELECT slot.id, slot.pair_id, slot.position, slot.fence, holder.id FROM campaigns_slot slot
    JOIN annotation_assignment holder ON holder.slot_id = slot.id AND holder.fence = slot.fence
    WHERE slot.campaign_id = %(campaign)s AND slot.state = 'held'
      AND slot.leased_until < statement_timestamp() AND {NOT_MINE}
    ORDER BY slot.leased_until LIMIT 1 FOR UPDATE OF slot, holder SKIP LOCKED"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Place:
    """A slot that is locked for us; `holder` is the assignment that lost it, if any."""

    slot_id: int
    pair_id: int
    position: int
    fence: int
    holder: uuid.UUID | None


class Search:
    """One search for one annotator, who is locked; it moves the membership's cursor."""

    def __init__(self, campaign: Campaign, membership: Membership) -> None:
        self.membership = membership
        self.campaign = campaign
        self.values: Values = {"campaign": campaign.pk, "annotator": membership.user_id}

    def find(self) -> Place | None:
        """The next place for this annotator, locked; None when nothing is left for them."""
        if self.membership.nothing_left_at == self.campaign.slots_changed:
            return self._expired()
        place = self._in_wave() or self._behind() or self._expired() or self._next_wave()
        if place is None and self.membership.behind is not None:
            self.membership.behind = None  # what was freed before that point was passed over
            place = self._behind()
        if place is None:
            self.membership.nothing_left_at = self.campaign.slots_changed
            self.membership.behind = None
        return place

    def _in_wave(self) -> Place | None:
        cursor = self.membership.cursor
        place = self._free(cursor, last_of_wave(cursor))
        if place:
            self.membership.cursor = place.position
        return place

    def _behind(self) -> Place | None:
        start = -1 if self.membership.behind is None else self.membership.behind
        place = self._free(start, last_of_wave(self.membership.cursor))
        if place:
            self.membership.behind = place.position
        return place

    def _next_wave(self) -> Place | None:
        place = self._free(last_of_wave(self.membership.cursor), END)
        if place:
            self.membership.cursor, self.membership.behind = place.position, None
        return place

    def _free(self, after: int, until: int) -> Place | None:
        values: Values = {**self.values, "after": after, "until": until}
        for kind in self._nearest_kinds(values):
            if place := self._one(FIRST_FREE.format(kind=kind) + LOCK, values):
                return place
        return None

    def _nearest_kinds(self, values: Values) -> Iterator[str]:
        """Neutral and sensitive places have an index each; the nearer one is taken first."""
        peeked = [(self._one(FIRST_FREE.format(kind=kind), values), kind) for kind in KINDS]
        yield from (kind for _, kind in sorted((at.position, kind) for at, kind in peeked if at))

    def _expired(self) -> Place | None:
        return self._one(FIRST_EXPIRED, self.values)

    def _one(self, statement: str, values: Values) -> Place | None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
        return Place(*row) if row else None
