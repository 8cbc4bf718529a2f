"""The gold of a campaign: its items, how people answered them, and how long it lasts."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.queries import judgements_of
from annotation_server.annotation.rules.training import Score, scores_of
from annotation_server.campaigns.models import Campaign, GoldItem, Membership, Slot
from annotation_server.campaigns.queries import campaign_for
from annotation_server.catalog.models import Pair, Video
from annotation_server.core.errors import NotFoundError
from annotation_server.protocol.rules.definition import Definition
from annotation_server.quality.models import Decision, InspectedItem
from annotation_server.quality.queries.counted import counted_assignments, not_withdrawn, pair_votes
from annotation_server.quality.rules.evidence import comparisons
from annotation_server.quality.rules.gold import FEW_LEFT, pairs_until_none

MOST_SHOWN = 500
NO_ITEM = "This campaign has no such item of gold. Reload the list."


@dataclass(frozen=True, slots=True)
class Person:
    """How somebody answered gold: `right` of `of` keys; `had` items, so many pairs until none.

    `same` of `repeated` answers to their own pairs of before were the same again.
    """

    annotator: uuid.UUID
    right: int
    of: int
    had: int
    pairs_left: int | None
    same: int
    repeated: int


def items_of(campaign: Campaign) -> QuerySet[GoldItem]:
    """All items, those in use first, the newest first."""
    rows = GoldItem.objects.filter(campaign=campaign)
    of_videos = [
        f"pair__{video}__{its}"
        for video in ("video_0", "video_1")
        for its in ("prompt", "rendition")
    ]
    shown = rows.select_related("pair__prompt", *of_videos)
    return shown.order_by(F("retired_at").desc(nulls_first=True), "-created_at", "-pk")


def item_for(user: User, item_id: int) -> GoldItem:
    """An item of a campaign that somebody manages. Raises NotFoundError for everybody else."""
    item = GoldItem.objects.filter(pk=item_id).first()
    if item is None or not user.is_manager:
        raise NotFoundError(NO_ITEM)
    item.campaign = campaign_for(user, item.campaign_id)
    return item


def given(campaign: Campaign) -> QuerySet[Assignment]:
    return Assignment.objects.filter(campaign=campaign, purpose=Assignment.Purpose.GOLD)


@dataclass(frozen=True, slots=True)
class Scores:
    """Right keys of all finished gold: by annotator, and by pair.

    An item that nobody gets right has a wrong key.
    """

    by_annotator: dict[uuid.UUID, Score]
    by_item: dict[int, Score]


def scores(campaign: Campaign) -> Scores:
    """Both from one reading of the answers."""
    people, items = defaultdict(list), defaultdict(list)
    for annotator, pair, keys, answers in _finished(campaign):
        people[annotator].append((keys, answers))
        items[pair].append((keys, answers))
    return Scores(
        {annotator: _total(scores_of(pairs)) for annotator, pairs in people.items()},
        {pair: _total(scores_of(pairs)) for pair, pairs in items.items()},
    )


def _finished(campaign: Campaign) -> Iterator[tuple[uuid.UUID, int, Any, dict[str, Any]]]:
    keys = {item.pair_id: item.keys for item in GoldItem.objects.filter(campaign=campaign)}
    rows = given(campaign).filter(state=Assignment.State.COMPLETE)
    for row in rows.prefetch_related("judgements"):
        yield row.annotator_id, row.pair_id, keys.get(row.pair_id, {}), _by_stage(row)


def repeats_by_annotator(campaign: Campaign) -> dict[uuid.UUID, Score]:
    """How many answers were the same when the pair came again with its sides swapped."""
    rows = Assignment.objects.filter(campaign=campaign, purpose=Assignment.Purpose.REPEAT)
    again = rows.filter(state=Assignment.State.COMPLETE).prefetch_related("judgements")
    firsts = Assignment.objects.filter(
        campaign=campaign,
        purpose=Assignment.Purpose.WORK,
        state=Assignment.State.COMPLETE,
        pair__in=rows.values("pair"),
        annotator__in=rows.values("annotator"),
    ).prefetch_related("judgements")
    before = {(one.annotator_id, one.pair_id): _by_stage(one) for one in firsts}
    tried = defaultdict(list)
    for row in again:
        if first := before.get((row.annotator_id, row.pair_id)):
            tried[row.annotator_id].append((first, _by_stage(row)))
    return {annotator: _total(scores_of(pairs)) for annotator, pairs in tried.items()}


def _by_stage(assignment: Assignment) -> dict[str, Any]:
    return {stage: one.answers for stage, one in judgements_of(assignment).items()}


def _total(scores: dict[str, Score]) -> Score:
    return Score(sum(one.right for one in scores.values()), sum(one.of for one in scores.values()))


def people(campaign: Campaign, scored: Scores) -> list[Person]:
    """Every annotator of the campaign, whoever runs out of gold first at the top."""
    reach, repeats = _reach(campaign), repeats_by_annotator(campaign)
    found = []
    for annotator, (had, left) in reach.items():
        score = scored.by_annotator.get(annotator, Score(0, 0))
        again = repeats.get(annotator, Score(0, 0))
        found.append(Person(annotator, score.right, score.of, had, left, again.right, again.of))
    return sorted(found, key=lambda one: (one.pairs_left or 0, str(one.annotator)))


def people_without_gold_soon(campaign: Campaign) -> int:
    """How many annotators have had, or are about to have had, all the gold there is."""
    if not campaign.gold_share:
        return 0
    return sum((left or 0) < FEW_LEFT for _, left in _reach(campaign).values())


def _reach(campaign: Campaign) -> dict[uuid.UUID, tuple[int, int | None]]:
    """By annotator: items had, and about how many pairs until they have had all that are in use."""
    in_use = GoldItem.objects.filter(campaign=campaign, retired_at=None)
    items = in_use.filter(**not_withdrawn("pair__")).count()
    still = Count("pk", filter=Q(pair__in=in_use.values("pair")))
    rows = given(campaign).exclude(state=Assignment.State.RELEASED).order_by().values("annotator")
    counts = {row["annotator"]: (row["had"], row["still"]) for row in rows.annotate(
        had=Count("pk"), still=still)}  # fmt: skip
    members = Membership.objects.filter(
        campaign=campaign, left_at=None, role=Membership.Role.ANNOTATOR
    )
    found = {}
    for annotator in members.values_list("user", flat=True):
        had, now = counts.get(annotator, (0, 0))
        found[annotator] = had, pairs_until_none(items, now, campaign.gold_share)
    return found


def reviewed_pairs(campaign: Campaign, definition: Definition) -> dict[int, dict[str, Any]]:
    """By pair what reviewers said of it: decided, or the same as the annotator they inspected."""
    found: dict[int, dict[str, Any]] = {}
    judged = InspectedItem.objects.filter(batch__campaign=campaign).exclude(verdict="")
    for item in judged.select_related("work", "answers").prefetch_related(
        "work__judgements", "answers__judgements"
    ):
        if item.answers:
            own, theirs = _answers(item.answers), _answers(item.work)
            same = {key: value for key, value in own.items() if theirs.get(key) == value}
            found.setdefault(item.work.pair_id, {}).update(same)
    for decision in Decision.objects.filter(campaign=campaign, undone_at=None):
        found.setdefault(decision.pair_id, {}).update(decision.answers)
    known = {question.key for question in definition.questions}
    return {
        pair: {key: value for key, value in said.items() if key in known}
        for pair, said in found.items()
        if said
    }


def _answers(assignment: Assignment) -> dict[str, Any]:
    return {
        key: value
        for judgement in judgements_of(assignment).values()
        for key, value in judgement.answers.items()
    }


def answered_pairs(campaign: Campaign, least: int, most: int, seed: str) -> list[int]:
    """Up to `most` pairs with `least` counted answers or more, drawn by the seed."""
    done = Count("pk", filter=Q(state=Slot.State.DONE))
    rows = Slot.objects.filter(campaign=campaign).order_by().values("pair_id").annotate(done=done)
    drawn = rows.filter(done__gte=least, **not_withdrawn("pair__")).annotate(
        place=_place(seed, "pair_id")
    )
    return [row["pair_id"] for row in drawn.order_by("place")[:most]]


def votes_on_pairs(
    campaign: Campaign, definition: Definition, pairs: list[int]
) -> dict[int, dict[str, dict[str, int]]]:
    """By pair and comparison, how many counted answers said what."""
    counted = counted_assignments(campaign).filter(pair__in=pairs)
    found: dict[int, dict[str, dict[str, int]]] = {pair: {} for pair in pairs}
    for question in comparisons(definition):
        for pair, answer, count in pair_votes(counted, question.key):
            found[pair].setdefault(question.key, {})[answer] = count
    return found


def videos_of_gold(campaign: Campaign) -> set[tuple[int, int | None]]:
    """The two videos of every item, also of those that were retired."""
    items = GoldItem.objects.filter(campaign=campaign)
    return set(items.values_list("pair__video_0", "pair__video_1"))


def retired_pairs(campaign: Campaign) -> set[int]:
    """The pairs of items that somebody took out: they are not made gold again."""
    retired = GoldItem.objects.filter(campaign=campaign, retired_at__isnull=False)
    return set(retired.values_list("pair_id", flat=True))


def pairs_by_id(pairs: list[int]) -> dict[int, Pair]:
    rows = Pair.objects.filter(pk__in=pairs)
    return {row.pk: row for row in rows.select_related("prompt", "video_0", "video_1")}


def ordinary_videos(campaign: Campaign, most: int, seed: str) -> list[Video]:
    """Playable videos of neutral pairs of the campaign, one a prompt, drawn by the seed."""
    own = Pair.objects.filter(
        slots__campaign=campaign, slots__sensitive=False, video_1__isnull=False
    )
    shown = Video.objects.filter(
        pk__in=own.filter(**not_withdrawn()).values("video_0"), state=Video.State.DONE
    ).annotate(place=_place(seed, "pk"))
    found: dict[int, Video] = {}
    for video in shown.select_related("prompt", "corpus").order_by("place")[: most * 4]:
        found.setdefault(video.prompt_id, video)
    return list(found.values())[:most]


def _place(seed: str, field: str) -> MD5:
    """Where a row comes in an order that the seed draws."""
    return MD5(Concat(Value(f"{seed}:"), Cast(F(field), CharField())))
