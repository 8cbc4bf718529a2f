"""Leaving a pair without judging it: skipping for a cause, or giving it back."""

import uuid

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services.slots import give_back, refuse_withdrawn
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Membership
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.protocol.queries import definition_by_sha256


@transaction.atomic
def skip(assignment_id: uuid.UUID, *, reason: str, note: str = "", by: User) -> Assignment:
    """Skip for a cause; paid, never given to this annotator again. The same again is fine.

    Raises InvalidError for a reason that the protocol does not have.
    """
    assignment = queries.own_assignment(by, assignment_id)
    if assignment.state == Assignment.State.SKIPPED:
        return assignment
    _refuse_if_finished(assignment)
    _refuse_other_reasons(assignment, reason)
    give_back(assignment)
    assignment.state = Assignment.State.SKIPPED
    assignment.skip_reason, assignment.note = reason, note
    rows = Assignment.objects.filter(pk=assignment.pk)
    rows.update(state=assignment.state, skip_reason=reason, note=note, finished_at=Now())
    return assignment


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """Take somebody out of a campaign: what they hold goes back, what they finished stays."""
    held = queries.live(membership.user, membership.campaign)
    for assignment in held.filter(state=Assignment.State.LEASED):
        release(assignment.pk, by=membership.user)
    Membership.objects.filter(pk=membership.pk).update(left_at=Now())
    record(by=by, action="member_removed", subject=membership)


@transaction.atomic
def release(assignment_id: uuid.UUID, *, by: User) -> Assignment:
    """Give a pair back unjudged, so that somebody else gets it at once."""
    assignment = queries.own_assignment(by, assignment_id)
    if assignment.state == Assignment.State.RELEASED:
        return assignment
    _refuse_if_finished(assignment)
    give_back(assignment)
    assignment.state = Assignment.State.RELEASED
    assignment.save(update_fields=["state"])
    return assignment


def _refuse_other_reasons(assignment: Assignment, reason: str) -> None:
    definition = definition_by_sha256(queries.protocol_sha256(assignment))
    if reason not in definition.skip_reasons:
        message = (
            f"{definition.key} has no skip for {reason!r}: its questions have an answer for that, "
            "or show one video. Answer them, or give another reason."
        )
        raise InvalidError(message, fields=[FieldProblem("reason", "not_in_protocol", message)])


def _refuse_if_finished(assignment: Assignment) -> None:
    refuse_withdrawn(assignment)
    if assignment.state not in queries.LIVE:
        raise ConflictError(
            "You have finished this pair already; it can't be given back. Go on with the next one.",
            code="assignment_finished",
        )
