"""Where gold comes from, what it says of people, and when there is none left."""

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign, GoldItem
from annotation_server.campaigns.services import add_gold, retire_gold
from annotation_server.catalog.models import Corpus, Pair, Prompt, Rendition, Video
from annotation_server.catalog.queries.takedowns import files_of, is_taken_down, pairs_of
from annotation_server.core.errors import ConflictError, InvalidError
from annotation_server.protocol.queries import definition_of
from annotation_server.quality.queries.answers import answers_of
from annotation_server.quality.queries.counted import counted_assignments
from annotation_server.quality.queries.dashboard import live
from annotation_server.quality.queries.gold import people, scores
from annotation_server.quality.rules.evidence import people as portraits
from annotation_server.quality.rules.gold import Evident, Strength, strong_keys
from annotation_server.quality.services import (
    decide,
    evident_gold,
    gold_from_consensus,
    gold_from_reviewers,
)
from tests.annotation.world import ANSWERS, HEURISTIC, World
from tests.quality.golden import gold_of, judged, with_gold

TWO = Strength(answers=2, share=1.0)


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def campaign(world: World) -> Campaign:
    return world.campaign(pairs=6, overlap=2)


def test_a_consensus_is_a_key_where_enough_agree():
    votes = {"helpfulness": {"video_0": 3}, "correctness": {"video_0": 2, "video_1": 1}}
    assert strong_keys(votes, Strength(3, 1.0)) == {"helpfulness": "video_0"}
    assert strong_keys(votes, Strength(3, 0.6)) == {
        "helpfulness": "video_0",
        "correctness": "video_0",
    }
    assert strong_keys(votes, Strength(4, 0.6)) == {}


def test_gold_from_consensus_has_keys_only_where_people_agreed(world, campaign):
    judged(world, campaign, 3)
    judged(world, campaign, 3, {**HEURISTIC, "aesthetics": "video_0"})
    [item, *_] = gold_from_consensus(campaign, 5, TWO, by=None)
    assert "aesthetics" not in item.keys["heuristic"]
    assert item.keys["overall"] == ANSWERS["overall"]
    assert item.pair.origin == Pair.Origin.GOLD


def test_a_pair_is_made_gold_once(world, campaign):
    for _ in range(2):
        judged(world, campaign, 2)
    assert len(gold_from_consensus(campaign, 5, TWO, by=None)) == 2
    with pytest.raises(ConflictError) as refused:
        gold_from_consensus(campaign, 5, TWO, by=None)
    assert refused.value.code == "nothing_for_gold"


def test_gold_from_reviewers_has_what_they_decided(world, campaign):
    pair = campaign.slots.order_by("pk").first().pair
    rui = world.person(campaign, role="reviewer").user
    decide(campaign, pair, {"helpfulness": "video_1"}, by=rui)
    [item] = gold_from_reviewers(campaign, 3, by=rui)
    assert item.keys == {"overall": {"helpfulness": "video_1"}}
    assert item.pair.videos == pair.videos


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (Evident.DEGRADED, {"heuristic": 4, "overall": 1}),
        (Evident.FROZEN, {"heuristic": 1, "overall": 1}),
        (Evident.REVERSED, {"heuristic": 1}),
        (Evident.SWAPPED, {"heuristic": 1, "overall": 1}),
    ],
)
def test_an_evident_pair_is_keyed_where_one_video_is_evidently_worse(campaign, kind, keys):
    items = evident_gold(campaign, kind, 3, by=None)
    assert len(items) == 3
    for item in items:
        assert {stage: len(own) for stage, own in item.keys.items()} == keys
        [better] = {value for own in item.keys.values() for value in own.values()}
        worse = "video_1" if better == "video_0" else "video_0"
        good, bad = getattr(item.pair, better), getattr(item.pair, worse)
        assert good.prompt == item.pair.prompt
        assert bad.prompt != item.pair.prompt
        assert bad.alteration == ("" if kind is Evident.SWAPPED else kind)


def test_what_is_made_for_gold_stands_in_a_corpus_of_its_own(world, campaign):
    before = Video.objects.filter(corpus=world.corpus).count()
    evident_gold(campaign, Evident.FROZEN, 2, by=None)
    assert Video.objects.filter(corpus=world.corpus).count() == before
    made = Corpus.objects.get(name=f"{world.corpus.name} (gold)")
    assert set(made.videos.values_list("state", "alteration")) == {("queued", "frozen")}


def test_an_item_is_given_when_its_videos_can_be_played(world, campaign):
    with_gold(campaign)
    evident_gold(campaign, Evident.FROZEN, 2, by=None)
    ada = world.person(campaign)
    assert gold_of(ada, campaign, 2) == []
    for video in Video.objects.exclude(alteration=""):
        make_ready(video)
    assert len(gold_of(ada, campaign, 6)) == 2


def test_the_same_clips_asked_for_again_make_no_second_item(campaign):
    first = evident_gold(campaign, Evident.DEGRADED, 1, by=None)
    again = evident_gold(campaign, Evident.DEGRADED, 3, by=None)
    assert {item.pk for item in first} < {item.pk for item in again}
    assert len({frozenset((item.pair.video_0_id, item.pair.video_1_id)) for item in again}) == 3


def test_a_clip_has_one_swapped_partner_however_many_clips_there_are(world, campaign):
    few = evident_gold(campaign, Evident.SWAPPED, 6, by=None)
    for _ in range(4):
        campaign.slots.create(pair=world.pair(), ordinal=0, position=9)
    again = evident_gold(campaign, Evident.SWAPPED, 10, by=None)
    assert {item.pk for item in few} < {item.pk for item in again}
    assert len({item.pair.prompt for item in again}) == len(again) == 10


def test_a_retired_item_is_not_made_gold_again(campaign):
    items = evident_gold(campaign, Evident.FROZEN, 2, by=None)
    retire_gold(items[0], by=None)
    again = evident_gold(campaign, Evident.FROZEN, 2, by=None)
    assert items[0] not in again
    assert len(again) == 2
    with pytest.raises(ConflictError) as refused:
        add_gold(campaign, items[0].pair, {}, by=None)
    assert refused.value.code == "gold_retired"
    assert GoldItem.objects.exclude(retired_at=None).get() == items[0]


def test_when_every_item_of_a_kind_was_retired_that_is_said(campaign):
    for item in evident_gold(campaign, Evident.REVERSED, 6, by=None):
        retire_gold(item, by=None)
    with pytest.raises(ConflictError, match="was retired"):
        evident_gold(campaign, Evident.REVERSED, 1, by=None)


def statements(do) -> int:
    with CaptureQueriesContext(connection) as captured:
        do()
    return len(captured)


def test_the_page_of_gold_asks_as_much_for_many_items_as_for_one(world, campaign):
    mo, path = world.person(manager=True), f"/api/campaigns/{campaign.pk}/gold"
    add_gold(campaign, world.pair(), ANSWERS, by=None)
    one = statements(lambda: mo.client.get(path))
    for _ in range(4):
        add_gold(campaign, world.pair(), ANSWERS, by=None)
    assert statements(lambda: mo.client.get(path)) == one


def test_pairs_that_are_gold_already_are_left_out_in_one_statement(world, campaign):
    for _ in range(2):
        judged(world, campaign, 6)
    gold_from_consensus(campaign, 4, TWO, by=None)
    with CaptureQueriesContext(connection) as captured:
        gold_from_consensus(campaign, 1, TWO, by=None)
    asked = [one["sql"] for one in captured if 'FROM "campaigns_golditem"' in one["sql"]]
    assert sum("video_0_id" in sql for sql in asked) == 1


def test_a_withdrawn_prompt_takes_its_clips_out_of_swapped_gold(campaign):
    item = evident_gold(campaign, Evident.SWAPPED, 1, by=None)[0]
    [other] = {one.prompt for one in item.pair.videos} - {item.pair.prompt}
    assert item.pair in pairs_of(other)
    Prompt.objects.filter(pk=other.pk).update(withdrawn_at=Now())
    assert is_taken_down(item.pair_id)


def test_the_altered_copy_of_a_clip_goes_with_its_files(campaign):
    item = evident_gold(campaign, Evident.FROZEN, 1, by=None)[0]
    [clip] = [one for one in item.pair.videos if not one.alteration]
    assert set(files_of(clip)) == set(item.pair.videos)


def make_ready(video: Video) -> None:
    known = {"video_id": f"{video.pk:064x}", "sha256": "0" * 64}
    Video.objects.filter(pk=video.pk).update(state="done", **known)
    Rendition.objects.create(
        video=video, name=f"{video.pk}.mp4", poster_name="p.jpg", bytes=1, sha256="0" * 64,
        width=2, height=2, duration_us=1, frame_times_us=[0],
    )  # fmt: skip


def test_nobody_gets_as_gold_what_they_judged_as_work(world, campaign):
    ada = judged(world, campaign, 6)
    ben = judged(world, campaign, 6)
    gold_from_consensus(campaign, 6, TWO, by=None)
    with_gold(campaign)
    campaign.slots.update(state="free")
    assert gold_of(ada, campaign) == gold_of(ben, campaign) == []
    assert len(gold_of(world.person(campaign), campaign)) > 0


def test_right_answers_to_gold_are_in_the_portrait_and_nowhere_else(world, campaign):
    for _ in range(4):
        add_gold(campaign, world.pair(), ANSWERS, by=None)
    with_gold(campaign)
    ada = world.person(campaign)
    gold = gold_of(ada, campaign)
    for one in ada.held(campaign, 8):
        ada.finish(one["id"])
    counted = counted_assignments(campaign).filter(annotator=ada.user)
    assert (len(gold), counted.count()) == (4, 4)
    answers = answers_of(campaign, definition_of(campaign.protocol))
    [portrait] = portraits(answers, definition_of(campaign.protocol))
    assert (portrait.answers, portrait.gold.items, portrait.gold.value) == (4, 32, 1.0)


def test_an_item_that_nobody_gets_right_is_seen(world, campaign):
    wrong = {"overall": {"helpfulness": "video_1"}}
    item = add_gold(campaign, world.pair(), wrong, by=None)
    with_gold(campaign)
    ada = world.person(campaign)
    [gold] = gold_of(ada, campaign, 6)
    ada.finish(gold)
    score = scores(campaign).by_item[item.pair_id]
    assert (score.right, score.of) == (0, 1)


def test_the_manager_is_warned_before_somebody_has_had_all_gold(world, campaign):
    for _ in range(3):
        add_gold(campaign, world.pair(), ANSWERS, by=None)
    ada = world.person(campaign)
    assert "gold_runs_out" not in live(campaign, now()).needs
    with_gold(campaign, share=5)
    [row] = people(campaign, scores(campaign))
    assert (row.annotator, row.had, row.pairs_left) == (ada.user.pk, 0, 60)
    assert "gold_runs_out" not in live(campaign, now()).needs
    with_gold(campaign, share=10)
    assert live(campaign, now()).needs["gold_runs_out"] == 1


@pytest.mark.parametrize("count", [0, 101])
def test_a_wrong_number_of_items_is_refused(campaign, count):
    with pytest.raises(InvalidError, match=str(count)):
        evident_gold(campaign, Evident.FROZEN, count, by=None)


def test_a_manager_adds_and_retires_gold_over_http(world, campaign):
    mo = world.person(manager=True)
    path = f"/api/campaigns/{campaign.pk}/gold"
    made = mo.client.post(path, {"source": "degraded", "count": 2}, "json")
    assert made.status_code == 201
    items = made.json()["items"]
    assert [(one["made"], one["is_ready"], one["score"]["value"]) for one in items] == [
        ("degraded", False, None)
    ] * 2
    assert mo.client.delete(f"/api/gold/{items[0]['id']}").status_code == 204
    assert GoldItem.objects.exclude(retired_at=None).count() == 1
    share = mo.client.put(f"{path}-share", {"share": 10, "repeat_share": 5}, "json").json()
    assert (share["share"], share["repeat_share"]) == (10, 5)
    refused = mo.client.post(path, {"source": "consensus", "count": 2, "answers": 1}, "json")
    assert [one["path"] for one in refused.json()["error"]["fields"]] == ["answers"]


def test_repeats_tell_how_often_somebody_says_the_same_again(world, campaign):
    ada = judged(world, campaign, 1)
    first = Assignment.objects.get(annotator=ada.user)
    again = Assignment.objects.create(
        campaign=campaign,
        pair=first.pair,
        annotator=ada.user,
        purpose="repeat",
        seed=first.seed + 1,
    )
    ada.submit(str(again.pk), "heuristic", {**HEURISTIC, "correctness": "video_0"})
    assert ada.submit(str(again.pk), "overall").json()["state"] == "complete"
    [row] = people(campaign, scores(campaign))
    assert (row.same, row.repeated) == (7, 8)
    assert counted_assignments(campaign).filter(annotator=ada.user).count() == 1
