"""The batches of a campaign: what can be inspected, what was, and which work was accepted."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Feedback
from annotation_server.annotation.queries import LIVE
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import staffed_campaign
from annotation_server.core.errors import NotFoundError
from annotation_server.quality.models import Batch, InspectedItem
from annotation_server.quality.queries.counted import counted_assignments

NO_BATCH = "There is no such batch. Take it from the campaign's list of inspections."
MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Uninspected:
    """Counted work of one annotator and day that is in no batch yet."""

    annotator: uuid.UUID
    day: date
    items: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: its counted work, rounds still with the annotator, the sample so far."""

    items: int
    waiting: int
    judged: int
    faults: int


def uninspected(campaign: Campaign) -> list[Uninspected]:
    """By annotator and day (UTC), the newest day first."""
    rows = (
        _uninspected(campaign)
        .order_by()
        .annotate(day=TruncDate("finished_at", tzinfo=UTC))
        .values("annotator", "day")
        .annotate(items=Count("pk"))
        .order_by("-day", "annotator")[:MOST_SHOWN]
    )
    return [Uninspected(row["annotator"], row["day"], row["items"]) for row in rows]


def uninspected_work(campaign: Campaign, annotator: User, day: date) -> QuerySet[Assignment]:
    """Whatever of it is counted and in no batch."""
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    rows = _uninspected(campaign).filter(annotator=annotator)
    return rows.filter(finished_at__gte=begins, finished_at__lt=begins + timedelta(days=1))


def _uninspected(campaign: Campaign) -> QuerySet[Assignment]:
    return counted_assignments(campaign).filter(batched=None)


def batches_of(campaign: Campaign) -> QuerySet[Batch]:
    """Those that wait for a person first, then the newest."""
    open_first = Case(When(state=Batch.State.OPEN, then=Value(0)), default=Value(1))
    rows = Batch.objects.filter(campaign=campaign).select_related("annotator__identity")
    return rows.order_by(open_first, "-day", "-opened_at")[:MOST_SHOWN]


def batch_for(user: User, batch_id: uuid.UUID) -> Batch:
    """Raises NotFoundError for what is not there and for what they neither review nor manage."""
    batch = Batch.objects.filter(pk=batch_id).select_related("annotator__identity").first()
    if batch is None:
        raise NotFoundError(NO_BATCH)
    batch.campaign = staffed_campaign(user, batch.campaign_id)
    return batch


def locked_batch(batch: Batch) -> Batch:
    """The same row, locked, so that two reviewers do one after the other."""
    return Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)


def current_work(batch: Batch) -> QuerySet[Assignment]:
    """What of the batch counts now: the latest rounds, without what was excluded or withdrawn."""
    return counted_assignments(batch.campaign).filter(batched__batch=batch)


def items_of(batch: Batch) -> QuerySet[InspectedItem]:
    """The sample of the inspection that is under way, or was the last, in its order."""
    rows = InspectedItem.objects.filter(batch=batch, inspection=batch.inspection)
    return (
        rows.select_related(
            "batch__campaign__protocol",
            "work__pair__prompt",
            "work__pair__video_0__rendition",
            "work__pair__video_1__rendition",
            "answers",
        )
        .prefetch_related("work__judgements", "answers__judgements")
        .order_by("place")
    )


def feedback_of(batch: Batch) -> QuerySet[Feedback]:
    """What was written each time the batch went back, with the replies, the oldest first."""
    rows = Feedback.objects.filter(assignments__batched__batch=batch)
    return rows.distinct().order_by("pk")


def notes_on(work: Assignment) -> list[str]:
    """What the annotator wrote for the reviewer with their answers."""
    return [judgement.note for judgement in work.judgements.all() if judgement.note]


def events_of(batch: Batch) -> QuerySet[AuditEvent]:
    """What the audit trail has on a batch, the oldest first."""
    rows = AuditEvent.objects.filter(subject_type="batch", subject_id=str(batch.pk))
    return rows.order_by("id")[:MOST_SHOWN]


def progress_of(batches: Iterable[Batch]) -> dict[uuid.UUID, Progress]:
    """By batch, in two statements."""
    of_batches = Q(batched__batch__in=list(batches))
    work = (
        Assignment.objects.filter(of_batches)
        .order_by()
        .values(batch=F("batched__batch"))
        .annotate(
            items=Count("pk", filter=Q(state=Assignment.State.COMPLETE)),
            waiting=Count("pk", filter=Q(state__in=LIVE)),
        )
    )
    seen = (
        InspectedItem.objects.filter(batch__in=list(batches), inspection=F("batch__inspection"))
        .order_by()
        .values("batch")
        .annotate(
            judged=Count("pk", filter=~Q(verdict="")),
            faults=Count("pk", filter=Q(verdict=InspectedItem.Verdict.FAULT)),
        )
    )
    sampled = {row["batch"]: (row["judged"], row["faults"]) for row in seen}
    return {
        row["batch"]: Progress(row["items"], row["waiting"], *sampled.get(row["batch"], (0, 0)))
        for row in work
    }


def accepted_work(campaign: Campaign) -> QuerySet[Assignment]:
    """Counted work of batches that were accepted: what an export of accepted work alone has."""
    return counted_assignments(campaign).filter(batched__batch__state=Batch.State.ACCEPTED)


def batches_that_wait(campaign: Campaign) -> int:
    """Batches under inspection, and those that came back and were done anew."""
    waiting = Batch.objects.filter(campaign=campaign, state=Batch.State.RETURNED)
    still = Q(work__assignment__state__in=LIVE)
    counted = Q(work__assignment__state=Assignment.State.COMPLETE)
    redone = waiting.annotate(
        with_annotator=Count("work", filter=still), done=Count("work", filter=counted)
    ).filter(with_annotator=0, done__gt=0)
    opened = Batch.objects.filter(campaign=campaign, state=Batch.State.OPEN)
    return opened.count() + redone.count()
