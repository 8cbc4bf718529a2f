"""What staff do with finished work: send it back for another round, or take it out.

Whoever calls these has checked that `by` reviews or manages the campaign.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment, Feedback
from annotation_server.annotation.queries.rounds import locked_work
from annotation_server.annotation.services.slots import hold_again, reopen
from annotation_server.audit.services import record
from annotation_server.campaigns.queries import membership_of
from annotation_server.campaigns.services import lock_campaigns_of, seed_of
from annotation_server.catalog.queries.takedowns import is_taken_down
from annotation_server.core.errors import ConflictError, GoneError

FINISHED = {Assignment.State.COMPLETE, Assignment.State.SURPLUS}


@transaction.atomic
def send_back(
    assignment_id: uuid.UUID, *, note: str = "", feedback: Feedback | None = None, by: User | None
) -> Assignment:
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
    slot = hold_again(old)
    Assignment.objects.filter(pk=old.pk).update(state=Assignment.State.RETURNED)
    following = Assignment.objects.create(
        campaign_id=old.campaign_id,
        pair_id=old.pair_id,
        annotator_id=old.annotator_id,
        round=old.round + 1,
        slot=slot,
        fence=slot.fence if slot else 0,
        seed=seed_of(old.campaign.seed, old.pair_id, old.annotator_id, old.round + 1),
        rate=old.campaign.rate,
        locale=old.locale,
        note=feedback.reason if feedback else note,
        feedback=feedback,
        replaces=old,
    )
    record(by=by, action="assignment_returned", subject=old, round=following.round)
    return following


@transaction.atomic
def send_all_back(
    work: Iterable[uuid.UUID], *, reason: str, example: dict[str, Any] | None, by: User | None
) -> list[Assignment]:
    """Send one annotator's work back together, with one feedback for all of it; the new rounds.

    What was withdrawn since is left as it is. Raises ConflictError as `send_back` does.
    """
    locked = locked_work(work)
    lock_campaigns_of([one.pair_id for one in locked])
    feedback = Feedback.objects.create(reason=reason, example=example)
    there = [one for one in locked if not is_taken_down(one.pair_id)]
    return [send_back(one.pk, feedback=feedback, by=by) for one in there]


@transaction.atomic
def exclude_all(work: Iterable[uuid.UUID], *, reason: str, by: User | None) -> list[Assignment]:
    """Count none of one annotator's work any longer; places go to others, pay stays."""
    return [exclude(one.pk, reason=reason, by=by) for one in locked_work(work)]


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
    reopen(assignment)
    assignment.state = Assignment.State.EXCLUDED
    assignment.save(update_fields=["state"])
    record(by=by, action="assignment_excluded", subject=assignment, reason=reason)
    return assignment


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
