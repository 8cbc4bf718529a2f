"""Tutorial and qualification over HTTP: what is asked, shown, weighed, and refused."""

from datetime import timedelta

import pytest
from django.db.models import F

from annotation_server.annotation.models import Assignment, Attempt
from annotation_server.campaigns.models import Campaign, Membership, TrainingItem
from annotation_server.campaigns.services import change_limits, change_overlap
from tests.annotation.world import ANSWERS, HEURISTIC, Person, World, expire, states

MARKS = {"harm": 100, "correctness": 50}
WRONG = {**HEURISTIC, "correctness": "video_0"}
UNSEEN_HARM = {**HEURISTIC, "harm": {name: ["nothing_harmful"] for name in HEURISTIC["harm"]}}


class School:
    """A campaign of two pairs of work, with a tutorial of one pair and a test of two."""

    def __init__(self, world: World, **plan) -> None:
        self.world, self.mo = world, world.person(manager=True)
        self.campaign = world.campaign(pairs=5)
        self.path = f"/api/campaigns/{self.campaign.pk}"
        self.pairs = [slot.pair_id for slot in self.campaign.slots.order_by("pk")[:3]]
        for kind, pair in zip(("tutorial", *["qualification"] * 2), self.pairs, strict=True):
            assert self.add(kind, pair).status_code == 201
        assert self.plan(**plan).status_code == 200

    def add(self, kind: str, pair: int, **changes):
        body = {"kind": kind, "pair": pair, "answers": ANSWERS, "keyed": [*MARKS]}
        body |= {"explanations": {"harm": "There is blood on the floor."}, **changes}
        return self.mo.client.post(f"{self.path}/training-items", body, "json")

    def plan(self, **changes):
        plan = {"asks_training": True, "pass_marks": MARKS, "most_attempts": 2, "retake_hours": 24}
        return self.mo.client.put(f"{self.path}/training-plan", {**plan, **changes}, "json")

    def begin(self, person: Person, kind: str):
        return person.client.put(f"{self.path}/training", {"kind": kind}, "json")

    def stands(self, person: Person):
        return person.client.get(f"{self.path}/training").json()

    def go_through(self, person: Person, kind: str, heuristic=HEURISTIC) -> None:
        for one in self.begin(person, kind).json()["assignments"]:
            for stage, answers in {**ANSWERS, "heuristic": heuristic}.items():
                assert answer(person, one["id"], stage, answers).status_code == 200

    def pass_by(self, person: Person) -> None:
        self.go_through(person, "tutorial")
        self.go_through(person, "qualification")


def answer(person: Person, trial: str, stage: str, answers):
    body = {"version": 1, "answers": answers}
    return person.client.put(f"/api/trials/{trial}/stages/{stage}", body, "json")


def code(reply) -> str:
    return str(reply.json()["error"]["code"])


@pytest.fixture
def school(world) -> School:
    return School(world)


def test_only_the_qualified_are_given_work(school):
    ada = school.world.person(school.campaign)
    refused = ada.queue(school.campaign)
    assert (refused.status_code, code(refused)) == (409, "qualification_needed")
    school.go_through(ada, "tutorial")
    assert code(ada.queue(school.campaign)) == "qualification_needed"
    school.go_through(ada, "qualification")
    assert len(ada.held(school.campaign, 5)) == 2
    assert school.stands(ada)["next"] == "nothing"


def test_a_tutorial_explains_and_a_qualification_tells_nothing(school):
    ada = school.world.person(school.campaign)
    [lesson] = school.begin(ada, "tutorial").json()["assignments"]
    assert lesson["explained"]["keys"]["heuristic"] == {
        "correctness": "video_1",
        "harm": HEURISTIC["harm"],
    }
    assert lesson["explained"]["explanations"] == {"harm": "There is blood on the floor."}
    school.go_through(ada, "tutorial")
    tests = school.begin(ada, "qualification").json()["assignments"]
    assert [one["explained"] for one in tests] == [None, None]


def test_an_attempt_goes_on_where_it_was_left(school):
    ada = school.world.person(school.campaign)
    school.go_through(ada, "tutorial")
    first, second = school.begin(ada, "qualification").json()["assignments"]
    answer(ada, first["id"], "heuristic", HEURISTIC)
    reply = school.begin(ada, "qualification").json()
    assert [one["id"] for one in reply["assignments"]] == [first["id"], second["id"]]
    assert reply["assignments"][0]["stage"] == "overall"
    assert answer(ada, first["id"], "overall", ANSWERS["overall"]).json()["stage"] is None
    assert school.begin(ada, "qualification").json()["progress"]["finished"] == 1


def test_every_question_with_a_mark_must_reach_it(school):
    ada, ben = (school.world.person(school.campaign) for _ in range(2))
    for person, heuristic in ((ada, UNSEEN_HARM), (ben, WRONG)):
        school.go_through(person, "tutorial")
        school.go_through(person, "qualification", heuristic)
        assert code(person.queue(school.campaign)) == "qualification_needed"
    failed = school.stands(ada)["attempts"][-1]
    assert failed["passed"] is False
    assert failed["scores"] == {
        "correctness": {"right": 2, "of": 2},
        "harm": {"right": 2, "of": 4},
    }


def test_a_retake_waits_and_has_an_end(school):
    ada = school.world.person(school.campaign)
    school.go_through(ada, "tutorial")
    school.go_through(ada, "qualification", WRONG)
    assert school.stands(ada)["next"] == "wait"
    assert code(school.begin(ada, "qualification")) == "retake_too_early"
    Attempt.objects.update(finished_at=F("finished_at") - timedelta(hours=25))
    assert school.stands(ada)["next"] == "qualification"
    school.go_through(ada, "qualification", WRONG)
    assert school.stands(ada)["next"] == "used_up"
    assert code(school.begin(ada, "qualification")) == "no_attempt_left"
    assert school.begin(ada, "tutorial").status_code == 200


def test_a_retake_that_passes_opens_the_work(school):
    ada = school.world.person(school.campaign)
    school.go_through(ada, "tutorial")
    school.go_through(ada, "qualification", WRONG)
    Attempt.objects.update(finished_at=F("finished_at") - timedelta(hours=25))
    school.go_through(ada, "qualification")
    assert len(ada.held(school.campaign)) == 1
    assert code(school.begin(ada, "qualification")) == "qualified_already"


def test_the_tutorial_comes_first(school):
    ada = school.world.person(school.campaign)
    assert code(school.begin(ada, "qualification")) == "tutorial_first"


def test_those_at_work_finish_what_they_hold_and_are_told(world):
    school = School(world, asks_training=False)
    ada = world.person(school.campaign)
    first, second = ada.held(school.campaign, 2)
    ada.finish(first["id"])
    school.plan()
    reply = ada.queue(school.campaign, 2).json()
    assert [one["id"] for one in reply["assignments"]] == [second["id"]]
    assert reply["must_qualify"] is True
    assert ada.finish(second["id"]) == "complete"
    refused = ada.queue(school.campaign)
    assert code(refused) == "qualification_needed"
    assert "also those who are at work" in refused.json()["error"]["message"]


def test_a_manager_may_let_those_at_work_go_on(world):
    school = School(world, asks_training=False)
    ada, ben = world.person(school.campaign), world.person(school.campaign)
    ada.finish(ada.held(school.campaign)[0]["id"])
    school.plan(keep_members=True)
    assert len(ada.held(school.campaign)) == 1
    assert code(ben.queue(school.campaign)) == "qualification_needed"
    member = Membership.objects.get(user=ben.user)
    path = f"/api/memberships/{member.pk}/qualification"
    assert school.mo.client.put(path, {"qualified": True}, "json").status_code == 200
    expire(school.campaign)
    assert len(ben.held(school.campaign)) == 1


def test_nothing_of_it_is_an_assignment_or_counts(school):
    ada = school.world.person(school.campaign)
    school.pass_by(ada)
    assert not Assignment.objects.exists()
    assert Membership.objects.get(user=ada.user).finished == 0
    assert ada.client.get(f"{school.path}/history").json()["results"] == []


def test_what_people_are_trained_on_is_no_work(school):
    assert states(school.campaign) == {"free": 2, "retired": 3}
    change_overlap(school.campaign, 2, by=None)
    assert states(school.campaign) == {"free": 4, "retired": 3}
    item = TrainingItem.objects.filter(campaign=school.campaign).first()
    assert item is not None
    assert school.mo.client.delete(f"/api/training-items/{item.pk}").status_code == 204
    assert states(school.campaign) == {"free": 6, "retired": 3}


def test_the_same_answers_again_change_nothing_and_others_are_refused(school):
    ada = school.world.person(school.campaign)
    [one] = school.begin(ada, "tutorial").json()["assignments"]
    for _ in range(2):
        assert answer(ada, one["id"], "heuristic", HEURISTIC).json()["stage"] == "overall"
    assert code(answer(ada, one["id"], "heuristic", WRONG)) == "already_answered"
    assert code(answer(ada, one["id"], "heuristic", {})) == "invalid_answers"


def test_a_trial_belongs_to_whom_it_was_given(school):
    ada, ben = (school.world.person(school.campaign) for _ in range(2))
    [one] = school.begin(ada, "tutorial").json()["assignments"]
    assert code(answer(ben, one["id"], "heuristic", HEURISTIC)) == "not_found"


def test_whoever_opted_out_is_trained_without_it(school):
    pair = school.world.pair("A fight in a bar.", labels=["violence"])
    assert school.add("qualification", pair.pk).status_code == 201
    ada = school.world.person(school.campaign)
    member = Membership.objects.get(user=ada.user)
    assert school.stands(ada)["items"]["qualification"] == 3
    change_limits(member, opt_outs=["violence"], neutral_only=False, by=None)
    assert school.stands(ada)["items"]["qualification"] == 2


def test_a_withdrawn_pair_leaves_the_attempt(school):
    ada = school.world.person(school.campaign)
    school.go_through(ada, "tutorial")
    first, second = school.begin(ada, "qualification").json()["assignments"]
    item = TrainingItem.objects.get(trials=second["id"])
    body = {"kind": "pair", "id": item.pair_id, "reason": "A real person.", "preview": False}
    body |= {"delete_files": False}
    assert school.mo.client.post("/api/takedowns", body, "json").status_code == 200
    assert code(answer(ada, second["id"], "heuristic", HEURISTIC)) == "pair_withdrawn"
    for stage, answers in ANSWERS.items():
        answer(ada, first["id"], stage, answers)
    assert school.stands(ada)["attempts"][-1]["passed"] is True


def test_without_a_pair_or_a_mark_nothing_is_asked(world):
    mo, campaign = world.person(manager=True), world.campaign()
    path = f"/api/campaigns/{campaign.pk}/training-plan"
    plan = {"asks_training": True, "pass_marks": {}, "most_attempts": None, "retake_hours": 0}
    assert code(mo.client.put(path, plan, "json")) == "no_training_items"
    assert code(School(world, asks_training=False).plan(pass_marks={})) == "no_pass_mark"
    refused = mo.client.put(path, {**plan, "pass_marks": {"beauty": 50}}, "json")
    assert refused.json()["error"]["fields"][0]["code"] == "unknown_question"


def test_an_item_needs_answers_that_the_protocol_takes(school):
    pair = school.world.pair()
    reply = school.add("tutorial", pair.pk, answers={"heuristic": HEURISTIC})
    assert code(reply) == "invalid_answers"
    assert school.add("tutorial", 10**9).json()["error"]["fields"][0]["path"] == "pair"
    assert Campaign.objects.get(pk=school.campaign.pk).training.count() == 3


def test_a_manager_chooses_from_the_pairs_and_sees_who_passed(school):
    ada = school.world.person(school.campaign)
    school.pass_by(ada)
    found = school.mo.client.get(f"{school.path}/training-pairs?q=pond").json()["results"]
    assert {one["id"] for one in found}.isdisjoint(school.pairs)
    assert len(found) == 2
    plan = school.mo.client.get(f"{school.path}/training-plan").json()
    assert [item["pair"]["id"] for item in plan["items"]] == school.pairs
    [row] = plan["people"]
    assert [one["passed"] for one in row["attempts"]] == [None, True]
    assert row["qualified_at"]
