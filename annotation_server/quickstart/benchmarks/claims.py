"""What one claim costs: by the size of the campaign, by history, and at the tail.

Measured in this process, as the service does it, with everything that the database does for it.
"""

import statistics
from collections.abc import Iterator
from typing import Any

from django.db import connection

from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services import fill_queue
from annotation_server.campaigns.models import Campaign
from annotation_server.quickstart.benchmarks.campaigns import (
    make_campaign,
    people_of,
    unchecked,
    vacuum,
)
from annotation_server.quickstart.benchmarks.scenario import Bench, Row, timed

SMALL, SIZES, LARGE = 5_000, (50_000,), 1_000_000
HISTORY, MOST_TIMES, MOST_TIMES_AT_THE_TAIL = 20_000, 1.3, 2.0
CLAIMS = 200
JUDGED = """
    INSERT INTO annotation_assignment (id, campaign_id, pair_id, annotator_id, purpose, round,
        fence, state, seed, rate, locale, skip_reason, note, claimed_at, finished_at)
    SELECT gen_random_uuid(), campaign_id, pair_id, %(user)s, 'work', 0, 0, 'surplus', 0, 0, 'en',
        '', '', now(), now()
    FROM campaigns_slot WHERE campaign_id = %(campaign)s AND position < %(count)s AND ordinal = 0
"""
TAIL = """
    UPDATE campaigns_slot SET state = 'retired'
    WHERE campaign_id = %(campaign)s AND state = 'free' AND position < (
        SELECT max(position) * 0.99 FROM campaigns_slot WHERE campaign_id = %(campaign)s)
"""


def run(bench: Bench) -> Iterator[Row]:
    small = make_campaign(SMALL, 1)
    first = _claim_ms(small)
    yield Row(f"a claim at {SMALL:,} pairs", f"{first:.2f} ms")
    for pairs in SIZES if bench.quick else (*SIZES, LARGE):
        bench.note(f"a campaign of {pairs:,} pairs")
        campaign = make_campaign(pairs, 1)
        yield _row(f"a claim at {pairs:,} pairs", _claim_ms(campaign), _claim_ms(small))
    campaign = make_campaign(2 * HISTORY, 1)
    fresh = _claim_ms(campaign)
    yield _row(f"a claim after {HISTORY:,} judgements", _claim_ms(campaign, HISTORY), fresh)
    _run(TAIL, campaign=campaign.pk)
    vacuum("campaigns_slot")
    yield _row("a claim in the last 1 % of places", _claim_ms(campaign), fresh,
        MOST_TIMES_AT_THE_TAIL)  # fmt: skip


def _row(what: str, here: float, there: float, most: float = MOST_TIMES) -> Row:
    times = here / there
    return Row(
        what,
        f"{here:.2f} ms, {times:.2f} times",
        f"{there:.2f} ms at first",
        f"<= {most} times",
        times <= most,
    )


def _claim_ms(campaign: Campaign, judged: int = 0) -> float:
    """The median of a new annotator's claims, one after the other, each pair finished at once."""
    [person] = people_of(campaign, 1)
    if judged:
        with unchecked():
            _run(JUDGED, campaign=campaign.pk, user=person.user.pk, count=judged)
        campaign.memberships.filter(user=person.user).update(cursor=judged - 1)
        vacuum("annotation_assignment")
    mine = Assignment.objects.filter(annotator=person.user, state="leased")
    took = []
    for _ in range(CLAIMS):
        with timed() as seconds:
            fill_queue(campaign.pk, hold=1, by=person.user)
        took.append(seconds() * 1000)
        mine.update(state="surplus")
    return statistics.median(took)


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
