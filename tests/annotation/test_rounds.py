"""Work that is sent back, taken out, or wanted more or less often."""

import pytest

from annotation_server.accounts.services import suspend
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services import exclude, remove_member, send_back
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.services import add_slots, change_overlap, retire_slots
from annotation_server.core.errors import ConflictError, InvalidError
from tests.annotation.world import HEURISTIC, expire, state_of, states


@pytest.fixture
def campaign(world):
    return world.campaign(pairs=2)


@pytest.fixture
def ada(world, campaign):
    return world.person(campaign)


@pytest.fixture
def rui(world, campaign):
    return world.person(campaign, role="reviewer").user


@pytest.fixture
def done(ada, campaign):
    """The id of what Ada finished."""
    [mine] = ada.held(campaign)
    ada.finish(mine["id"])
    return mine["id"]


def test_returned_work_comes_first_and_as_another_round(ada, campaign, rui, done):
    ada.held(campaign)
    following = send_back(done, note="Look at the second half.", by=rui)
    first = ada.held(campaign, 2)[0]
    assert (first["id"], first["round"], first["stage"]) == (str(following.pk), 1, "heuristic")
    assert first["note"] == "Look at the second half."
    assert (state_of(done), states(campaign)) == ("returned", {"held": 2})


def test_a_half_done_pair_comes_before_returned_work(ada, campaign, rui, done):
    [half] = ada.held(campaign)
    ada.submit(half["id"], "heuristic")
    send_back(done, by=rui)
    assert ada.held(campaign, 2)[0]["id"] == half["id"]


def test_the_new_round_counts_instead_of_the_old_one(ada, campaign, rui, done):
    following = send_back(done, by=rui)
    assert ada.finish(str(following.pk)) == "complete"
    counted = Assignment.objects.filter(state="complete")
    assert [row.round for row in counted] == [1]
    assert states(campaign) == {"done": 1, "free": 1}


def test_other_answers_are_taken_in_the_new_round_alone(ada, rui, done):
    following = send_back(done, by=rui)
    other = {**HEURISTIC, "aesthetics": "video_0"}
    assert ada.submit(str(following.pk), "heuristic", other).status_code == 200
    assert ada.submit(done, "heuristic", other).status_code == 409
    assert ada.submit(done, "heuristic").status_code == 200


def test_sending_back_again_gives_the_round_there_is(rui, done):
    assert send_back(done, by=rui) == send_back(done, by=rui)
    assert AuditEvent.objects.filter(action="assignment_returned", actor_id=rui.pk).count() == 1


def test_returned_work_is_kept_longer_than_a_lease_and_then_given_to_another(
    world, ada, campaign, rui, done
):
    bob = world.person(campaign)
    bob.finish(bob.held(campaign)[0]["id"])
    following = send_back(done, by=rui)
    assert bob.held(campaign) == []
    expire(campaign)
    [his] = bob.held(campaign)
    assert state_of(str(following.pk)) == "released"
    assert bob.finish(his["id"]) == "complete"
    assert ada.finish(str(following.pk)) == "surplus"
    assert ada.held(campaign) == []


@pytest.mark.parametrize("state", ["leased", "stage_one", "skipped", "released"])
def test_only_finished_work_can_be_sent_back_or_excluded(ada, campaign, rui, state):
    [mine] = ada.held(campaign)
    if state == "stage_one":
        ada.submit(mine["id"], "heuristic")
    elif state != "leased":
        getattr(ada, {"skipped": "skip", "released": "release"}[state])(mine["id"])
    for act in (send_back, exclude):
        with pytest.raises(ConflictError, match=state):
            act(mine["id"], by=rui)


def test_nothing_is_sent_back_to_whoever_left(campaign, ada, rui, done):
    remove_member(campaign.memberships.get(user=ada.user), by=rui)
    with pytest.raises(ConflictError) as refused:
        send_back(done, by=rui)
    assert refused.value.code == "annotator_left"


def test_nothing_is_sent_back_to_a_suspended_annotator(ada, rui, done):
    suspend(ada.user, by=rui)
    with pytest.raises(ConflictError, match="Exclude"):
        send_back(done, by=rui)


def test_excluded_work_gives_its_place_to_somebody_else(world, ada, campaign, rui, done):
    bob = world.person(campaign)
    bob.finish(bob.held(campaign)[0]["id"])
    assert bob.held(campaign) == []
    exclude(done, reason="Same answer throughout.", by=rui)
    [again] = bob.held(campaign)
    assert bob.finish(again["id"]) == "complete"
    assert state_of(done) == "excluded"
    assert ada.held(campaign) == []


def test_excluding_twice_frees_one_place(campaign, rui, done):
    exclude(done, by=rui)
    exclude(done, by=rui)
    assert states(campaign) == {"free": 2}


def test_excluding_surplus_frees_no_place(world, campaign, ada, rui):
    held = ada.held(campaign, 2)
    expire(campaign)
    bob = world.person(campaign)
    his = bob.held(campaign, 2)
    assert ada.finish(held[0]["id"]) == "surplus"
    [taken] = [one for one in his if one["prompt"] == held[0]["prompt"]]
    assert bob.finish(taken["id"]) == "complete"
    exclude(held[0]["id"], by=rui)
    assert states(campaign) == {"done": 1, "held": 1}


def test_places_are_added_to_a_pair_that_wants_more_answers(world, campaign, rui, done):
    pair = Assignment.objects.get(pk=done).pair_id
    bob = world.person(campaign)
    bob.finish(bob.held(campaign)[0]["id"])
    assert bob.held(campaign) == []
    assert add_slots(campaign, [pair], 2, by=rui) == 2
    assert len(bob.held(campaign)) == 1
    assert states(campaign) == {"done": 2, "held": 1, "free": 1}


@pytest.mark.parametrize("count", [0, 101])
def test_a_wrong_number_of_places_is_refused(campaign, rui, count):
    with pytest.raises(InvalidError, match=str(count)):
        add_slots(campaign, [1], count, by=rui)


def test_pairs_of_other_campaigns_get_no_places(world, campaign, rui):
    assert add_slots(campaign, [world.pair().pk], 1, by=rui) == 0


def test_retiring_leaves_held_and_finished_places(world, rui):
    campaign = world.campaign(pairs=0, overlap=3)
    ada = world.person(campaign)
    mine, _ = ada.held(campaign, 2)
    ada.finish(mine["id"])
    first = Assignment.objects.get(pk=mine["id"]).pair_id
    assert retire_slots(campaign, [first], by=rui) == 2
    assert states(campaign) == {"done": 1, "held": 1, "free": 2, "retired": 2}


def test_what_is_held_when_the_overlap_is_lowered_still_counts(world):
    campaign = world.campaign(overlap=3)
    held = [(person, person.held(campaign)[0]["id"]) for person in (
        world.person(campaign), world.person(campaign))]  # fmt: skip
    mo = world.person(manager=True)
    mo.client.put(f"/api/campaigns/{campaign.pk}/overlap", {"overlap": 1}, "json")
    assert states(campaign) == {"held": 2, "retired": 1}
    assert [person.finish(mine) for person, mine in held] == ["complete", "complete"]


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_answers_are_counted_after_the_end_of_a_campaign(world, ada, campaign, state):
    [mine] = ada.held(campaign)
    mo = world.person(manager=True)
    mo.client.put(f"/api/campaigns/{campaign.pk}/state", {"state": state}, "json")
    assert ada.finish(mine["id"]) == "complete"
    assert ada.queue(campaign).json()["error"]["code"] == f"campaign_{state}"


def test_returned_work_is_given_in_a_closed_campaign(world, ada, campaign, rui, done):
    mo = world.person(manager=True)
    mo.client.put(f"/api/campaigns/{campaign.pk}/state", {"state": "closed"}, "json")
    following = send_back(done, by=rui)
    assert [one["id"] for one in ada.held(campaign)] == [str(following.pk)]


def test_a_suspended_annotators_answers_wait_until_they_may_sign_in(world, ada, campaign, rui):
    [mine] = ada.held(campaign)
    suspend(ada.user, by=rui)
    assert ada.submit(mine["id"], "heuristic").json()["error"]["code"] == "not_signed_in"
    ada.user.suspended_at = None
    ada.user.save()
    ada.user.refresh_from_db()
    ada.client.force_login(ada.user)
    assert ada.finish(mine["id"]) == "complete"


def test_a_place_that_comes_free_after_the_overlap_was_lowered_is_given_to_nobody(world):
    campaign = world.campaign(overlap=3)
    ada, ben, cleo, dan = (world.person(campaign) for _ in range(4))
    [first], [second], [third] = (one.held(campaign) for one in (ada, ben, cleo))
    ada.finish(first["id"])
    change_overlap(campaign, 1, by=None)
    ben.release(second["id"])
    assert states(campaign) == {"done": 1, "held": 1, "retired": 1}
    expire(campaign)
    assert dan.held(campaign) == []
    assert states(campaign) == {"done": 1, "retired": 2}
    assert cleo.finish(third["id"]) == "surplus"


def test_work_taken_out_after_the_overlap_was_lowered_is_not_asked_for_again(world):
    campaign = world.campaign(overlap=2)
    ada, ben = world.person(campaign), world.person(campaign)
    done = [one.held(campaign)[0]["id"] for one in (ada, ben)]
    assert [ada.finish(done[0]), ben.finish(done[1])] == ["complete", "complete"]
    change_overlap(campaign, 1, by=None)
    exclude(done[0], by=None)
    assert states(campaign) == {"done": 1, "retired": 1}
    exclude(done[1], by=None)
    assert states(campaign) == {"free": 1, "retired": 1}


def test_an_overlap_that_is_raised_again_keeps_what_was_too_many(world):
    campaign = world.campaign(overlap=2)
    ada, ben = world.person(campaign), world.person(campaign)
    [mine] = ada.held(campaign)
    ben.held(campaign)
    change_overlap(campaign, 1, by=None)
    change_overlap(campaign, 2, by=None)
    ada.release(mine["id"])
    assert states(campaign) == {"held": 1, "free": 1}


def test_a_half_done_pair_that_was_given_back_comes_again_half_done(world, campaign, ada):
    [half] = ada.held(campaign)
    ada.submit(half["id"], "heuristic")
    ada.release(half["id"])
    again = {one["id"]: one for one in ada.held(campaign, 2)}[half["id"]]
    assert (again["state"], again["stage"]) == ("stage_one", "overall")
