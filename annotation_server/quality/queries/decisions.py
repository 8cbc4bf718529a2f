"""The decisions of reviewers that stand."""

from django.db.models import QuerySet

from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Pair
from annotation_server.quality.models import Decision


def standing(campaign: Campaign) -> QuerySet[Decision]:
    """Those that were not undone, the oldest first: of two on one video the later wins."""
    return Decision.objects.filter(campaign=campaign, undone_at=None).order_by("decided_at", "pk")


def standing_on(campaign: Campaign, pair: Pair) -> Decision | None:
    return standing(campaign).filter(pair=pair).first()
