"""What staff do with finished work: send it back for another round, or take it out.

Whoever calls these has checked that `by` reviews or manages the campaign.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment, Feedback
from annotation_server.annotation.queries.rounds import locked_work
from annotation_server.annotation.services.slots import hold_again, reopen
from annotation_server.audit.services import record, record_each
from annotation_server.campaigns.models import Slot
from annotation_server.campaigns.queries import membership_of
from annotation_server.campaigns.services import lock_campaigns_of, seed_of
from annotation_server.catalog.queries.takedowns import is_taken_down, taken_down_among
from annotation_server.core.errors import ConflictError, GoneError

FINISHED = {Assignment.State.COMPLETE, Assignment.State.SURPLUS}


@transaction.atomic
def send_back(assignment_id: uuid.UUID, *, note: str = "", by: User | None) -> Assignment:
    """Ask the annotator to judge the pair anew; returns the new round, round + 1 on the same slot.

    The old answers stay, are paid, and no longer count. The place is kept for the annotator for
    RETURN_DAYS, after which somebody else may take it. The same again gives the round there is.
    Raises ConflictError `not_work`, `assignment_not_finished`, `annotator_left`, GoneError
    `pair_withdrawn`.
    """
    old = queries.locked_assignment(assignment_id)
    if old.state == Assignment.State.RETURNED:
        return Assignment.objects.get(replaces=old)
    _refuse_unless_finished_work(old)
    _refuse_if_gone(old)
    _refuse_if_taken_down(old)
    [following] = _next_rounds([old], note, None, by)
    return following


@transaction.atomic
def send_all_back(
    work: Iterable[uuid.UUID], *, reason: str, example: dict[str, Any] | None, by: User | None
) -> list[Assignment]:
    """Send one annotator's work back together, with one feedback for all of it; the new rounds.

    What was withdrawn since is left as it is. Raises ConflictError as `send_back` does. As many
    statements for a hundred pairs as for one: the campaign is locked meanwhile.
    """
    locked = locked_work(work)
    for one in locked:
        _refuse_unless_finished_work(one)
    if locked:
        _refuse_if_gone(locked[0])
    lock_campaigns_of([one.pair_id for one in locked])
    gone = taken_down_among([one.pair_id for one in locked])
    feedback = Feedback.objects.create(reason=reason, example=example)
    there = [one for one in locked if one.pair_id not in gone]
    return _next_rounds(there, reason, feedback, by)


def _next_rounds(
    work: Sequence[Assignment], note: str, feedback: Feedback | None, by: User | None
) -> list[Assignment]:
    """The rounds that follow these locked ones, each on the place that its own still fills."""
    places = hold_again(work)
    Assignment.objects.filter(pk__in=[one.pk for one in work]).update(
        state=Assignment.State.RETURNED
    )
    following = Assignment.objects.bulk_create(
        [_next_round(one, places.get(one.slot_id or 0), note, feedback) for one in work]
    )
    rounds = [(one, {"round": one.round + 1}) for one in work]
    record_each(by=by, action="assignment_returned", subjects=rounds)
    return following


def _next_round(
    old: Assignment, slot: Slot | None, note: str, feedback: Feedback | None
) -> Assignment:
    return Assignment(
        campaign_id=old.campaign_id,
        pair_id=old.pair_id,
        annotator_id=old.annotator_id,
        round=old.round + 1,
        slot=slot,
        fence=slot.fence if slot else 0,
        seed=seed_of(old.campaign.seed, old.pair_id, old.annotator_id, old.round + 1),
        rate=old.campaign.rate,
        locale=old.locale,
        note=note,
        feedback=feedback,
        replaces=old,
    )


@transaction.atomic
def exclude_all(work: Iterable[uuid.UUID], *, reason: str, by: User | None) -> list[Assignment]:
    """Count none of one annotator's work any longer; places go to others, pay stays.

    Raises ConflictError `not_work`.
    """
    locked = locked_work(work)
    for one in locked:
        _refuse_unless_finished_work(one)
    _exclude(locked, reason, by)
    return locked


@transaction.atomic
def reply(assignment_id: uuid.UUID, text: str, *, by: User) -> Feedback:
    """The annotator's one reply to what a reviewer wrote; the same again changes nothing.

    Raises NotFoundError for somebody else's, ConflictError `nothing_to_reply_to` for work that was
    never sent back, `already_replied` for another text.
    """
    assignment = queries.own_assignment(by, assignment_id)
    feedback = Feedback.objects.select_for_update().filter(assignments=assignment).first()
    if feedback is None:
        raise ConflictError(
            "No reviewer has written about this pair, so there is nothing to reply to. Write a "
            "note with your answers instead.",
            code="nothing_to_reply_to",
        )
    if feedback.reply and feedback.reply != text:
        raise ConflictError(
            "You have replied to this reviewer already, and one reply is all there is. What you "
            "wrote first stays.",
            code="already_replied",
            details={"reply": feedback.reply},
        )
    if not feedback.reply:
        Feedback.objects.filter(pk=feedback.pk).update(reply=text, replied_at=Now())
        feedback.refresh_from_db()
        record(by=by, action="reviewer_replied_to", subject=assignment, letters=len(text))
    return feedback


@transaction.atomic
def exclude(assignment_id: uuid.UUID, *, reason: str = "", by: User | None) -> Assignment:
    """Count this work no longer and give its place to somebody else. The same again is fine.

    The answers stay and are paid. Raises ConflictError `not_work`, `assignment_not_finished`.
    """
    assignment = queries.locked_assignment(assignment_id)
    if assignment.state == Assignment.State.EXCLUDED:
        return assignment
    _refuse_unless_finished_work(assignment)
    _exclude([assignment], reason, by)
    return assignment


def _exclude(work: Sequence[Assignment], reason: str, by: User | None) -> None:
    reopen(work)
    excluded = Assignment.State.EXCLUDED
    Assignment.objects.filter(pk__in=[one.pk for one in work]).update(state=excluded)
    for one in work:
        one.state = excluded
    reasons = [(one, {"reason": reason}) for one in work]
    record_each(by=by, action="assignment_excluded", subjects=reasons)


def _refuse_unless_finished_work(assignment: Assignment) -> None:
    if assignment.purpose != Assignment.Purpose.WORK:
        raise ConflictError(
            f"This is {assignment.purpose}, which nobody counts: it can be neither sent back nor "
            "excluded. Choose the annotator's work on another pair.",
            code="not_work",
        )
    if assignment.state not in FINISHED:
        raise ConflictError(
            f"This work is {assignment.state}: only finished work can be sent back or excluded. "
            "Reload the page to see how it stands now.",
            code="assignment_not_finished",
        )


def _refuse_if_gone(assignment: Assignment) -> None:
    if assignment.annotator.is_suspended or not membership_of(
        assignment.annotator, assignment.campaign
    ):
        raise ConflictError(
            "Whoever did this is no annotator of the campaign any more. Exclude the work instead: "
            "somebody else is then given the pair.",
            code="annotator_left",
        )


def _refuse_if_taken_down(assignment: Assignment) -> None:
    """With the campaign locked, as by a withdrawal: it comes before or finds the new round."""
    lock_campaigns_of([assignment.pair_id])
    if is_taken_down(assignment.pair_id):
        raise GoneError(
            "This pair was withdrawn or is held after a report, so nobody is given it again.",
            code="pair_withdrawn",
        )
