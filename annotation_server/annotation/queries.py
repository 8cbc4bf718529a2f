"""What is asked about assignments and judgements."""

import uuid

from django.db.models import QuerySet

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign
from annotation_server.core.errors import NotFoundError

LIVE = (Assignment.State.LEASED, Assignment.State.STAGE_ONE)


def live(user: User, campaign: Campaign) -> QuerySet[Assignment]:
    """What an annotator has begun or holds, half-done pairs first, then oldest first."""
    return (
        Assignment.objects.filter(annotator=user, campaign=campaign, state__in=LIVE)
        .select_related(
            "slot", "pair__prompt", "pair__video_0__rendition", "pair__video_1__rendition"
        )
        .prefetch_related("judgements")
        .order_by("-state", "claimed_at", "id")
    )


def own_assignment(user: User, assignment_id: uuid.UUID) -> Assignment:
    """The locked assignment of this annotator; NotFoundError for anybody else's."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("campaign__protocol")
    assignment = rows.filter(pk=assignment_id, annotator=user).first()
    if assignment is None:
        raise NotFoundError("There is no such assignment of yours. Reload the page.")
    return assignment


def judgements_of(assignment: Assignment) -> dict[str, Judgement]:
    return {judgement.stage: judgement for judgement in assignment.judgements.all()}


def history(user: User, campaign: Campaign) -> QuerySet[Assignment]:
    """An annotator's own finished assignments, newest first."""
    return (
        Assignment.objects.filter(annotator=user, campaign=campaign, finished_at__isnull=False)
        .select_related("pair__prompt")
        .prefetch_related("judgements")
        .order_by("-finished_at", "id")
    )
