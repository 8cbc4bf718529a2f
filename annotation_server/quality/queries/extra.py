"""Where more answers are worth most now, and the places that were added there."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.campaigns.queries import campaign_for
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import NotFoundError
from annotation_server.quality.models import ExtraPlaces
from annotation_server.quality.queries.counted import not_withdrawn
from annotation_server.quality.queries.reports import report_of

MOST_SHOWN = 20
NOT_THERE = "This campaign has no such extra places. Reload the page."


@dataclass(frozen=True, slots=True)
class Offer:
    """What `each` more answers to these pairs come to, as of the latest figures.

    `gain` is how much likelier one answer makes the consensus on a question right, on average;
    `possible` pairs are there to choose from.
    """

    as_of: datetime | None
    each: int
    pairs: tuple[int, ...]
    possible: int
    places: int
    cost: Decimal
    gain: float


def offer(campaign: Campaign, most: int, each: int) -> Offer:
    """The pairs with the most to gain, of those that nobody is to answer anyway."""
    report = report_of(campaign)
    listed = ((report.figures if report else None) or {}).get("extra", [])
    worth = {
        int(one["pair"]): float(one["gain"])
        for extra in listed
        if extra["each"] == each
        for one in extra["pairs"]
    }
    waiting = Slot.objects.filter(
        campaign=campaign, pair__in=list(worth), state__in=[Slot.State.FREE, Slot.State.HELD]
    )
    open_ = set(waiting.values_list("pair_id", flat=True))
    there = set(
        Pair.objects.filter(pk__in=list(worth), **not_withdrawn()).values_list("pk", flat=True)
    )
    changed = _changed_since(report.as_of, campaign, list(worth)) if report else set()
    possible = [pair for pair in worth if pair in there and pair not in open_ | changed]
    chosen = tuple(possible[:most])
    gained = sum(worth[pair] for pair in chosen)
    places = len(chosen) * each
    return Offer(
        as_of=report.as_of if report else None,
        each=each,
        pairs=chosen,
        possible=len(possible),
        places=places,
        cost=campaign.rate * places,
        gain=gained / places if places else 0.0,
    )


def _changed_since(moment: datetime | None, campaign: Campaign, pairs: list[int]) -> set[int]:
    """Pairs that were answered or settled after the figures were computed: they say too much."""
    if moment is None:
        return set()
    answered = campaign.assignments.filter(pair__in=pairs, finished_at__gt=moment)
    settled = campaign.decisions.filter(pair__in=pairs, decided_at__gt=moment)
    return {*answered.values_list("pair_id", flat=True), *settled.values_list("pair_id", flat=True)}


def added(campaign: Campaign) -> QuerySet[ExtraPlaces]:
    """The newest first."""
    return ExtraPlaces.objects.filter(campaign=campaign).order_by("-pk")[:MOST_SHOWN]


def extra_for(user: User, extra_id: int) -> ExtraPlaces:
    """Those of a campaign that somebody manages. Raises NotFoundError for everybody else."""
    extra = ExtraPlaces.objects.filter(pk=extra_id).first()
    if extra is None or not user.is_manager:
        raise NotFoundError(NOT_THERE)
    extra.campaign = campaign_for(user, extra.campaign_id)
    return extra
