"""Gold is given at its share, and nothing that an annotator can see tells it from work."""

import json
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation_server.annotation.models import Assignment
from annotation_server.annotation.rules import left_slot
from annotation_server.annotation.services.claims import APART
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import is_gold_turn
from annotation_server.campaigns.services import (
    add_gold,
    change_gold_share,
    change_repeat_share,
    retire_gold,
)
from annotation_server.core.errors import InvalidError
from tests.annotation.world import ANSWERS, HEURISTIC, Person, World

SHARE = 25


@pytest.fixture
def campaign(world: World) -> Campaign:
    """Twelve pairs of work and three of gold, of which every fourth turn is one."""
    campaign = world.campaign(pairs=12)
    for number in range(3):
        add_gold(campaign, world.pair(f"Known, number {number}."), ANSWERS, by=None)
    change_gold_share(campaign, SHARE, by=None)
    campaign.refresh_from_db()
    return campaign


def purposes(person: Person) -> list[str]:
    rows = Assignment.objects.filter(annotator=person.user).order_by("claimed_at")
    return list(rows.values_list("purpose", flat=True))


def shape(value: object) -> object:
    """Everything of a reply but its values: keys in their order, types, forms of ids."""
    if isinstance(value, dict):
        return [(key, shape(member)) for key, member in value.items()]
    if isinstance(value, list):
        return [shape(member) for member in value]
    return (type(value).__name__, len(value) if isinstance(value, str) and len(value) == 36 else 0)


@pytest.mark.parametrize("share", [1, 7, 10, 25, 33, 50])
def test_of_any_number_of_turns_the_share_is_gold(share):
    gold = sum(is_gold_turn(turn, share, "seed") for turn in range(1000))
    assert gold == 10 * share


def test_nobody_can_count_to_the_next_gold():
    turns = [turn for turn in range(400) if is_gold_turn(turn, 10, "seed")]
    assert len({later - earlier for earlier, later in pairwise(turns)}) > 5


def test_every_annotator_is_given_gold_at_the_share(world, campaign):
    for _ in range(2):
        ada = world.person(campaign)
        ada.held(campaign, 8)
        assert purposes(ada).count("gold") == 2


def test_the_same_seed_gives_gold_at_the_same_turns(world, campaign):
    ada = world.person(campaign)
    ada.held(campaign, 8)
    seed = f"{campaign.seed}:{ada.user.pk}"
    turns = ["gold" if is_gold_turn(turn, SHARE, seed) else "work" for turn in range(8)]
    assert purposes(ada) == turns


def both(world: World, campaign: Campaign) -> tuple[Person, dict[str, list[str]]]:
    """Somebody who holds gold and work, and the ids of each."""
    ada = world.person(campaign)
    ids: dict[str, list[str]] = {"gold": [], "work": []}
    for one in ada.held(campaign, 8):
        ids[Assignment.objects.get(pk=one["id"]).purpose].append(one["id"])
    return ada, ids


def test_an_item_of_gold_is_offered_as_a_pair_of_work_is(world, campaign):
    ada, ids = both(world, campaign)
    offered = {one["id"]: one for one in ada.held(campaign, 8)}
    gold, work = (offered[ids[purpose][0]] for purpose in ("gold", "work"))
    assert shape(gold) == shape(work)
    same = ("state", "stage", "round", "note", "lease_seconds", "answers")
    assert {name: gold[name] for name in same} == {name: work[name] for name in same}
    assert "gold" not in json.dumps(offered)


def test_replies_to_answers_skips_and_releases_are_the_same(world, campaign):
    ada, ids = both(world, campaign)
    for act in (
        lambda one: ada.submit(one, "heuristic", {}),
        lambda one: ada.submit(one, "heuristic"),
        lambda one: ada.submit(one, "overall"),
        lambda one: ada.submit(one, "overall"),
        ada.skip,
        ada.release,
    ):
        gold, work = (act(ids[purpose][0]) for purpose in ("gold", "work"))
        assert gold.status_code == work.status_code
        bodies = [reply.content.replace(one.encode(), b"") for reply, one in (
            (gold, ids["gold"][0]), (work, ids["work"][0]))]  # fmt: skip
        assert bodies[0] == bodies[1]
        assert list(gold.headers) == list(work.headers)


def session_of(ada: Person, campaign: Campaign, one: str) -> list[object]:
    """Every reply to what a page asks about one pair, from the queue to the history."""

    def entry() -> object:
        return next(shape(pair) for pair in ada.held(campaign, 8) if pair["id"] == one)

    def told(reply: Any) -> tuple[object, ...]:
        return reply.status_code, list(reply.headers), shape(reply.json())

    put = ada.client.put
    return [
        entry(),
        told(put(f"/api/assignments/{one}/reveal", {}, "json")),
        told(put(f"/api/assignments/{one}/reply", {"text": "Hello"}, "json")),
        told(ada.submit(one, "overall")),
        told(ada.submit(one, "heuristic")),
        entry(),
        told(ada.submit(one, "heuristic", {**HEURISTIC, "aesthetics": "video_0"})),
        told(ada.submit(one, "overall")),
        told(ada.skip(one)),
    ]


def test_over_a_whole_session_nothing_but_the_picture_differs(world, campaign):
    ada, ids = both(world, campaign)
    sessions = {
        purpose: [session_of(ada, campaign, one) for one in of_purpose]
        for purpose, of_purpose in ids.items()
    }
    assert len(sessions["gold"]) == 2
    assert all(one == sessions["work"][0] for one in [*sessions["gold"], *sessions["work"]])
    past = ada.client.get(f"/api/campaigns/{campaign.pk}/history").json()["results"]
    assert len(past) == 8
    assert len({json.dumps(shape(one)) for one in past}) == 1


def test_history_progress_and_pay_count_both_alike(world, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(rate="0.25")
    ada, ids = both(world, campaign)
    for purpose in ids:
        assert ada.finish(ids[purpose][0]) == "complete"
    past = ada.client.get(f"/api/campaigns/{campaign.pk}/history").json()["results"]
    assert shape(past[0]) == shape(past[1])
    assert ada.queue(campaign).json()["progress"]["finished"] == 2
    assert len({row.rate for row in Assignment.objects.filter(annotator=ada.user)}) == 1


def test_gold_that_was_given_back_may_come_again_and_none_is_given_twice(world, campaign):
    ada, ids = both(world, campaign)
    ada.release(ids["gold"][0])
    for _ in range(3):
        for one in ada.held(campaign, 10):
            ada.finish(one["id"])
    assert purposes(ada).count("gold") == 3


def test_gold_keeps_to_opt_outs_and_retired_gold_is_not_given(world):
    campaign = world.campaign(pairs=8)
    add_gold(campaign, world.pair("Violent.", labels=["violence"]), {}, by=None)
    retire_gold(add_gold(campaign, world.pair("Old."), {}, by=None), by=None)
    change_gold_share(campaign, 50, by=None)
    ada = world.person(campaign)
    campaign.memberships.update(opt_outs=["violence"])
    assert len(ada.held(campaign, 6)) == 6
    assert "gold" not in purposes(ada)


def test_without_gold_a_claim_takes_no_statement_more(world, campaign):
    plain = world.campaign(pairs=8)
    counts = []
    for one in (plain, campaign):
        ada = world.person(one)
        with CaptureQueriesContext(connection) as captured:
            ada.held(one, 8)
        counts.append((len(captured), "golditem" in str(captured.captured_queries)))
    assert counts == [(counts[0][0], False), (counts[0][0], True)]


def test_gold_of_a_pair_leaves_the_work_on_it_as_it_was(world):
    campaign = world.campaign(pairs=1)
    pair = campaign.slots.get().pair
    item = add_gold(campaign, pair, ANSWERS, by=None)
    assert item.pair != pair
    assert item.pair.videos == pair.videos
    assert campaign.slots.count() == 1


@pytest.mark.parametrize("share", [-1, 51])
def test_a_share_out_of_range_is_refused(world, share):
    with pytest.raises(InvalidError, match=str(share)):
        change_gold_share(world.campaign(), share, by=None)


def test_own_pairs_come_again_later_with_the_sides_swapped(world):
    campaign = world.campaign(pairs=32)
    change_repeat_share(campaign, 20, by=None)
    ada = world.person(campaign)
    for _ in range(31):  # whichever turns the lot gives: one is after enough pairs
        [one] = ada.held(campaign)
        ada.finish(one["id"])
    again = Assignment.objects.filter(annotator=ada.user, purpose="repeat")
    assert again.count() >= 1
    for repeat in again:
        before = ada_on(ada, repeat.pair_id)
        assert left_slot(repeat.seed) != left_slot(before.seed)
        between = Assignment.objects.filter(
            purpose="work", finished_at__gt=before.finished_at, finished_at__lt=repeat.claimed_at
        )
        assert between.count() >= APART
        assert (repeat.slot, repeat.state) == (None, "complete")
    assert len({repeat.pair_id for repeat in again}) == again.count()


def ada_on(ada: Person, pair: int) -> Assignment:
    return Assignment.objects.get(annotator=ada.user, pair=pair, purpose="work")


@pytest.mark.parametrize("share", [-1, 21])
def test_a_share_of_repeats_out_of_range_is_refused(world, share):
    with pytest.raises(InvalidError, match=str(share)):
        change_repeat_share(world.campaign(), share, by=None)
