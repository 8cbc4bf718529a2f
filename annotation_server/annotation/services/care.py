"""Care for who looks at what is hard to look at: consent, opt-outs, reveals, breaks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models.functions import Coalesce, Now

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.rules import (
    Budget,
    break_ends,
    sensitive_again,
    sensitive_left,
)
from annotation_server.annotation.services.leave import release
from annotation_server.campaigns.models import Campaign, Consent, Membership
from annotation_server.campaigns.queries import kinds_of
from annotation_server.campaigns.services import change_limits
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError

Reason = Literal["session", "sensitive"]


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when somebody rests, and why."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Allowed:
    """What somebody may be given now: no work during `rest`, so many sensitive pairs (None: any).

    `sensitive_again` says when there are sensitive ones again, if there are none now.
    """

    rest: Rest | None = None
    sensitive_left: int | None = None
    sensitive_again: datetime | None = None


def refuse_without_consent(campaign: Campaign, membership: Membership) -> None:
    if campaign.asks_consent and membership.consented_at is None:
        raise ConflictError(
            "Before your first pair, read what kinds of content this campaign has, say what you "
            "do not want to see, and agree. Nothing is given out before.",
            code="consent_needed",
        )


def allowed(campaign: Campaign, user: User, now: datetime) -> Allowed:
    """What the campaign's budget leaves to this annotator."""
    budget = _budget_of(campaign)
    if not budget.is_limited:
        return Allowed()
    exposure = queries.exposure(user, campaign, now)
    if until := break_ends(budget, exposure.ends, now):
        return Allowed(rest=Rest(until, "session"))
    left = sensitive_left(budget, exposure, now)
    return Allowed(
        sensitive_left=left,
        sensitive_again=sensitive_again(budget, exposure, now) if left == 0 else None,
    )


def _budget_of(campaign: Campaign) -> Budget:
    minutes = campaign.session_minutes
    return Budget(
        per_hour=campaign.sensitive_per_hour,
        per_day=campaign.sensitive_per_day,
        neutral_share=campaign.neutral_share,
        session=None if minutes is None else timedelta(minutes=minutes),
        rest=timedelta(minutes=campaign.break_minutes),
    )


@transaction.atomic
def agree(
    membership: Membership, *, version: int, opt_outs: Sequence[str], locale: str, by: User
) -> None:
    """Store what somebody agrees to and does not want to see. It holds from the next claim on.

    Pairs of those kinds that they hold and have not begun go to others. Raises InvalidError for a
    kind that this campaign does not have.
    """
    kinds = kinds_of(membership.campaign)
    if unknown := sorted(set(opt_outs) - set(kinds)):
        message = f"This campaign has no content of the kind {unknown[0]!r}. Leave it out."
        raise InvalidError(message, fields=[FieldProblem("opt_outs", "unknown_kind", message)])
    Consent.objects.create(
        membership=membership,
        version=version,
        kinds=kinds,
        opt_outs=sorted(set(opt_outs)),
        locale=locale,
    )
    change_limits(membership, opt_outs=opt_outs, neutral_only=membership.neutral_only, by=by)
    Membership.objects.filter(pk=membership.pk).update(consented_at=Now())
    _give_back_unwanted(membership, set(opt_outs))


def _give_back_unwanted(membership: Membership, opt_outs: set[str]) -> None:
    for assignment in queries.not_begun(membership.user, membership.campaign):
        pair = assignment.pair
        kinds = set(pair.categories)
        if opt_outs and pair.is_sensitive and (not kinds or kinds & opt_outs):
            release(assignment.pk, by=membership.user)


def give_back_unseen(campaign: Campaign, user: User) -> None:
    """During a break nothing is kept from others: what is not begun goes back."""
    for assignment in queries.not_begun(user, campaign).filter(revealed_at=None):
        release(assignment.pk, by=user)


@transaction.atomic
def reveal(assignment_id: uuid.UUID, *, by: User) -> Assignment:
    """The first look at a sensitive pair is when it counts. Again, or of a neutral pair: nothing.

    Raises NotFoundError for an assignment of somebody else.
    """
    assignment = queries.own_assignment(by, assignment_id)
    count_reveal(assignment)
    return assignment


def count_reveal(assignment: Assignment) -> None:
    """Whoever answered has looked, whatever their client told. For a row of `own_assignment`."""
    if queries.is_sensitive(assignment) and assignment.revealed_at is None:
        rows = Assignment.objects.filter(pk=assignment.pk)
        rows.update(revealed_at=Coalesce("revealed_at", Now()))
