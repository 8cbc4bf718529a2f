"""What the dashboard shows as it is now: progress, money, counts by time, what needs a person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q, Sum

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Video
from annotation_server.quality.models import Report, Tally
from annotation_server.quality.queries.gold import people_without_gold_soon
from annotation_server.quality.queries.inspections import batches_that_wait
from annotation_server.quality.rules.forecast import Forecast, forecast

FORECAST_HOURS = 24
SHOWN_HOURS = 72
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


def live(campaign: Campaign, now: datetime) -> Live:
    """Where a campaign stands. Costs the same whatever was answered, but for counting places."""
    progress = progress_of(campaign)
    given = campaign.assignments.order_by()
    rows = list(given.values_list("purpose", "state").annotate(Count("pk"), Sum("rate")))
    work = [row for row in rows if row[0] == Assignment.Purpose.WORK]
    tallies = list(campaign.tallies.order_by("since"))
    hours = _hours(tallies, now)
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
        hours=hours,
        forecast=forecast(open_places, whole),
        counts=_summed(tallies),
        counted_at=report.counted_at if report else None,
        needs=needs_of(campaign, report),
        report=report,
    )


def progress_of(campaign: Campaign) -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [campaign.pk])
        return Standing(*map(int, cursor.fetchone()))


def _hours(tallies: list[Tally], now: datetime) -> list[Hour]:
    """The last hours one by one, also those without an answer, from the first answer on."""
    if not tallies:
        return []
    by_hour: Counter[datetime] = Counter()
    for tally in tallies:
        by_hour[_hour(tally.since)] += tally.finished
    last = _hour(now)
    first = max(min(by_hour), last - timedelta(hours=SHOWN_HOURS))
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
