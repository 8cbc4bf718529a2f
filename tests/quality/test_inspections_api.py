"""Inspections over HTTP, as the reviewer's page asks for them."""

from datetime import UTC, datetime

import pytest

from annotation_server.campaigns.models import Campaign
from tests.annotation.world import Person, World

FIXED = {"kind": "fixed", "sample": 1, "most_faults": 0}
WALD = {
    "kind": "sequential", "good": 0.05, "bad": 0.3,
    "producer_risk": 0.05, "consumer_risk": 0.1, "most": 50,
}  # fmt: skip
TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def campaign(world: World) -> Campaign:
    return world.campaign(pairs=2)


@pytest.fixture
def ada(world: World, campaign: Campaign) -> Person:
    ada = world.person(campaign)
    for one in ada.held(campaign, 2):
        ada.finish(one["id"])
    return ada


@pytest.fixture
def rui(world: World, campaign: Campaign) -> Person:
    return world.person(campaign, role="reviewer")


def opened(rui: Person, campaign, ada: Person, plan=FIXED):
    body = {"annotator": str(ada.user.pk), "day": TODAY, "plan": plan}
    return rui.client.post(f"/api/campaigns/{campaign.pk}/batches", body, "json")


def test_a_batch_goes_from_the_list_to_its_end(rui, campaign, ada):
    listed = rui.client.get(f"/api/campaigns/{campaign.pk}/batches").json()
    assert [(row["items"], row["annotator_name"]) for row in listed["uninspected"]] == [(2, "")]
    reply = opened(rui, campaign, ada)
    assert reply.status_code == 201
    path = f"/api/batches/{reply.json()['id']}"
    offered = rui.client.put(f"{path}/queue", {}, "json").json()
    shown = rui.client.get(path).json()["inspected"][0]
    assert (shown["answers"], shown["videos"], shown["is_answered"]) == ([], [], False)
    assert rui.finish(offered["assignment"]["id"]) == "complete"
    shown = rui.client.get(path).json()["inspected"][0]
    assert {one["differs"] for one in shown["answers"]} == {False}
    assert len(shown["videos"]) == 2
    judged = rui.client.put(f"{path}/items/1", {"verdict": "right"}, "json").json()
    assert (judged["advice"], judged["is_due"], judged["judged"]) == ("accept", False, 1)
    done = rui.client.put(f"{path}/decision", {"decision": "accept"}, "json").json()
    assert (done["state"], done["events"][-1]["action"]) == ("accepted", "batch_accepted")
    assert rui.client.put(f"{path}/queue", {}, "json").json()["error"]["code"] == "batch_decided"


def test_what_the_reviewer_gets_to_judge_is_what_an_annotator_gets(world, rui, campaign, ada):
    batch = opened(rui, campaign, ada).json()["id"]
    offered = rui.client.put(f"/api/batches/{batch}/queue", {}, "json").json()["assignment"]
    ben = world.person(elsewhere := world.campaign())
    assert set(offered) == set(ben.held(elsewhere)[0])


def test_walds_plan_shows_its_curve(rui, campaign, ada):
    query = "&".join(f"{name}={value}" for name, value in WALD.items())
    path = f"/api/campaigns/{campaign.pk}/operating-curve?{query}&items=400"
    points = rui.client.get(path).json()["points"]
    assert points[0] == {"rate": 0, "accepted": 1, "looked_at": points[0]["looked_at"]}
    assert points[-1]["accepted"] < 0.01
    assert opened(rui, campaign, ada, WALD).json()["plan"] == WALD


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"kind": "fixed", "sample": 2}, "plan.most_faults"),
        ({"kind": "fixed", "sample": 2, "most_faults": 2}, "plan.most_faults"),
        ({**WALD, "bad": "0.3"}, "plan.bad"),
        ({**WALD, "bad": 0.01}, "plan.bad"),
        ({**FIXED, "colour": "red"}, "plan.colour"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_its_field(rui, campaign, ada, plan, field):
    reply = opened(rui, campaign, ada, plan)
    assert reply.status_code == 400
    assert [one["path"] for one in reply.json()["error"]["fields"]] == [field]


@pytest.mark.parametrize("body", [{"day": "yesterday"}, {"annotator": "ada"}])
def test_a_batch_that_cannot_be_is_refused(rui, campaign, ada, body):
    whole = {"annotator": str(ada.user.pk), "day": TODAY, "plan": FIXED, **body}
    reply = rui.client.post(f"/api/campaigns/{campaign.pk}/batches", whole, "json")
    assert [one["path"] for one in reply.json()["error"]["fields"]] == list(body)


def test_a_batch_of_another_campaign_is_not_there(world, rui, campaign, ada):
    batch = opened(rui, campaign, ada).json()["id"]
    rob = world.person(world.campaign(), role="reviewer")
    assert rob.client.get(f"/api/batches/{batch}").status_code == 404
