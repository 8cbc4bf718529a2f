"""Submitting a stage. The row is its own idempotency: the same answers again change nothing."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.annotation.rules import Account, Interval, Observed, Passed, observe
from annotation_server.annotation.services.care import count_reveal
from annotation_server.annotation.services.slots import finish_elsewhere, refuse_withdrawn
from annotation_server.annotation.services.store import Given, store_and_finish, store_and_go_on
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.protocol.queries import definition_by_sha256
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.validate import CheckedAnswers, check_answers


@dataclass(frozen=True, slots=True)
class Submission:
    """One stage's answers and what the page observed while they were given."""

    stage: str
    answers: object
    account: Account = field(default_factory=Account)
    locale: str = "en"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is stored now; `stage` is the one to do next, None when the pair is finished."""

    assignment: Assignment
    stage: str | None


@transaction.atomic
def submit(assignment_id: uuid.UUID, submission: Submission, *, by: User) -> Outcome:
    """Store the answers of one stage, once.

    Raises NotFoundError (not yours), InvalidError with a problem a place, ConflictError
    `already_answered` with what is stored, `stage_out_of_order`, `assignment_skipped`; GoneError
    when the pair was withdrawn.
    """
    assignment = queries.own_assignment(by, assignment_id)
    definition = definition_by_sha256(queries.protocol_sha256(assignment))
    stored = queries.stored_judgements(assignment)
    answers = {stage: judgement.answers for stage, judgement in stored.items()}
    checked = checked_answers(definition, submission, answers)
    if submission.stage in stored:
        return _again(assignment, stored, submission.stage, checked, definition)
    _refuse_what_is_over(assignment)
    observed = _observed(assignment, submission.account, stored)
    given = Given(checked, observed, submission.locale, submission.note)
    following = definition.stage_after(submission.stage)
    if following is None:
        _finish(assignment, given)
        return Outcome(assignment, None)
    store_and_go_on(assignment, given)
    return Outcome(assignment, following.key)


def checked_answers(
    definition: Definition, submission: Submission, stored: Mapping[str, Any]
) -> CheckedAnswers:
    """The answers as they are stored, beside those stored by stage. Raises as `submit` does."""
    earlier = {stage: answers for stage, answers in stored.items() if stage != submission.stage}
    checked = check_answers(definition, submission.stage, submission.answers, earlier)
    if isinstance(checked, CheckedAnswers):
        return checked
    if any(problem.code == "stage_out_of_order" for problem in checked):
        raise ConflictError(
            f"The stage {submission.stage!r} opens when the one before it is submitted.",
            code="stage_out_of_order",
        )
    raise InvalidError(
        f"{len(checked)} answers need a correction: {checked[0].message}",
        code="invalid_answers",
        fields=[
            FieldProblem(f"answers.{problem.path}".rstrip("."), problem.code, problem.message)
            for problem in checked
        ],
    )


def _again(
    assignment: Assignment,
    stored: Mapping[str, Judgement],
    stage: str,
    checked: CheckedAnswers,
    definition: Definition,
) -> Outcome:
    if stored[stage].answers != checked.answers:
        raise ConflictError(
            "You have submitted this stage already, with other answers. What was stored first "
            "stays; a reviewer can send the pair back to you.",
            code="already_answered",
            details={"stored": stored[stage].answers},
        )
    following = (one.key for one in definition.stages if one.key not in stored)
    return Outcome(assignment, next(following, None))


def _refuse_what_is_over(assignment: Assignment) -> None:
    refuse_withdrawn(assignment)
    if assignment.state == Assignment.State.SKIPPED:
        raise ConflictError(
            "You have skipped this pair. Go on with the next one.", code="assignment_skipped"
        )


def _observed(
    assignment: Assignment, account: Account, stored: Mapping[str, Judgement]
) -> Observed:
    """What is believed of the page's account, beside what was believed of the stages before."""
    known = queries.showing(assignment)
    before = stored.values()
    passed = Passed(
        since_claim_ms=round(known.given_for.total_seconds() * 1_000),
        believed_ms=sum(int(one.timing.get("total_ms", 0)) for one in before),
        seen={name: _intervals(name, before) for name in known.shown.durations_us},
    )
    return observe(account, known.shown, passed)


def _intervals(name: str, judgements: Iterable[Judgement]) -> list[Interval]:
    return [
        (start, end)
        for one in judgements
        for start, end in one.seen.get(name, {}).get("intervals", [])
    ]


def _finish(assignment: Assignment, given: Given) -> None:
    if not store_and_finish(assignment, given):
        count_reveal(assignment)
        finish_elsewhere(assignment)
