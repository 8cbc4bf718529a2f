"""What an annotator is given, and in which order."""

import pytest

from tests.annotation.world import expire, state_of, states


def test_the_queue_is_filled_to_what_was_asked_for(world):
    campaign = world.campaign(pairs=5)
    assert len(world.person(campaign).held(campaign, 3)) == 3
    assert states(campaign) == {"held": 3, "free": 2}


def test_asking_again_gives_the_same_assignments(world):
    campaign = world.campaign(pairs=5)
    ada = world.person(campaign)
    assert [one["id"] for one in ada.held(campaign, 2)] == [
        one["id"] for one in ada.held(campaign, 2)
    ]


def test_nobody_gets_a_pair_twice(world):
    campaign = world.campaign(pairs=2, overlap=3)
    ada = world.person(campaign)
    held = ada.held(campaign, 5)
    assert len({one["prompt"]["text"] for one in held}) == len(held) == 2


def test_pairs_are_given_out_in_the_order_of_the_shuffle(world):
    campaign = world.campaign(pairs=6)
    ada = world.person(campaign)
    in_order = campaign.slots.order_by("position").values_list("pair__prompt__text", flat=True)
    assert [one["prompt"]["text"] for one in ada.held(campaign, 6)] == list(in_order)


def test_a_pair_is_given_to_as_many_people_as_its_overlap(world):
    campaign = world.campaign(overlap=2)
    given = [len(world.person(campaign).held(campaign)) for _ in range(3)]
    assert given == [1, 1, 0]


def test_nothing_left_says_so_in_a_sentence(world):
    campaign = world.campaign()
    world.person(campaign).held(campaign)
    reply = world.person(campaign).queue(campaign).json()
    assert reply["nothing_left"]
    assert "nothing left" in reply["message"]


def test_what_was_released_comes_back_to_whoever_was_told_that_nothing_is_left(world):
    campaign = world.campaign()
    ada, bob = world.person(campaign), world.person(campaign)
    [mine] = ada.held(campaign)
    assert bob.held(campaign) == []
    ada.release(mine["id"])
    assert len(bob.held(campaign)) == 1


def test_what_was_released_may_come_back_to_the_one_who_released_it(world):
    campaign = world.campaign()
    ada = world.person(campaign)
    [first] = ada.held(campaign)
    ada.release(first["id"])
    [again] = ada.held(campaign)
    assert again["id"] == first["id"]


def test_what_was_freed_behind_a_second_look_is_found_too(world):
    campaign = world.campaign(pairs=2)
    ada, bob = world.person(campaign), world.person(campaign)
    first, second = ada.held(campaign, 2)
    assert bob.held(campaign) == []
    ada.release(second["id"])
    [later] = bob.held(campaign)
    ada.release(first["id"])
    bob.finish(later["id"])
    assert len(bob.held(campaign)) == 1


def test_an_abandoned_pair_goes_to_somebody_else_when_its_lease_runs_out(world):
    campaign = world.campaign()
    ada, bob = world.person(campaign), world.person(campaign)
    [mine] = ada.held(campaign)
    expire(campaign)
    assert len(bob.held(campaign)) == 1
    assert state_of(mine["id"]) == "released"


def test_coming_back_after_the_lease_keeps_what_nobody_took(world):
    campaign = world.campaign()
    ada = world.person(campaign)
    [mine] = ada.held(campaign)
    expire(campaign)
    [again] = ada.held(campaign)
    assert again["id"] == mine["id"]
    assert again["lease_seconds"] == 1800


def test_a_half_done_pair_is_offered_first(world):
    campaign = world.campaign(pairs=4)
    ada = world.person(campaign)
    last = ada.held(campaign, 3)[-1]
    ada.submit(last["id"], "heuristic")
    first = ada.held(campaign, 3)[0]
    assert (first["id"], first["stage"]) == (last["id"], "overall")


def test_a_half_done_pair_comes_with_the_answers_of_its_first_stage(world):
    campaign = world.campaign()
    ada = world.person(campaign)
    [mine] = ada.held(campaign)
    ada.submit(mine["id"], "heuristic")
    [again] = ada.held(campaign)
    assert again["answers"]["heuristic"]["aesthetics"] == "video_1"


def test_the_side_on_which_a_video_is_shown_is_drawn_for_everybody_anew(world):
    campaign = world.campaign(pairs=12, overlap=2)
    seen = [
        [one["videos"][0]["slot"] for one in world.person(campaign).held(campaign, 10)]
        for _ in range(2)
    ]
    assert seen[0] != seen[1]
    assert {"video_0", "video_1"} == set(seen[0])


def test_neutral_and_sensitive_pairs_come_in_one_order(world):
    for number in range(6):
        world.pair(f"A knife, number {number}.", type="safety_critical")
    campaign = world.campaign(pairs=6)
    ada = world.person(campaign)
    in_order = campaign.slots.order_by("position").values_list("sensitive", flat=True)
    given = [one["prompt"]["sensitive"] for one in ada.held(campaign, 10)]
    assert given == list(in_order)[:10]


def test_an_open_campaign_takes_whoever_comes(world):
    campaign = world.campaign(open_to_all_annotators=True)
    assert len(world.person().held(campaign)) == 1


def test_somebody_who_was_taken_out_of_an_open_campaign_stays_out(world):
    campaign = world.campaign(pairs=2, open_to_all_annotators=True)
    ada = world.person()
    ada.held(campaign)
    membership = campaign.memberships.get(user=ada.user)
    assert (
        world.person(manager=True).client.delete(f"/api/memberships/{membership.pk}").status_code
        == 204
    )
    assert ada.queue(campaign).status_code == 404
    assert states(campaign) == {"free": 2}


@pytest.mark.parametrize("role", ["reviewer", None])
def test_only_annotators_are_given_work(world, role):
    campaign = world.campaign()
    person = world.person(campaign, role=role) if role else world.person()
    assert person.queue(campaign).status_code == 404


def test_a_paused_campaign_gives_out_nothing_and_says_so(world):
    campaign = world.campaign()
    ada = world.person(campaign)
    manager = world.person(manager=True)
    manager.client.put(f"/api/campaigns/{campaign.pk}/state", {"state": "paused"}, "json")
    reply = ada.queue(campaign)
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "campaign_paused")


def test_what_is_held_when_a_campaign_is_paused_can_be_finished(world):
    campaign = world.campaign()
    ada = world.person(campaign)
    [mine] = ada.held(campaign)
    manager = world.person(manager=True)
    manager.client.put(f"/api/campaigns/{campaign.pk}/state", {"state": "paused"}, "json")
    assert len(ada.held(campaign)) == 1
    assert ada.finish(mine["id"]) == "complete"


@pytest.mark.parametrize("hold", [0, 11, "3", None, True, 2.0])
def test_a_hold_that_is_no_number_of_pairs_is_refused(world, hold):
    campaign = world.campaign()
    reply = world.person(campaign).queue(campaign, hold)
    assert reply.status_code == 400
    assert reply.json()["error"]["fields"][0]["path"] == "hold"


def test_progress_counts_what_was_finished(world):
    campaign = world.campaign(pairs=3)
    ada = world.person(campaign)
    for one in ada.held(campaign, 2):
        ada.finish(one["id"])
    assert ada.queue(campaign).json()["progress"] == {
        "finished": 2,
        "session_finished": 2,
        "session_size": 40,
    }
