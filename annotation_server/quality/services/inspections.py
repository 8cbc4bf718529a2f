"""Inspecting work in batches: one annotator's day, judged by a sample, and what follows from it.

A reviewer judges each item of the sample blind, then sees the annotator's answers beside their own
and says whether there is a fault. The plan advises; the reviewer decides.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.queries import judgements_of
from annotation_server.annotation.queries.rounds import lock_membership
from annotation_server.annotation.services import give_inspection
from annotation_server.annotation.services.inspecting import is_answered, is_passed_over
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.protocol.queries import definition_of
from annotation_server.quality.models import Batch, BatchedWork, InspectedItem
from annotation_server.quality.queries import inspections as queries
from annotation_server.quality.rules.differences import Compared, compared
from annotation_server.quality.rules.sampling import Plan, drawn, plan_of
from annotation_server.quality.services.batches import opened, refuse_own, refuse_plan

State = Batch.State


@transaction.atomic
def open_batch(campaign: Campaign, annotator: User, day: date, plan: Plan, *, by: User) -> Batch:
    """Put an annotator's counted work of a day that is in no batch yet into one.

    Raises InvalidError for a plan that cannot be, ConflictError `nothing_to_inspect`, `own_work`.
    """
    refuse_plan(plan)
    refuse_own(annotator, by)
    # As every service that touches somebody's work: their membership first. It makes a second
    # reviewer wait; the campaign, which their own claims and submits lock last, is left alone.
    lock_membership(campaign.pk, annotator.pk)
    work = list(queries.uninspected_work(campaign, annotator, day).values_list("pk", flat=True))
    if not work:
        raise ConflictError(
            f"There is no counted work of this annotator from {day} that is in no batch yet. "
            "Reload the list of what can be inspected.",
            code="nothing_to_inspect",
        )
    batch = Batch.objects.create(
        campaign=campaign, annotator=annotator, day=day, plan=plan.as_json(), opened_by=by
    )
    BatchedWork.objects.bulk_create(BatchedWork(batch=batch, assignment_id=pk) for pk in work)
    record(by=by, action="inspection_opened", subject=batch, items=len(work), plan=batch.plan)
    return batch


@transaction.atomic
def next_item(batch: Batch, *, by: User) -> InspectedItem | None:
    """The item that this reviewer judges now: one they began, else the next of the sample.

    None when the sample is judged, or the plan has its answer. Raises ConflictError
    `batch_decided`, `own_work`.
    """
    locked = opened(batch, by=by)
    rows = list(queries.items_of(locked).filter(verdict=""))
    pending = [one for one in rows if one.answers and not is_passed_over(one.answers)]
    for item in pending:
        if item.answers and item.answers.annotator_id == by.pk:
            return item
    if _is_sampled(locked):
        return _take_over(pending[0], by) if pending else None
    work = _next_of_sample(locked)
    if work is None:
        return _take_over(pending[0], by) if pending else None
    place = InspectedItem.objects.filter(batch=locked, inspection=locked.inspection).count()
    item = InspectedItem.objects.create(
        batch=locked,
        inspection=locked.inspection,
        place=place + 1,
        work=work,
        answers=give_inspection(batch.campaign, work.pair_id, by=by),
    )
    if item.answers and is_passed_over(item.answers):
        return next_item(batch, by=by)
    return item


def _take_over(item: InspectedItem, by: User) -> InspectedItem:
    """What another reviewer left unjudged is judged by this one."""
    item.answers = give_inspection(item.batch.campaign, item.work.pair_id, by=by)
    item.save(update_fields=["answers"])
    return item


def is_used_up(batch: Batch) -> bool:
    """Whether every item that there is was passed over: nobody can judge any of it."""
    passed = [one.answers and is_passed_over(one.answers) for one in queries.items_of(batch)]
    return bool(passed) and all(passed) and _next_of_sample(batch) is None


def _is_sampled(batch: Batch) -> bool:
    """Whether no item is to be taken any more: there are enough, or the plan has its answer."""
    rows = [one for one in queries.items_of(batch) if one.answers]
    taken = [one for one in rows if one.answers and not is_passed_over(one.answers)]
    plan, size = plan_of(batch.plan), queries.current_work(batch).count()
    judged = [one for one in taken if one.verdict]
    faults = sum(one.verdict == InspectedItem.Verdict.FAULT for one in judged)
    return len(taken) >= plan.size_for(size) or plan.advice(len(judged), faults, size) is not None


def _next_of_sample(batch: Batch) -> Assignment | None:
    known = set(queries.items_of(batch).values_list("work", flat=True))
    work = {str(one.pk): one for one in queries.current_work(batch)}
    seed = f"{batch.campaign.seed}:{batch.pk}:{batch.inspection}"
    return next((work[key] for key in drawn(work, seed) if work[key].pk not in known), None)


@transaction.atomic
def judge_item(
    batch: Batch, place: int, verdict: InspectedItem.Verdict, *, note: str = "", by: User
) -> InspectedItem:
    """Say whether the annotator's answers are right or have a fault; it may be said anew.

    Raises InvalidError for an item that is not there, ConflictError `answers_first` before the
    reviewer has judged the pair, `batch_decided`.
    """
    locked = opened(batch, by=by)
    item = queries.items_of(locked).filter(place=place).first()
    if item is None:
        message = f"The sample has no item {place}. Reload the batch."
        raise InvalidError(message, fields=[FieldProblem("place", "unknown", message)])
    if item.answers is None or not is_answered(item.answers):
        raise ConflictError(
            "Judge the pair yourself first: you see the annotator's answers after that.",
            code="answers_first",
        )
    rows = InspectedItem.objects.filter(pk=item.pk)
    rows.update(verdict=verdict, note=note, judged_by=by, judged_at=Now())
    record(
        by=by,
        action="item_inspected",
        subject=locked,
        work=str(item.work_id),
        verdict=verdict.value,
    )
    item.refresh_from_db()
    return item


@transaction.atomic
def inspect_again(batch: Batch, plan: Plan, *, by: User) -> Batch:
    """Look at what was done anew: a new sample of the new rounds.

    Raises ConflictError `not_returned`, `not_redone` while the annotator still has some of it,
    `nothing_to_inspect`, `own_work`, InvalidError for a plan that cannot be.
    """
    refuse_plan(plan)
    refuse_own(batch.annotator, by)
    locked = queries.locked_batch(batch)
    if locked.state != State.RETURNED:
        raise ConflictError(
            f"This batch is {locked.state}: only one that was sent back is inspected again.",
            code="not_returned",
        )
    waiting = queries.progress_of([locked])[locked.pk].waiting
    if waiting:
        raise ConflictError(
            f"The annotator still has {waiting} pairs of this batch before them. Inspect it again "
            "when they are done, or exclude the batch then.",
            code="not_redone",
        )
    if not queries.current_work(locked).exists():
        raise ConflictError(
            "Nothing of this batch counts any more: its pairs went to others or were withdrawn.",
            code="nothing_to_inspect",
        )
    Batch.objects.filter(pk=locked.pk).update(
        state=State.OPEN,
        inspection=locked.inspection + 1,
        plan=plan.as_json(),
        reason="",
        decided_at=None,
        decided_by=None,
    )
    locked.refresh_from_db()
    record(by=by, action="inspected_again", subject=locked, number=locked.inspection)
    return locked


def compared_answers(item: InspectedItem) -> list[Compared]:
    """The annotator's answers beside the reviewer's; none before the reviewer has judged."""
    if item.answers is None or not is_answered(item.answers):
        return []
    definition = definition_of(item.batch.campaign.protocol)
    theirs, own = (_answers(one) for one in (item.work, item.answers))
    return compared(definition, theirs, own)


def _answers(assignment: Assignment) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for judgement in judgements_of(assignment).values():
        given |= judgement.answers
    return given
