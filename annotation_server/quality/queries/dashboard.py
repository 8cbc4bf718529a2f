"""What the dashboard shows as it is now: progress, money, counts by time, what needs a person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.queries import campaigns_of
from annotation_server.catalog.models import Video
from annotation_server.quality.models import Report, Tally
from annotation_server.quality.queries.gold import people_without_gold_soon
from annotation_server.quality.queries.inspections import batches_that_wait
from annotation_server.quality.rules.forecast import Forecast, forecast

FORECAST_HOURS = 24
SHOWN_HOURS, MOST_HOURS = 72, 31 * 24
# Places by state, and pairs by whether all of their places are filled. Each pair has a first place;
# to look for those that are open is cheaper than to group all places by their pairs.
PLACES = """
    WITH places AS (
        SELECT state, count(*) AS number, count(*) FILTER (WHERE ordinal = 0) AS pairs
        FROM campaigns_slot WHERE campaign_id = %(campaign)s GROUP BY state),
    open AS (
        SELECT count(*) AS pairs FROM (
            SELECT DISTINCT pair_id FROM campaigns_slot
            WHERE campaign_id = %(campaign)s AND state IN ('free', 'held')) AS waiting)
    SELECT coalesce(sum(places.pairs), 0),
           coalesce(sum(places.pairs), 0) - (SELECT pairs FROM open),
           coalesce(sum(number) FILTER (WHERE state = 'free'), 0),
           coalesce(sum(number) FILTER (WHERE state = 'held'), 0),
           coalesce(sum(number) FILTER (WHERE state = 'done'), 0)
    FROM places
"""
MOST_VERSIONS = 50
UNPAID = (Assignment.State.LEASED, Assignment.State.STAGE_ONE, Assignment.State.RELEASED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is; places are free, held or done, retired ones are no more."""

    pairs: int
    pairs_complete: int
    free: int
    held: int
    done: int


@dataclass(frozen=True, slots=True)
class Entry:
    """How many assignments one annotator has of a kind, and what their rates come to."""

    purpose: str
    state: str
    skip_reason: str
    annotator: UUID
    number: int
    pay: Decimal


@dataclass(frozen=True, slots=True)
class Hour:
    """Answers that were finished within an hour."""

    since: datetime
    finished: int


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` on and before `until`; what is None does not bound it.

    Counts are exact to the minute within the running hour, and to the hour before it.
    """

    since: datetime | None = None
    until: datetime | None = None

    def has(self, tally: Tally) -> bool:
        """Whether its minute, or its hour where that is counted as one, reaches into it."""
        after = self.since is None or tally.since >= self._begin(tally)
        return after and (self.until is None or tally.since < self.until)

    def _begin(self, tally: Tally) -> datetime:
        begin = (self.since or tally.since).replace(second=0, microsecond=0)
        return begin.replace(minute=0) if tally.span == Tally.Span.HOUR else begin


@dataclass(frozen=True, slots=True)
class Version:
    """A campaign on the same videos, with the version of the protocol that it asks."""

    campaign: UUID
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Live:
    """The dashboard's first half. `counts` is by question and answer, `needs` by what is needed."""

    progress: Standing
    states: dict[str, int]
    annotators: int
    spent: Decimal
    committed: Decimal
    hours: list[Hour]
    forecast: Forecast
    counts: dict[str, dict[str, int]]
    counted_at: datetime | None
    needs: dict[str, int]
    report: Report | None


EVER = Window()


def live(campaign: Campaign, now: datetime, within: Window = EVER) -> Live:
    """Where a campaign stands; counts and hours of a window.

    Costs the same whatever was answered, but for counting places.
    """
    progress = progress_of(campaign)
    ledger = _ledger(campaign)
    work = [entry for entry in ledger if entry.purpose == Assignment.Purpose.WORK]
    tallies = list(campaign.tallies.order_by("since"))
    hours = _hours(tallies, now)
    wanted = [tally for tally in tallies if within.has(tally)]
    report = Report.objects.filter(campaign=campaign).first()
    spent = sum((entry.pay for entry in ledger if entry.state not in UNPAID), Decimal(0))
    skips = [entry for entry in work if entry.state == Assignment.State.SKIPPED]
    open_places = progress.free + progress.held
    whole = [hour.finished for hour in hours[-FORECAST_HOURS - 1 : -1]]
    return Live(
        progress=progress,
        states=_numbers(work, "state"),
        annotators=len({entry.annotator for entry in work}),
        spent=spent,
        committed=spent + campaign.rate * open_places,
        hours=_hours(wanted, now, within),
        forecast=forecast(open_places, whole),
        counts=_summed(wanted),
        counted_at=report.counted_at if report else None,
        needs=_needs(campaign, report, skips),
        report=report,
    )


def versions_of(user: User, campaign: Campaign) -> list[Version]:
    """Campaigns of the same protocol on the same videos that somebody manages or reviews."""
    siblings = campaigns_of(user).filter(
        corpus=campaign.corpus_id, protocol__key=campaign.protocol.key
    )
    if not user.is_manager:
        reviewed = user.memberships.filter(role=Membership.Role.REVIEWER, left_at=None)
        siblings = siblings.filter(pk__in=reviewed.values("campaign"))
    return [Version(one.pk, one.name, one.protocol.version) for one in siblings[:MOST_VERSIONS]]


def progress_of(campaign: Campaign) -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"campaign": campaign.pk})
        return Standing(*map(int, cursor.fetchone()))


def _hours(tallies: list[Tally], now: datetime, within: Window = EVER) -> list[Hour]:
    """Hour by hour, also those without an answer: of a window, or else the last ones."""
    by_hour: Counter[datetime] = Counter()
    for tally in tallies:
        by_hour[_hour(tally.since)] += tally.finished
    if not by_hour:
        return []
    last = _hour(now if within.until is None else min(now, within.until))
    most = SHOWN_HOURS if within.since is None else MOST_HOURS
    first = max(min(by_hour), last - timedelta(hours=most))
    count = int((last - first) / timedelta(hours=1)) + 1
    moments = (first + timedelta(hours=number) for number in range(count))
    return [Hour(moment, by_hour[moment]) for moment in moments]


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _summed(tallies: list[Tally]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for tally in tallies:
        for question, numbers in tally.counts.items():
            found.setdefault(question, Counter()).update(numbers)
    return {question: dict(numbers) for question, numbers in found.items()}


def _ledger(campaign: Campaign) -> list[Entry]:
    """All assignments of a campaign, read once."""
    rows = campaign.assignments.order_by().values_list(
        "purpose", "state", "skip_reason", "annotator"
    )
    summed = rows.annotate(Count("pk"), Sum("rate"))
    return [
        Entry(purpose, state, reason, annotator, number, pay or Decimal(0))
        for purpose, state, reason, annotator, number, pay in summed
    ]


def _numbers(entries: list[Entry], by: str) -> dict[str, int]:
    numbers: Counter[str] = Counter()
    for entry in entries:
        numbers[getattr(entry, by)] += entry.number
    return dict(numbers)


def _needs(campaign: Campaign, report: Report | None, skips: list[Entry]) -> dict[str, int]:
    """What waits for a person, by what it is; nothing that is nought."""
    figures: Mapping[str, list[dict[str, object]]] = (report.figures if report else None) or {}
    reasons = _numbers(skips, "skip_reason")
    failed = Video.objects.filter(corpus=campaign.corpus_id, state=Video.State.FAILED)
    found = {
        "failed_videos": failed.count(),
        "broken_pairs": reasons.get("broken", 0),
        "disputed_pairs": len(figures.get("disputes", [])),
        "flagged_annotators": sum(bool(one["flags"]) for one in figures.get("annotators", [])),
        "waiting_batches": batches_that_wait(campaign),
        "gold_runs_out": people_without_gold_soon(campaign),
        "failed_figures": int(report is not None and report.state == Report.State.FAILED),
    }
    return {code: number for code, number in found.items() if number}
