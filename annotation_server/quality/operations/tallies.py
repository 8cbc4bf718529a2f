"""Keeps counts of answers by time, so that reading them costs the same however many there are.

What was finished within the last minutes is counted again each time; hours in which nothing can
change any more are counted once. Whatever changes later, such as work that was excluded, is put
right when the figures are computed, by counting everything anew.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.definition import Definition, Kind
from annotation_server.quality.models import Report, Tally
from annotation_server.quality.queries import counted_assignments

SETTLES = timedelta(minutes=2)
HOURS_WAIT = timedelta(minutes=10)
COUNTED = (Kind.CHOICE, Kind.SCALE, Kind.BOOLEAN, Kind.LABELS)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
COUNT = """
    WITH counted AS ({counted}),
    work AS (
        SELECT assignment.id, date_trunc(%(span)s, assignment.finished_at, 'UTC') AS since
        FROM counted JOIN annotation_assignment assignment ON assignment.id = counted.id),
    said AS (
        SELECT work.since, answer.key AS question, said.value #>> '{{}}' AS value,
               count(*) AS number
        FROM work JOIN annotation_judgement judgement ON judgement.assignment_id = work.id
        CROSS JOIN LATERAL jsonb_each(judgement.answers) AS answer
        CROSS JOIN LATERAL jsonb_path_query(
            answer.value, 'strict $.** ? (@.type() != "object" && @.type() != "array")'
        ) AS said (value)
        WHERE answer.key = ANY(%(questions)s)
        GROUP BY 1, 2, 3),
    by_question AS (
        SELECT since, question, jsonb_object_agg(value, number) AS numbers
        FROM said GROUP BY 1, 2),
    by_time AS (
        SELECT since, jsonb_object_agg(question, numbers) AS counts FROM by_question GROUP BY 1)
    INSERT INTO quality_tally (campaign_id, since, span, finished, counts)
    SELECT %(campaign)s, work.since, %(span)s, count(*), coalesce(by_time.counts, '{{}}')
    FROM work LEFT JOIN by_time ON by_time.since = work.since
    GROUP BY work.since, by_time.counts
"""


def count_answers(now: datetime) -> int:
    """Bring the counts of every campaign with recent work up to date; how many campaigns."""
    recent = Assignment.objects.filter(
        campaign=OuterRef("pk"), finished_at__gte=now - SETTLES - timedelta(minutes=1)
    )
    behind = Tally.objects.filter(campaign=OuterRef("pk"), span=Tally.Span.MINUTE)
    campaigns = Campaign.objects.filter(Exists(recent) | Exists(behind))
    for campaign in campaigns.select_related("protocol"):
        catch_up(campaign, now, waits=False)
    return len(campaigns)


@transaction.atomic
def catch_up(campaign: Campaign, now: datetime, *, waits: bool = True) -> None:
    """Count again what may have changed since the last time, and fold hours that are over.

    If `waits` is false and somebody counts this campaign already, do nothing: figures that are
    computed in the background may take long, and nothing else is to stand still for them.
    """
    report, _ = Report.objects.get_or_create(
        campaign=campaign, defaults={"state": Report.State.DONE}
    )
    locked = Report.objects.select_for_update(skip_locked=not waits)
    if locked.filter(pk=report.pk).first() is None:
        return
    tallies = Tally.objects.filter(campaign=campaign)
    last = tallies.order_by("-since").first()
    since = min(now - SETTLES, last.since if last else BEGINNING).replace(second=0, microsecond=0)
    whole = (now - HOURS_WAIT).replace(minute=0, second=0, microsecond=0)
    if last is None or since < whole:
        since = _fold(campaign, whole)
    tallies.filter(since__gte=since).delete()
    _count(campaign, Tally.Span.MINUTE, since, None)
    Report.objects.filter(pk=report.pk).update(counted_at=Now())


def count_all(campaign: Campaign, now: datetime) -> None:
    """Count everything anew."""
    with transaction.atomic():
        Tally.objects.filter(campaign=campaign).delete()
        catch_up(campaign, now)


def _fold(campaign: Campaign, until: datetime) -> datetime:
    """Count hours that are over and have no count of their own, up to `until`; gives `until`."""
    tallies = Tally.objects.filter(campaign=campaign)
    last = tallies.filter(span=Tally.Span.HOUR).order_by("-since").first()
    since = last.since + timedelta(hours=1) if last else BEGINNING
    if since < until:
        tallies.filter(since__gte=since, since__lt=until).delete()
        _count(campaign, Tally.Span.HOUR, since, until)
    return max(since, until)


def _count(campaign: Campaign, span: Tally.Span, since: datetime, until: datetime | None) -> None:
    rows = counted_assignments(campaign).filter(finished_at__gte=since)
    if until is not None:
        rows = rows.filter(finished_at__lt=until)
    counted, values = rows.order_by().values("id").query.sql_with_params()
    named = {f"value_{number}": value for number, value in enumerate(values)}
    conditions = counted % tuple(f"%({name})s" for name in named)
    own: dict[str, Any] = {
        "span": span.value,
        "campaign": campaign.pk,
        "questions": questions_counted(definition_of(campaign.protocol)),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(counted=conditions), {**named, **own})


def questions_counted(definition: Definition) -> list[str]:
    """The questions whose answers are few enough to be counted: no texts."""
    return [question.key for question in definition.questions if question.kind in COUNTED]
