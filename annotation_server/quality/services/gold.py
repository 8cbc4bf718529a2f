"""Where the gold of a campaign comes from: reviewers, strong consensus, evident pairs."""

import random
from collections.abc import Iterable

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import Campaign, GoldItem
from annotation_server.campaigns.services import add_gold, change_gold_share, change_repeat_share
from annotation_server.catalog.models import Pair, Video
from annotation_server.catalog.services import altered_pair, swapped_pair
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.media.alterations import Alteration
from annotation_server.protocol.queries import definition_of
from annotation_server.quality.queries import gold as queries
from annotation_server.quality.rules.gold import (
    Evident,
    Strength,
    by_stage,
    evident_keys,
    strong_keys,
)

MOST_AT_ONCE = 100
LOOKED_AT = 20  # pairs that are weighed for each item wanted


@transaction.atomic
def gold_from_reviewers(campaign: Campaign, count: int, *, by: User | None) -> list[GoldItem]:
    """Items of pairs that reviewers judged.

    Keys are what they decided, and what a reviewer and the inspected annotator said alike.

    Raises InvalidError for a wrong count, ConflictError `nothing_for_gold`.
    """
    _refuse_count(count)
    definition = definition_of(campaign.protocol)
    said = queries.reviewed_pairs(campaign, definition)
    pairs = queries.pairs_by_id(list(said))
    fresh = _fresh(campaign, [pair for _, pair in sorted(pairs.items())])
    if not fresh:
        raise _nothing(
            "No pair that reviewers decided or inspected is left. Settle disputes first."
        )
    return [
        add_gold(campaign, pair, by_stage(definition, said[pair.pk]), by=by)
        for pair in fresh[:count]
    ]


@transaction.atomic
def gold_from_consensus(
    campaign: Campaign, count: int, least: Strength, *, by: User | None
) -> list[GoldItem]:
    """Items of pairs on which enough people agree; those with the most such questions first.

    Raises InvalidError for a wrong count or strength, ConflictError `nothing_for_gold`.
    """
    _refuse_count(count)
    _refuse_strength(least)
    definition = definition_of(campaign.protocol)
    seed = f"{campaign.seed}:gold"
    drawn = queries.answered_pairs(campaign, least.answers, LOOKED_AT * count, seed)
    votes = queries.votes_on_pairs(campaign, definition, drawn)
    keys = {pair: strong_keys(votes[pair], least) for pair in drawn}
    pairs = queries.pairs_by_id([pair for pair in drawn if keys[pair]])
    best = sorted(pairs, key=lambda pair: -len(keys[pair]))
    fresh = _fresh(campaign, [pairs[pair] for pair in best])
    if not fresh:
        raise _nothing(
            f"No pair has {least.answers} answers of which {least.share:.0%} agree on a question. "
            "Ask for fewer, or wait for more answers."
        )
    return [
        add_gold(campaign, pair, by_stage(definition, keys[pair.pk]), by=by)
        for pair in fresh[:count]
    ]


@transaction.atomic
def evident_gold(
    campaign: Campaign, kind: Evident, count: int, *, by: User | None
) -> list[GoldItem]:
    """Items that whoever looks gets right; a worker makes the worse videos of ordinary ones.

    Raises InvalidError for a wrong count, ConflictError `nothing_for_gold`.
    """
    _refuse_count(count)
    definition = definition_of(campaign.protocol)
    if not evident_keys(definition, kind, "video_0"):
        raise _nothing(f"This protocol asks nothing that a {kind} video is evidently worse in.")
    seed, retired = f"{campaign.seed}:{kind}", queries.retired_pairs(campaign)
    videos = queries.ordinary_videos(campaign, count + len(retired) + 1, seed)
    if len(videos) < 1 + (kind is Evident.SWAPPED):
        raise _nothing("The campaign has too few neutral pairs with two videos for this.")
    made: list[GoldItem] = []
    for video, other in zip(videos, [*videos[1:], videos[0]], strict=True):
        if len(made) == count:
            break
        # Asked for again, the same clip is on the same side: it is not made a second item.
        is_first = random.Random(f"{seed}:{video.pk}").random() < 0.5  # noqa: PLR2004, S311  # a coin
        pair = _evident_pair(kind, video, other, is_first=is_first)
        if pair.pk not in retired:
            keys = evident_keys(definition, kind, "video_0" if is_first else "video_1")
            made.append(add_gold(campaign, pair, keys, by=by))
    if not made:
        raise _nothing(f"Every {kind} item that can be made here was retired. Choose another kind.")
    return made


@transaction.atomic
def change_shares(
    campaign: Campaign, gold: int, repeats: int | None = None, *, by: User | None
) -> None:
    """How many percent are gold and, if given, repeats; both or neither. Raises InvalidError."""
    change_gold_share(campaign, gold, by=by)
    if repeats is not None:
        change_repeat_share(campaign, repeats, by=by)


def _evident_pair(kind: Evident, video: Video, other: Video, *, is_first: bool) -> Pair:
    if kind is Evident.SWAPPED:
        return swapped_pair(video, other, is_first=is_first)
    return altered_pair(video, Alteration(kind), is_first=is_first)


def _fresh(campaign: Campaign, pairs: Iterable[Pair]) -> list[Pair]:
    """Those that no item has the videos of, in use or retired."""
    known = queries.videos_of_gold(campaign)
    return [pair for pair in pairs if (pair.video_0_id, pair.video_1_id) not in known]


def _refuse_count(count: int) -> None:
    if not 1 <= count <= MOST_AT_ONCE:
        message = f"1 to {MOST_AT_ONCE} items can be added at a time; {count} can not."
        raise InvalidError(message, fields=[FieldProblem("count", "out_of_range", message)])


def _refuse_strength(least: Strength) -> None:
    if not 2 <= least.answers <= 100:  # noqa: PLR2004  # one alone agrees with nobody
        message = f"A consensus is of 2 to 100 answers; {least.answers} are not."
        raise InvalidError(message, fields=[FieldProblem("answers", "out_of_range", message)])
    if not 0.5 < least.share <= 1:  # noqa: PLR2004  # more than half
        message = "The share that agrees must be more than half, and 1 at most."
        raise InvalidError(message, fields=[FieldProblem("share", "out_of_range", message)])


def _nothing(why: str) -> ConflictError:
    return ConflictError(why, code="nothing_for_gold")
