"""What is paid in a campaign: each annotator's finished pairs by kind, their amount and time.

Paid is what ended `complete`, `surplus` or `skipped`, and stays paid when it was returned, excluded
or withdrawn since; gold, and pairs that come again, are paid like work and told
as gold. The rate is that of the moment of the claim.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import Campaign

# A pair's time is what the server believed of the page's account; without one it is not known.
PAID = """
    SELECT assignment.annotator_id, count(*),
        count(*) FILTER (WHERE assignment.state = 'complete' AND assignment.purpose = 'work'),
        count(*) FILTER (WHERE assignment.state = 'surplus'),
        count(*) FILTER (WHERE assignment.state = 'complete' AND assignment.purpose <> 'work'),
        count(*) FILTER (WHERE assignment.state = 'skipped'),
        count(*) FILTER (WHERE assignment.state IN ('returned', 'excluded', 'withdrawn')),
        sum(assignment.rate), coalesce(sum(worked.active_ms), 0),
        coalesce(sum(assignment.rate) FILTER (WHERE worked.active_ms > 0), 0),
        count(*) FILTER (WHERE worked.active_ms > 0)
    FROM annotation_assignment assignment
    LEFT JOIN LATERAL (
        SELECT sum((judgement.timing->>'active_ms')::bigint) AS active_ms
        FROM annotation_judgement judgement WHERE judgement.assignment_id = assignment.id
    ) AS worked ON true
    WHERE assignment.campaign_id = %(campaign)s AND assignment.finished_at IS NOT NULL
      AND assignment.purpose IN ('work', 'gold', 'repeat')
      AND assignment.state IN
        ('complete', 'surplus', 'skipped', 'returned', 'excluded', 'withdrawn')
      AND (%(annotator)s::uuid IS NULL OR assignment.annotator_id = %(annotator)s)
      AND (%(since)s::timestamptz IS NULL OR assignment.finished_at >= %(since)s)
    GROUP BY assignment.annotator_id ORDER BY assignment.annotator_id"""
MS_OF_AN_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Paid:
    """One annotator's pairs that are paid; `undone` were sent back, excluded or withdrawn since.

    `timed_amount` and `timed` are of the pairs whose time is known, which `active_ms` adds up.
    """

    annotator: uuid.UUID
    pairs: int
    counted: int
    surplus: int
    gold: int
    skipped: int
    undone: int
    amount: Decimal
    active_ms: int
    timed_amount: Decimal
    timed: int

    @property
    def hourly(self) -> Decimal | None:
        """What an hour in use came to, over the pairs whose time is known."""
        if not self.active_ms:
            return None
        return round(self.timed_amount * MS_OF_AN_HOUR / self.active_ms, 2)

    @property
    def seconds_a_pair(self) -> float | None:
        return round(self.active_ms / 1000 / self.timed, 1) if self.timed else None


def paid(
    campaign: Campaign, *, of: User | None = None, since: datetime | None = None
) -> list[Paid]:
    """Of everybody or of one, in all or since a moment; only those who have something paid."""
    values: dict[str, Any] = {"campaign": campaign.pk, "annotator": of and of.pk, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(PAID, values)
        return [Paid(*row) for row in cursor.fetchall()]


def own_paid(campaign: Campaign, user: User, since: datetime | None = None) -> Paid:
    """One annotator's, also when it is nothing."""
    found = paid(campaign, of=user, since=since)
    nothing = Decimal(0)
    return found[0] if found else Paid(user.pk, 0, 0, 0, 0, 0, 0, nothing, 0, nothing, 0)
