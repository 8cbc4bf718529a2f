"""The gold of a campaign: pairs of known answers, and how often they are given."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, GoldItem
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError

MOST_SHARE = 50
MOST_REPEATED = 20


@transaction.atomic
def add_gold(
    campaign: Campaign, pair: Pair, keys: Mapping[str, Any], *, by: User | None
) -> GoldItem:
    """Make these two videos a gold item; an item that is there gets the new keys.

    The work on `pair` itself goes on as it was: the item is a pair of its own, of origin `gold`.
    Raises ConflictError `gold_retired` for an item that was taken out.
    """
    gold = pair
    if pair.origin != Pair.Origin.GOLD:
        gold, _ = Pair.objects.get_or_create(
            corpus_id=pair.corpus_id,
            prompt_id=pair.prompt_id,
            video_0_id=pair.video_0_id,
            video_1_id=pair.video_1_id,
            origin=Pair.Origin.GOLD,
        )
    if GoldItem.objects.filter(campaign=campaign, pair=gold, retired_at__isnull=False).exists():
        raise ConflictError(
            "This pair was gold and was retired, so it is given to nobody again. Choose another.",
            code="gold_retired",
        )
    item, made = GoldItem.objects.update_or_create(
        campaign=campaign,
        pair=gold,
        defaults={
            "keys": dict(keys),
            "sensitive": pair.is_sensitive,
            "categories": pair.categories,
        },
    )
    record(by=by, action="gold_added" if made else "gold_changed", subject=item)
    return item


@transaction.atomic
def retire_gold(item: GoldItem, *, by: User | None) -> None:
    """Give the item to nobody any more; what was answered stays."""
    GoldItem.objects.filter(pk=item.pk).update(retired_at=Now())
    record(by=by, action="gold_retired", subject=item)


@transaction.atomic
def change_gold_share(campaign: Campaign, share: int, *, by: User | None) -> None:
    """From the next claim on, `share` percent of what each annotator is given are gold."""
    if not 0 <= share <= MOST_SHARE:
        message = f"The share of gold must be 0 to {MOST_SHARE} percent; {share} is not."
        raise InvalidError(message, fields=[FieldProblem("gold_share", "out_of_range", message)])
    Campaign.objects.filter(pk=campaign.pk).update(gold_share=share)
    record(by=by, action="gold_share_changed", subject=campaign, share=share)


@transaction.atomic
def change_repeat_share(campaign: Campaign, share: int, *, by: User | None) -> None:
    """From the next claim on, `share` percent are own pairs of before, with the sides swapped."""
    if not 0 <= share <= MOST_REPEATED:
        message = f"The share of repeats must be 0 to {MOST_REPEATED} percent; {share} is not."
        raise InvalidError(message, fields=[FieldProblem("repeat_share", "out_of_range", message)])
    Campaign.objects.filter(pk=campaign.pk).update(repeat_share=share)
    record(by=by, action="repeat_share_changed", subject=campaign, share=share)
