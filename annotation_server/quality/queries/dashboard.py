"""What the dashboard shows as it is now: progress, money, counts by time, what needs a person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, Sum

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
# Places by state, and pairs by whether all of their places are filled.
PLACES = """
    SELECT count(*), count(*) FILTER (WHERE open = 0), coalesce(sum(free), 0),
           coalesce(sum(held), 0), coalesce(sum(done), 0)
    FROM (SELECT count(*) FILTER (WHERE state IN ('free', 'held')) AS open,
                 count(*) FILTER (WHERE state = 'free') AS free,
                 count(*) FILTER (WHERE state = 'held') AS held,
                 count(*) FILTER (WHERE state = 'done') AS done
          FROM campaigns_slot WHERE campaign_id = %s GROUP BY pair_id) AS pairs
"""
WORK = Q(purpose=Assignment.Purpose.WORK)  # gold and inspections have figures of their own
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
    given = campaign.assignments.order_by()
    rows = list(given.values_list("purpose", "state").annotate(Count("pk"), Sum("rate")))
    work = [row for row in rows if row[0] == Assignment.Purpose.WORK]
    tallies = list(campaign.tallies.order_by("since"))
    hours = _hours(tallies, now)
    wanted = [tally for tally in tallies if within.has(tally)]
    report = Report.objects.filter(campaign=campaign).first()
    paid_for = (paid or Decimal(0) for _, state, _, paid in rows if state not in UNPAID)
    spent = sum(paid_for, Decimal(0))
    open_places = progress.free + progress.held
    whole = [hour.finished for hour in hours[-FORECAST_HOURS - 1 : -1]]
    return Live(
        progress=progress,
        states={state: number for _, state, number, _ in work},
        annotators=given.filter(WORK).values("annotator").distinct().count(),
        spent=spent,
        committed=spent + campaign.rate * open_places,
        hours=_hours(wanted, now, within),
        forecast=forecast(open_places, whole),
        counts=_summed(wanted),
        counted_at=report.counted_at if report else None,
        needs=needs_of(campaign, report),
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
        cursor.execute(PLACES, [campaign.pk])
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


def needs_of(campaign: Campaign, report: Report | None) -> dict[str, int]:
    """What waits for a person, by what it is; nothing that is nought."""
    figures: Mapping[str, list[dict[str, object]]] = (report.figures if report else None) or {}
    reported = campaign.assignments.filter(WORK, state=Assignment.State.SKIPPED).order_by()
    reasons = dict(reported.values_list("skip_reason").annotate(Count("pk")))
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
