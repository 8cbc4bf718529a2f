"""Answers are stored once, in order, whole, and only from whom the pair was given to."""

import uuid

import pytest
from django.db import Error, transaction

from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign
from tests.annotation.world import ANSWERS, HEURISTIC, Person, World, expire, state_of, states


@pytest.fixture
def campaign(world: World) -> Campaign:
    return world.campaign(pairs=2)


@pytest.fixture
def ada(world, campaign):
    return world.person(campaign)


@pytest.fixture
def mine(ada: Person, campaign: Campaign) -> str:
    return str(ada.held(campaign)[0]["id"])


def code(reply) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


def stored(assignment: str) -> dict[str, object]:
    rows = Judgement.objects.filter(assignment_id=uuid.UUID(assignment))
    return dict(rows.values_list("stage", "answers"))


def test_both_stages_complete_a_pair(ada, campaign, mine):
    assert ada.submit(mine, "heuristic").json() == {
        "id": mine,
        "state": "stage_one",
        "stage": "overall",
    }
    assert ada.submit(mine, "overall").json() == {"id": mine, "state": "complete", "stage": None}
    assert stored(mine) == ANSWERS
    assert states(campaign) == {"done": 1, "free": 1}


def test_stage_two_before_stage_one_is_refused(ada, mine):
    assert code(ada.submit(mine, "overall")) == (409, "stage_out_of_order")
    assert stored(mine) == {}


def test_the_same_answers_again_change_nothing(ada, mine):
    first = ada.submit(mine, "heuristic").json()
    assert ada.submit(mine, "heuristic").json() == first
    assert Judgement.objects.count() == 1


def test_the_same_answers_again_are_fine_when_the_pair_is_finished(ada, campaign, mine):
    ada.finish(mine)
    assert ada.finish(mine) == "complete"
    assert campaign.memberships.get(user=ada.user).finished == 1


def test_other_answers_are_refused_with_what_is_stored(ada, mine):
    ada.submit(mine, "heuristic")
    reply = ada.submit(mine, "heuristic", {**HEURISTIC, "aesthetics": "video_0"})
    assert code(reply) == (409, "already_answered")
    assert reply.json()["error"]["details"]["stored"] == HEURISTIC
    assert stored(mine) == {"heuristic": HEURISTIC}


def test_a_missing_answer_is_named(ada, mine):
    reply = ada.submit(mine, "heuristic", {k: v for k, v in HEURISTIC.items() if k != "harm"})
    assert code(reply) == (400, "invalid_answers")
    paths = {field["path"] for field in reply.json()["error"]["fields"]}
    assert paths == {"answers.harm"}
    assert stored(mine) == {}


def test_nothing_harmful_beside_a_harm_is_refused(ada, mine):
    harm = {"video_0": ["nothing_harmful", "violence"], "video_1": ["nothing_harmful"]}
    reply = ada.submit(mine, "heuristic", {**HEURISTIC, "harm": harm})
    assert code(reply) == (400, "invalid_answers")


@pytest.mark.parametrize("answers", [[], "x", 3, None, {"aesthetics": 1}, {"colour": "red"}])
def test_answers_of_another_shape_are_refused_with_their_places(ada, mine, answers):
    reply = ada.client.put(
        f"/api/assignments/{mine}/stages/heuristic", {"version": 1, "answers": answers}, "json"
    )
    assert reply.status_code == 400
    assert reply.json()["error"]["fields"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 2),
        ("seen", {"video_2": {"intervals": [], "plays": 0}}),
        ("seen", {"video_0": {"intervals": [[1]], "plays": 0}}),
        ("seen", {"video_0": {"intervals": [[0, -1]], "plays": 0}}),
        ("timing", {"active_ms": "12", "total_ms": 1}),
        ("locale", 3),
        ("colour", "red"),
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_refused(ada, mine, field, value):
    reply = ada.submit(mine, "heuristic", **{field: value})
    assert reply.status_code == 400
    assert reply.json()["error"]["fields"][0]["path"].startswith(field)
    assert stored(mine) == {}


@pytest.mark.parametrize("stage", ["heuristic", "nonsense"])
def test_anothers_assignment_is_not_there(world, campaign, mine, stage):
    bob = world.person(campaign)
    body = {"version": 1, "answers": {}}
    reply = bob.client.put(f"/api/assignments/{mine}/stages/{stage}", body, "json")
    assert code(reply) == (404, "not_found")


def test_an_assignment_that_does_not_exist_reads_the_same_as_anothers(world, campaign, mine):
    bob = world.person(campaign)
    anothers = bob.submit(mine, "heuristic").json()
    assert bob.submit(str(uuid.uuid4()), "heuristic").json() == anothers


def test_an_unknown_stage_is_refused(ada, mine):
    reply = ada.client.put(
        f"/api/assignments/{mine}/stages/third", {"version": 1, "answers": {}}, "json"
    )
    assert reply.status_code in {400, 404}


def test_a_note_to_the_reviewer_is_kept_with_the_stage(ada, mine):
    ada.submit(mine, "heuristic", note="Video 2 has a watermark.")
    assert Judgement.objects.get().note == "Video 2 has a watermark."


def test_a_judgement_can_not_be_changed_in_the_database(ada, mine):
    ada.submit(mine, "heuristic")
    with pytest.raises(Error), transaction.atomic():
        Judgement.objects.update(answers={})
    with pytest.raises(Error), transaction.atomic():
        Judgement.objects.all().delete()


def test_an_answer_after_the_lease_is_counted_when_nobody_took_the_place(ada, campaign, mine):
    expire(campaign)
    assert ada.finish(mine) == "complete"


def test_an_answer_after_somebody_took_the_place_is_kept_as_surplus(world, ada, campaign, mine):
    expire(campaign)
    bob = world.person(campaign)
    taken = [one["id"] for one in bob.held(campaign, 2)]
    assert ada.finish(mine) == "surplus"
    assert stored(mine) == ANSWERS
    assert [bob.finish(one) for one in taken] == ["complete", "complete"]
    assert Assignment.objects.filter(state="complete").count() == 2


def test_a_second_stage_counts_though_the_first_was_given_before_the_lease_ran_out(
    world, ada, campaign, mine
):
    ada.submit(mine, "heuristic")
    expire(campaign)
    assert ada.submit(mine, "overall").json()["state"] == "complete"


def test_surplus_takes_another_free_place_of_the_pair(world):
    campaign = world.campaign(overlap=2)
    ada, bob = world.person(campaign), world.person(campaign)
    [mine] = ada.held(campaign)
    expire(campaign)
    [his] = bob.held(campaign)
    assert ada.finish(mine["id"]) == "complete"
    assert bob.finish(his["id"]) == "complete"
    assert states(campaign) == {"done": 2}


def test_skipping_gives_the_place_to_somebody_else_and_never_back(world):
    campaign = world.campaign()
    ada, bob = world.person(campaign), world.person(campaign)
    [mine] = ada.held(campaign)
    assert ada.skip(mine["id"]).json() == {"id": mine["id"], "state": "skipped"}
    assert ada.held(campaign) == []
    assert len(bob.held(campaign)) == 1


def test_a_skip_keeps_the_reason_and_the_note(ada, mine):
    path = f"/api/assignments/{mine}/skip"
    ada.client.put(path, {"reason": "broken", "note": "Both are black."}, "json")
    row = Assignment.objects.get(pk=mine)
    assert (row.skip_reason, row.note) == ("broken", "Both are black.")


@pytest.mark.parametrize(("protocol", "status"), [("safesora", 200), ("genai_arena", 400)])
def test_no_difference_is_no_reason_where_the_protocol_has_an_answer_for_it(
    world, protocol, status
):
    campaign = world.campaign(protocol=protocol)
    ada = world.person(campaign)
    [mine] = ada.held(campaign)
    reply = ada.skip(mine["id"], "no_difference")
    assert reply.status_code == status
    kept = {200: ("skipped", "no_difference"), 400: ("leased", "")}
    row = Assignment.objects.get(pk=mine["id"])
    assert (row.state, row.skip_reason) == kept[status]


def test_a_skipped_pair_takes_no_answers(ada, mine):
    ada.skip(mine)
    assert code(ada.submit(mine, "heuristic")) == (409, "assignment_skipped")


def test_a_finished_pair_can_be_neither_skipped_nor_released(ada, mine):
    ada.finish(mine)
    assert code(ada.skip(mine)) == (409, "assignment_finished")
    assert code(ada.release(mine)) == (409, "assignment_finished")
    assert state_of(mine) == "complete"


def test_answers_for_a_pair_that_was_released_are_kept_and_counted(ada, campaign, mine):
    ada.release(mine)
    assert ada.finish(mine) == "complete"
    assert states(campaign) == {"done": 1, "free": 1}


def test_ones_own_history_lists_what_was_finished_newest_first(world):
    campaign = world.campaign(pairs=3)
    ada = world.person(campaign)
    held = [one["id"] for one in ada.held(campaign, 3)]
    for one in held:
        ada.finish(one)
    page = ada.client.get(f"/api/campaigns/{campaign.pk}/history").json()
    assert [row["id"] for row in page["results"]] == held[::-1]
    assert page["results"][0]["answers"] == ANSWERS
    assert page["next"] is None


def test_nothing_in_a_reply_names_the_generator(ada, campaign, mine):
    text = ada.queue(campaign).content.decode()
    assert "alpha" not in text
    assert "beta" not in text
