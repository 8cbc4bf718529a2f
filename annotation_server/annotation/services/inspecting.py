"""What a reviewer judges blind, to compare it with an annotator's work: never counted, no slot."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services.held import held
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.services import seed_of


@dataclass(frozen=True, slots=True)
class InspectionDesk:
    """One pair in front of a reviewer. `answers` are those of its earlier stages, by assignment."""

    campaign: Campaign
    assignment: Assignment
    answers: dict[uuid.UUID, dict[str, Any]]

    def lease_seconds(self, assignment: Assignment) -> int:
        """As an annotator's; nobody else waits for it."""
        return self.campaign.lease_minutes * 60


@transaction.atomic
def give_inspection(campaign: Campaign, pair_id: int, *, by: User) -> Assignment:
    """The reviewer's own assignment on a pair; what they judged of it before, they judge once."""
    values = {
        "seed": seed_of(campaign.seed, pair_id, by.pk, "inspection"),
        "locale": by.language,
    }
    assignment, _ = Assignment.objects.get_or_create(
        campaign=campaign,
        pair_id=pair_id,
        annotator=by,
        purpose=Assignment.Purpose.INSPECTION,
        round=0,
        defaults=values,
    )
    if assignment.state == Assignment.State.RELEASED:
        assignment.state = Assignment.State.LEASED
        assignment.save(update_fields=["state"])
    return assignment


def inspection_desk(
    campaign: Campaign, assignment_id: uuid.UUID, user: User
) -> InspectionDesk | None:
    """What a reviewer has to judge of this assignment of theirs; None when it is done."""
    found = held(user, campaign, 1, only=assignment_id)
    if not found:
        return None
    [(assignment, answers)] = found
    return InspectionDesk(campaign, assignment, {assignment.pk: answers})


def is_answered(assignment: Assignment) -> bool:
    return assignment.state == Assignment.State.COMPLETE


def is_passed_over(assignment: Assignment) -> bool:
    """Whether the reviewer left the pair for a cause, or it was withdrawn meanwhile."""
    return assignment.state not in {*queries.LIVE, Assignment.State.COMPLETE}
