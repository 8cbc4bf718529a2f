"""Worked examples over HTTP: who chooses them, who is shown them, and that they are no work."""

import pytest
from django.db.models.functions import Now

from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.services import show_worked_example
from annotation_server.catalog.models import Pair, Video
from annotation_server.quality.rules.gold import Strength
from annotation_server.quality.services import gold_from_consensus
from tests.annotation.world import Person, World, states
from tests.quality.golden import gold_of, judged, with_gold

WHY = "Clip A shows the lantern that was asked for; clip B shows a pond."


class Lesson:
    """A campaign of three pairs whose manager explains one of them."""

    def __init__(self, world: World, **plan) -> None:
        self.world, self.mo = world, world.person(manager=True)
        self.campaign = world.campaign(pairs=3, **plan)
        self.path = f"/api/campaigns/{self.campaign.pk}/worked-examples"
        self.pairs = list(self.campaign.slots.order_by("pk").values_list("pair", flat=True))

    def show_videos(self, question: str, *videos: int):
        body = {"videos": list(videos), "explanation": WHY}
        return self.mo.client.put(f"{self.path}/{question}", body, "json")

    def show(self, question: str, pair: int, **changes):
        body = {"pair": pair, "explanation": WHY, **changes}
        return self.mo.client.put(f"{self.path}/{question}", body, "json")

    def remove(self, question: str):
        return self.mo.client.delete(f"{self.path}/{question}")

    def seen_by(self, person: Person):
        return person.client.get(self.path).json()["results"]


@pytest.fixture
def lesson(world) -> Lesson:
    return Lesson(world)


def may_watch(person: Person, pair: int) -> bool:
    return queries.may_watch(person.user, Pair.objects.get(pk=pair).video_0)


def test_annotators_are_shown_the_pair_with_its_explanation(lesson):
    ada = lesson.world.person(lesson.campaign)
    assert lesson.seen_by(ada) == []
    assert lesson.show("correctness", lesson.pairs[0]).status_code == 200
    [one] = lesson.seen_by(ada)
    assert (one["question"], one["explanation"]) == ("correctness", WHY)
    assert [clip["slot"] for clip in one["pair"]["videos"]] == ["video_0", "video_1"]


def test_what_is_explained_is_no_work_until_it_is_removed(lesson):
    lesson.show("correctness", lesson.pairs[0])
    assert states(lesson.campaign) == {"free": 2, "retired": 1}
    lesson.show("correctness", lesson.pairs[1])
    given = lesson.world.person(lesson.campaign).held(lesson.campaign, 5)
    assert len(given) == 2
    assert lesson.remove("correctness").status_code == 204
    assert len(lesson.world.person(lesson.campaign).held(lesson.campaign, 5)) == 1


def test_one_pair_may_explain_two_questions(lesson):
    for question in ("correctness", "harm"):
        lesson.show(question, lesson.pairs[0])
    lesson.remove("harm")
    assert states(lesson.campaign) == {"free": 2, "retired": 1}


def test_two_videos_that_are_no_pair_are_shown_with_the_prompt_of_each(lesson):
    one, other = (Pair.objects.get(pk=pair).video_0 for pair in lesson.pairs[:2])
    ada = lesson.world.person(lesson.campaign)
    assert lesson.show_videos("harm", other.pk, one.pk).status_code == 200
    [shown] = lesson.seen_by(ada)
    assert (shown["pair"]["id"], shown["video_ids"]) == (None, [other.pk, one.pk])
    assert shown["prompt_texts"] == [other.prompt.text, one.prompt.text]
    assert queries.may_watch(ada.user, one)
    assert states(lesson.campaign) == {"free": 3}


def test_two_videos_that_are_a_pair_are_no_work_in_either_order(lesson):
    pair = Pair.objects.get(pk=lesson.pairs[0])
    lesson.show_videos("harm", pair.video_1_id, pair.video_0_id)
    assert states(lesson.campaign) == {"free": 2, "retired": 1}
    [shown] = lesson.seen_by(lesson.mo)
    assert (shown["pair"]["id"], shown["video_ids"][0]) == (pair.pk, pair.video_1_id)
    lesson.remove("harm")
    assert states(lesson.campaign)["free"] == 3


def test_the_harm_of_either_prompt_keeps_two_videos_from_who_opted_out(world):
    lesson = Lesson(world, asks_consent=True)
    critical = world.pair("Something awful.", type="safety_critical", labels=["violence"])
    neutral = Pair.objects.get(pk=lesson.pairs[0])
    lesson.show_videos("harm", neutral.video_0_id, critical.video_1_id)
    ada, ben = world.person(lesson.campaign), world.person(lesson.campaign)
    agree(ada, lesson, [])
    agree(ben, lesson, ["violence"])
    [shown] = lesson.seen_by(ada)
    assert shown["pair"]["prompt"]["sensitive"] is True
    assert lesson.seen_by(ben) == []


@pytest.mark.parametrize("chosen", ["one", "one twice", "another corpus's", "a withdrawn one"])
def test_videos_that_can_not_be_shown_together_are_refused(lesson, chosen):
    pair = Pair.objects.get(pk=lesson.pairs[0])
    videos = [pair.video_0_id, pair.video_1_id]
    if chosen == "one":
        del videos[1]
    elif chosen == "one twice":
        videos[1] = videos[0]
    elif chosen == "another corpus's":
        videos[1] = World().pair().video_1_id
    else:
        Video.objects.filter(pk=videos[1]).update(withdrawn_at=Now())
    refused = lesson.show_videos("harm", *videos)
    assert refused.status_code == 400
    assert refused.json()["error"]["fields"][0]["path"] == "videos"


def test_either_a_pair_or_videos_are_named(lesson):
    refused = lesson.show("harm", lesson.pairs[0], videos=[1, 2])
    assert refused.json()["error"]["fields"][0]["path"] == "pair"


def test_its_videos_are_watched_by_members_only(lesson):
    ada, sam = lesson.world.person(lesson.campaign), lesson.world.person()
    assert not may_watch(ada, lesson.pairs[0])
    lesson.show("correctness", lesson.pairs[0])
    assert may_watch(ada, lesson.pairs[0])
    assert not may_watch(ada, lesson.pairs[1])
    assert not may_watch(sam, lesson.pairs[0])


def test_nothing_is_shown_before_consent_and_nothing_that_somebody_opted_out_of(world):
    lesson = Lesson(world, asks_consent=True)
    critical = world.pair("Something awful.", type="safety_critical", labels=["violence"])
    lesson.show("harm", critical.pk)
    ada, ben = world.person(lesson.campaign), world.person(lesson.campaign)
    assert lesson.seen_by(ada) == []
    agree(ada, lesson, [])
    agree(ben, lesson, ["violence"])
    assert [one["question"] for one in lesson.seen_by(ada)] == ["harm"]
    assert lesson.seen_by(ben) == []
    assert may_watch(ada, critical.pk)
    assert not may_watch(ben, critical.pk)


def agree(person: Person, lesson: Lesson, opt_outs: list[str]) -> None:
    path = f"/api/campaigns/{lesson.campaign.pk}/consent"
    version = person.client.get(path).json()["version"]
    body = {"version": version, "opt_outs": opt_outs, "locale": "en"}
    assert person.client.put(path, body, "json").status_code == 200


@pytest.mark.parametrize("question", ["beauty", "%00", "correctness%20"])
def test_a_question_that_the_protocol_does_not_ask_is_not_found(lesson, question):
    assert lesson.show(question, lesson.pairs[0]).status_code == 404
    assert lesson.remove(question).status_code == 404


def test_a_pair_of_another_corpus_and_an_empty_explanation_are_refused(lesson):
    other = World().pair()
    refused = lesson.show("harm", other.pk)
    assert refused.json()["error"]["fields"][0]["path"] == "pair"
    blank = lesson.show("harm", lesson.pairs[0], explanation=" ")
    assert blank.json()["error"]["fields"][0]["path"] == "explanation"


def test_nobody_gets_as_gold_what_an_example_tells(world):
    campaign = world.campaign(pairs=6, overlap=2)
    for _ in range(2):
        judged(world, campaign, 6)
    [item, *_] = gold_from_consensus(campaign, 6, Strength(answers=2, share=1.0), by=None)
    with_gold(campaign)
    shown = Pair.objects.get(video_0=item.pair.video_0, origin=Pair.Origin.BUILT)
    show_worked_example(campaign, "helpfulness", shown.pk, "Because.", by=None)
    campaign.slots.filter(leaving=False).update(state="free")
    new = world.person(campaign)
    gold_of(new, campaign)
    given = Assignment.objects.filter(annotator=new.user, purpose="gold")
    assert given.exists()
    assert not given.filter(pair=item.pair).exists()
