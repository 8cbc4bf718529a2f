"""Opening and steering a campaign, and who takes part."""

import pytest
from django.core.management import CommandError, call_command

from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import shuffled
from tests.annotation.world import states


def body(world, **changed):
    wanted = {"name": "first", "corpus": world.corpus.name, "protocol": "safesora", "overlap": 2}
    return {**wanted, **changed}


@pytest.fixture
def mo(world):
    return world.person(manager=True)


def opened(mo, world, **changed):
    return mo.client.post("/api/campaigns", body(world, **changed), "json")


def steer(mo, campaign, what, **values):
    return mo.client.put(f"/api/campaigns/{campaign.pk}/{what}", values, "json")


def test_a_campaign_opens_with_as_many_places_a_pair_as_its_overlap(world, mo):
    for _ in range(3):
        world.pair()
    reply = opened(mo, world, overlap=4)
    assert reply.status_code == 201
    assert (reply.json()["paired"], reply.json()["open_slots"]) == (3, 12)


def test_the_protocol_may_be_named_by_its_hash(world, mo):
    world.pair()
    listed = mo.client.get("/api/protocols").json()["results"]
    wanted = next(one["sha256"] for one in listed if one["key"] == "videoreward")
    reply = opened(mo, world, protocol=wanted)
    assert (reply.status_code, reply.json()["protocol"]["sha256"]) == (201, wanted)


def test_a_campaign_without_a_ready_pair_is_refused_and_not_made(world, mo):
    reply = opened(mo, world)
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "no_pairs")
    assert not Campaign.objects.exists()


def test_pairs_whose_clips_are_not_ready_are_left_out_until_taken_in(world, mo):
    world.pair()
    late = world.pair()
    late.video_1.state = "queued"
    late.video_1.save()
    campaign = Campaign.objects.get(pk=opened(mo, world).json()["id"])
    assert campaign.slots.count() == 2
    late.video_1.state = "done"
    late.video_1.save()
    assert steer(mo, campaign, "new-pairs").json()["paired"] == 2


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"overlap": 0}, "overlap"),
        ({"overlap": 101}, "overlap"),
        ({"overlap": "2"}, "overlap"),
        ({"protocol": "unknown"}, "protocol"),
        ({"corpus": "unknown"}, "corpus"),
        ({"seed": -1}, "seed"),
        ({"name": ""}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_plan_is_refused_with_the_field(world, mo, changed, path):
    world.pair()
    reply = opened(mo, world, **changed)
    assert reply.status_code == 400
    assert [field["path"] for field in reply.json()["error"]["fields"]] == [path]


def test_a_name_that_is_taken_is_refused(world, mo):
    world.pair()
    opened(mo, world)
    assert opened(mo, world).json()["error"]["code"] == "name_taken"


def test_the_same_seed_gives_the_same_order():
    assert shuffled(range(100), 7) == shuffled(reversed(range(100)), 7)
    assert shuffled(range(100), 7) != shuffled(range(100), 8)


def test_raising_the_overlap_opens_places_for_whoever_was_told_that_nothing_is_left(world, mo):
    campaign = world.campaign()
    world.person(campaign).held(campaign)
    bob = world.person(campaign)
    assert bob.held(campaign) == []
    steer(mo, campaign, "overlap", overlap=2)
    assert len(bob.held(campaign)) == 1


def test_lowering_the_overlap_retires_free_places_alone(world, mo):
    campaign = world.campaign(pairs=2, overlap=3)
    ada = world.person(campaign)
    [mine] = ada.held(campaign)
    ada.finish(mine["id"])
    steer(mo, campaign, "overlap", overlap=1)
    assert states(campaign) == {"done": 1, "free": 1, "retired": 4}


def test_raising_the_overlap_again_opens_places_again(world, mo):
    campaign = world.campaign(overlap=3)
    steer(mo, campaign, "overlap", overlap=1)
    steer(mo, campaign, "overlap", overlap=3)
    assert states(campaign)["free"] == 3


def test_what_a_manager_does_is_recorded(world, mo):
    campaign = world.campaign()
    steer(mo, campaign, "state", state="paused")
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details["state"]) == ("campaign_state_changed", "paused")


def test_people_see_their_own_campaigns_only(world, mo):
    mine, other = world.campaign(), world.campaign()
    ada = world.person(mine)
    assert [row["id"] for row in ada.client.get("/api/campaigns").json()["results"]] == [
        str(mine.pk)
    ]
    assert len(mo.client.get("/api/campaigns").json()["results"]) == 2
    assert ada.client.get(f"/api/campaigns/{other.pk}").status_code == 404


def test_a_campaign_tells_its_manager_more_than_its_annotators(world, mo):
    campaign = world.campaign()
    ada = world.person(campaign).client.get(f"/api/campaigns/{campaign.pk}").json()
    assert (ada["role"], ada["corpus"], ada["seed"]) == ("annotator", None, None)
    manager = mo.client.get(f"/api/campaigns/{campaign.pk}").json()
    assert (manager["role"], manager["seed"]) == ("manager", 1)


def test_a_campaign_brings_its_protocol_in_the_readers_language(world):
    campaign = world.campaign()
    ada = world.person(campaign)
    ada.user.locale = "zh-Hans"
    ada.user.save()
    definition = ada.client.get(f"/api/campaigns/{campaign.pk}").json()["protocol"]["definition"]
    assert definition["locale"] == "zh-Hans"


def test_enrolling_by_name_gives_a_role(world, mo):
    campaign = world.campaign()
    rui = world.person()
    path = f"/api/campaigns/{campaign.pk}/memberships"
    wanted = {"user": rui.user.identity.name, "role": "reviewer"}
    assert mo.client.post(path, wanted, "json").status_code == 201
    [member] = mo.client.get(path).json()["results"]
    assert (member["user"]["id"], member["role"]) == (str(rui.user.pk), "reviewer")


def test_enrolling_somebody_unknown_says_who(world, mo):
    campaign = world.campaign()
    path = f"/api/campaigns/{campaign.pk}/memberships"
    reply = mo.client.post(path, {"user": "nobody", "role": "annotator"}, "json")
    assert "nobody" in reply.json()["error"]["message"]


def test_the_overview_counts_places_and_work(world, mo):
    campaign = world.campaign(pairs=2)
    ada = world.person(campaign)
    ada.finish(ada.held(campaign)[0]["id"])
    overview = mo.client.get(f"/api/campaigns/{campaign.pk}/overview").json()
    assert (overview["pairs"], overview["pairs_complete"]) == (2, 1)
    assert overview["slots"] == {"free": 1, "held": 0, "done": 1, "retired": 0}
    assert overview["assignments"]["complete"] == overview["finished_last_day"] == 1


def test_reviewers_see_the_overview_and_annotators_do_not(world):
    campaign = world.campaign()
    path = f"/api/campaigns/{campaign.pk}/overview"
    assert world.person(campaign, role="reviewer").client.get(path).status_code == 200
    assert world.person(campaign).client.get(path).status_code == 404


def test_the_command_opens_a_campaign(world, capsys):
    world.pair()
    call_command("open_campaign", "first", "--corpus", world.corpus.name, "--overlap", "2")
    assert "first is open: 1 pairs, 2 answers each." in capsys.readouterr().out


def test_the_command_says_in_a_sentence_what_is_wrong(world):
    with pytest.raises(CommandError, match="There is no corpus named 'none'"):
        call_command("open_campaign", "first", "--corpus", "none", "--overlap", "2")


def test_the_command_enrols_all_that_are_named_or_nobody(world):
    campaign = world.campaign(overlap=2)
    people = [world.person(), world.person()]
    names = [person.user.identity.name for person in people]
    with pytest.raises(CommandError, match="'Zoe'"):
        call_command("enrol", campaign.name, *names, "Zoe", "--as", "annotator")
    assert not campaign.memberships.exists()
    call_command("enrol", campaign.name, *names, "--as", "annotator")
    assert [len(person.held(campaign)) for person in people] == [1, 1]


def test_a_raised_overlap_adds_nothing_to_a_pair_that_has_enough_answers(world, mo):
    campaign = world.campaign(overlap=2)
    for _ in range(2):
        ada = world.person(campaign)
        ada.finish(ada.held(campaign)[0]["id"])
    steer(mo, campaign, "overlap", overlap=1)
    steer(mo, campaign, "overlap", overlap=2)
    assert states(campaign) == {"done": 2}
