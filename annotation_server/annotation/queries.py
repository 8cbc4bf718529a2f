"""What is asked about assignments and judgements."""

import uuid

from django.db.models import Q, QuerySet

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.catalog.models import Pair, Video
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


def may_watch(user: User, video: Video) -> bool:
    """Whether a video is shown to this user now.

    It is to managers, to reviewers of a campaign with a pair of it, and to annotators who hold such
    a pair or have finished it. A withdrawn pair gives no right to its videos.
    """
    if user.is_manager:
        return True
    its_pairs = Pair.objects.filter(Q(video_0=video) | Q(video_1=video), withdrawn_at=None)
    held = Q(state__in=LIVE) | Q(finished_at__isnull=False)
    own = Assignment.objects.filter(held, annotator=user, pair__in=its_pairs)
    reviewed = Membership.objects.filter(
        user=user, role=Membership.Role.REVIEWER, campaign__slots__pair__in=its_pairs
    )
    return own.exists() or reviewed.exists()
