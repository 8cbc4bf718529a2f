"""The tutorial and the qualification of a campaign: their pairs, answers and pass marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns import queries
from annotation_server.campaigns.models import Campaign, Membership, TrainingItem
from annotation_server.campaigns.services.slots import reopen_places, retire_free_slots
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.validate import CheckedAnswers, check_answers

MOST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Whether training is asked for, and how a qualification is passed; see `Campaign`."""

    asks_training: bool
    pass_marks: Mapping[str, int]
    most_attempts: int | None
    retake_hours: int


@dataclass(frozen=True, slots=True)
class ItemWish:
    """The answers of all stages, which questions they are right for, and why they are."""

    kind: TrainingItem.Kind
    answers: Mapping[str, Any]
    keyed: Sequence[str]
    explanations: Mapping[str, str]


@transaction.atomic
def change_training(
    campaign: Campaign, plan: TrainingPlan, *, keep_members: bool, by: User | None
) -> None:
    """Hold from the next claim on. With `keep_members` who finished work already goes on with it.

    Raises InvalidError for a mark of no question, ConflictError `no_training_items` or
    `no_pass_mark` when there is nothing to be trained or tested on.
    """
    _refuse_unknown(campaign, "pass_marks", plan.pass_marks)
    if plan.asks_training:
        _refuse_nothing_to_pass(campaign, plan)
    Campaign.objects.filter(pk=campaign.pk).update(
        asks_training=plan.asks_training,
        pass_marks=dict(plan.pass_marks),
        most_attempts=plan.most_attempts,
        retake_hours=plan.retake_hours,
    )
    kept = 0
    if plan.asks_training and keep_members:
        at_work = queries.members(campaign).filter(finished__gt=0, qualified_at=None)
        kept = at_work.filter(role=Membership.Role.ANNOTATOR).update(qualified_at=Now())
    asked = {"asks_training": plan.asks_training, "pass_marks": dict(plan.pass_marks)}
    record(by=by, action="training_changed", subject=campaign, kept=kept, **asked)


@transaction.atomic
def add_training_item(
    campaign: Campaign, pair_id: int, wish: ItemWish, *, by: User | None
) -> TrainingItem:
    """Make a pair of the corpus part of the training; one that is there is changed.

    Its free places retire, so that nobody is given as work what was explained to them. Raises
    InvalidError for answers that the protocol refuses, and for a pair that cannot be shown.
    """
    answers = _checked(campaign, wish.answers)
    _refuse_unknown(campaign, "keyed", wish.keyed)
    _refuse_unknown(campaign, "explanations", wish.explanations)
    pair = playable_pair(campaign, pair_id)
    if queries.training_items(campaign).exclude(pair=pair).count() >= MOST_ITEMS:
        raise ConflictError(
            f"A training has {MOST_ITEMS} pairs at most. Take one out first.", code="too_many_items"
        )
    item, made = TrainingItem.objects.update_or_create(
        campaign=campaign,
        pair=pair,
        defaults={
            "kind": wish.kind,
            "answers": answers,
            "keyed": sorted(set(wish.keyed)),
            "explanations": dict(wish.explanations),
            "retired_at": None,
        },
    )
    retire_free_slots(campaign, beyond=0, pairs=[pair.pk])
    action = "training_item_added" if made else "training_item_changed"
    record(by=by, action=action, subject=item, kind=wish.kind.value)
    return item


@transaction.atomic
def remove_training_item(item: TrainingItem, *, by: User | None) -> None:
    """Show it to nobody any more; its pair is work again. Attempts that are under way keep it."""
    Campaign.objects.select_for_update(no_key=True).get(pk=item.campaign_id)
    TrainingItem.objects.filter(pk=item.pk).update(retired_at=Now())
    reopen_places(item.campaign, [item.pair_id])
    record(by=by, action="training_item_removed", subject=item)


@transaction.atomic
def change_qualification(membership: Membership, *, qualified: bool, by: User | None) -> None:
    """A manager lets somebody work without the training, or asks for it again."""
    at = Now() if qualified else None
    Membership.objects.filter(pk=membership.pk).update(qualified_at=at)
    record(by=by, action="qualification_changed", subject=membership, qualified=qualified)


def _checked(campaign: Campaign, answers: Mapping[str, Any]) -> dict[str, Any]:
    """All stages' answers as they are stored, checked as an annotator's are."""
    definition, stored = definition_of(campaign.protocol), dict[str, Any]()
    for stage in definition.stages:
        checked = check_answers(definition, stage.key, answers.get(stage.key, {}), stored)
        if not isinstance(checked, CheckedAnswers):
            problems = [
                FieldProblem(f"answers.{stage.key}.{one.path}".rstrip("."), one.code, one.message)
                for one in checked
            ]
            raise InvalidError(
                f"The answers need a correction: {problems[0].message}",
                code="invalid_answers",
                fields=problems,
            )
        stored[stage.key] = checked.answers
    return stored


def _refuse_unknown(
    campaign: Campaign, field: str, questions: Mapping[str, Any] | Sequence[str]
) -> None:
    definition = definition_of(campaign.protocol)
    if unknown := next((key for key in questions if definition.question(key) is None), None):
        message = f"{definition.key} has no question {unknown[:80]!r}. Leave it out."
        raise InvalidError(message, fields=[FieldProblem(field, "unknown_question", message)])


def playable_pair(campaign: Campaign, pair_id: int) -> Pair:
    """A pair of the campaign's corpus. Raises InvalidError for one that cannot be shown."""
    single = len(definition_of(campaign.protocol).items) == 1
    pair = queries.playable_pairs(campaign.corpus_id, single=single).filter(pk=pair_id).first()
    if pair is None:
        message = "The corpus has no such pair whose videos can be shown. Choose one of its list."
        raise InvalidError(message, fields=[FieldProblem("pair", "unknown", message)])
    return pair


def _refuse_nothing_to_pass(campaign: Campaign, plan: TrainingPlan) -> None:
    items = list(queries.training_items(campaign))
    if not items:
        raise ConflictError(
            "There is no pair to learn from or to be tested on. Add one first.",
            code="no_training_items",
        )
    tests = [item for item in items if item.kind == TrainingItem.Kind.QUALIFICATION]
    keyed = {question for item in tests for question in item.keyed}
    if tests and not keyed & set(plan.pass_marks):
        raise ConflictError(
            "No question of the qualification has a pass mark. Set one for a question that has "
            "right answers.",
            code="no_pass_mark",
        )
