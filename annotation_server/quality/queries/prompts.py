"""How many of the judged prompts carry which label."""

from django.db.models import Q

from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Prompt
from annotation_server.quality.queries.counted import counted_assignments


def prompt_labels(campaign: Campaign) -> list[list[str]]:
    """The labels of each prompt that has a counted answer."""
    judged = counted_assignments(campaign).order_by().values("pair__prompt")
    prompts = Prompt.objects.filter(Q(pk__in=judged)).order_by("pk")
    return list(prompts.values_list("labels", flat=True))
