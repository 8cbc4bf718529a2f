"""The worked examples that somebody is shown."""

from django.db.models import Q

from annotation_server.accounts.models import User
from annotation_server.annotation.rules.wanted import is_wanted
from annotation_server.campaigns.models import Campaign, Membership, WorkedExample
from annotation_server.campaigns.queries import membership_of, worked_examples
from annotation_server.catalog.models import Video


def examples_for(user: User, campaign: Campaign) -> list[WorkedExample]:
    """Nothing that was withdrawn; for annotators nothing before consent, and nothing unwanted."""
    shown = [one for one in worked_examples(campaign) if not one.is_taken_down]
    if user.is_manager:
        return shown
    mine = membership_of(user, campaign)
    return [one for one in shown if mine and _is_for(mine, campaign, one)]


def is_in_an_example(user: User, video: Video) -> bool:
    """Whether a video is part of an example that this user is shown now."""
    its = Q(video_0=video) | Q(video_1=video)
    rows = WorkedExample.objects.filter(its, campaign__memberships__user=user)
    campaigns = Campaign.objects.filter(worked_examples__in=rows).distinct()
    return any(
        video in example.videos
        for campaign in campaigns
        for example in examples_for(user, campaign)
    )


def _is_for(mine: Membership, campaign: Campaign, example: WorkedExample) -> bool:
    if mine.role == Membership.Role.REVIEWER:
        return True
    if campaign.asks_consent and mine.consented_at is None:
        return False
    return is_wanted(
        example.categories if example.is_sensitive else None,
        opt_outs=mine.opt_outs,
        neutral_only=mine.neutral_only,
    )
