"""Where a campaign stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign, Slot


@dataclass(frozen=True, slots=True)
class Overview:
    """Where a campaign stands, counted now."""

    pairs: int
    pairs_complete: int
    slots: dict[str, int]
    assignments: dict[str, int]
    annotators: int
    finished_last_day: int


def overview(campaign: Campaign) -> Overview:
    slots = campaign.slots.order_by()
    unfinished = slots.filter(state__in=[Slot.State.FREE, Slot.State.HELD])
    pairs = slots.aggregate(pairs=Count("pair", distinct=True))["pairs"]
    waiting = unfinished.aggregate(pairs=Count("pair", distinct=True))["pairs"]
    work = campaign.assignments.filter(purpose=Assignment.Purpose.WORK).order_by()
    day_ago = Now() - timedelta(days=1)
    return Overview(
        pairs=pairs,
        pairs_complete=pairs - waiting,
        slots=_by_state(slots, list(Slot.State)),
        assignments=_by_state(work, list(Assignment.State)),
        annotators=work.aggregate(people=Count("annotator", distinct=True))["people"],
        finished_last_day=work.filter(finished_at__gte=day_ago).count(),
    )


def _by_state(rows: QuerySet[Any], states: Sequence[str]) -> dict[str, int]:
    counted = dict(rows.values_list("state").annotate(Count("pk")))
    return {str(state): counted.get(state, 0) for state in states}
