"""The dashboard's replies, as Rui and Mo get them."""

import pytest
from django.test import Client
from django.utils.timezone import now

from annotation_server.accounts.services import create_user
from annotation_server.campaigns.models import Membership
from annotation_server.campaigns.services import enrol
from annotation_server.quality.models import Report
from annotation_server.quality.operations.reports import refresh_report
from annotation_server.quality.operations.tallies import count_answers
from tests.exports.factory import FIRST, SECOND, answers


@pytest.fixture
def people(world):
    made = {name: create_user(name, is_manager=name == "mo").user for name in ("ada", "rui", "mo")}
    enrol(world.campaign, made["rui"], Membership.Role.REVIEWER, by=None)
    return made


@pytest.fixture
def pair(world, people):
    """One pair judged by Ada, with figures computed."""
    pair = world.two()
    world.judged(pair, answers(FIRST, ("porn",)), by=people["ada"], finished_at=now())
    count_answers(now())
    report = Report.objects.get(campaign=world.campaign)
    report.state = Report.State.QUEUED
    report.save()
    refresh_report(str(report.pk))
    return pair


@pytest.fixture
def get(world, people):
    def ask(person: str, path: str):
        client = Client()
        client.force_login(people[person])
        return client.get(f"/api/campaigns/{world.campaign.pk}/{path}")

    return ask


def test_the_dashboard_says_where_the_campaign_stands(get, pair):
    found = get("rui", "dashboard").json()
    assert found["progress"] == {"pairs": 1, "pairs_complete": 0, "free": 1, "held": 0, "done": 1}
    assert found["counts"]["helpfulness"] == {FIRST: 1}
    assert found["hours"][-1]["finished"] == 1
    assert found["figures_as_of"] is not None


def test_managers_read_names_and_reviewers_do_not(get, pair):
    names = {who: get(who, "figures").json()["figures"]["annotators"] for who in ("mo", "rui")}
    assert [one["name"] for one in names["mo"]] == ["ada"]
    assert [one["name"] for one in names["rui"]] == [""]


def test_a_number_leads_to_the_answers_behind_it(get, pair):
    found = get("mo", f"answers?question=helpfulness&answer={FIRST}").json()
    assert [row["annotator_name"] for row in found["results"]] == ["ada"]
    assert get("mo", f"answers?question=helpfulness&answer={SECOND}").json()["results"] == []
    assert len(get("mo", "answers?question=harm&answer=porn").json()["results"]) == 1


@pytest.mark.parametrize(
    "address", ["answers?question=harm__regex", "answers?state=leased", "answers?annotator=ada"]
)
def test_filters_are_those_that_there_are(get, pair, address):
    reply = get("mo", address)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid")


def test_a_pair_is_found_by_its_id_with_all_that_was_answered(get, pair):
    found = get("rui", f"judged-pairs/{pair.pair_id}").json()
    assert [video["generator"] for video in found["videos"]] == ["alpha", "beta"]
    assert [one["stage"] for one in found["assignments"][0]["judgements"]] == [
        "heuristic",
        "overall",
    ]
    assert get("rui", f"judged-pairs/{pair.pk}").json() == found
    assert get("rui", "judged-pairs/nothing").status_code == 404
