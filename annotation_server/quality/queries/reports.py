"""The computed figures of a campaign, and who the people in them are."""

from collections.abc import Iterable, Mapping
from typing import Any

from annotation_server.accounts.models import User
from annotation_server.accounts.queries import sign_in_name
from annotation_server.campaigns.models import Campaign
from annotation_server.quality.models import Report


def report_of(campaign: Campaign) -> Report | None:
    return Report.objects.filter(campaign=campaign).first()


def names_of(annotators: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """By id, the names of those in the figures who still have one."""
    ids = [one["annotator"] for one in annotators]
    people = User.objects.filter(pk__in=ids).select_related("identity")
    return {str(user.pk): sign_in_name(user) for user in people}
