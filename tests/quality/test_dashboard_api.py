"""The dashboard's replies, as Rui and Mo get them."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.timezone import now

from annotation_server.accounts.services import create_user
from annotation_server.campaigns.models import Campaign, Membership
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
    "address",
    [
        *("answers?question=harm__regex", "answers?state=leased", "answers?annotator=ada"),
        *("answers?since=yesterday", "answers?until=2026-11-25T09:30:00", "dashboard?since=1"),
    ],
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


def test_answers_and_counts_are_those_of_a_time(get, pair):
    last_hour, next_hour = (
        quote((now() + timedelta(hours=hours)).isoformat()) for hours in (-1, 1)
    )
    for path, there in ((f"since={last_hour}&until={next_hour}", 1), (f"until={last_hour}", 0)):
        assert len(get("rui", f"answers?{path}").json()["results"]) == there
        found = get("rui", f"dashboard?{path}").json()
        assert found["counts"].get("helpfulness", {}) == ({FIRST: 1} if there else {})
        assert sum(hour["finished"] for hour in found["hours"]) == there


def test_the_other_versions_of_the_protocol_are_told_to_those_who_see_them(world, get, pair):
    Campaign.objects.create(
        name="Second", corpus=world.corpus, protocol=world.protocol, overlap=1, seed=1
    )
    names = {who: get(who, "dashboard").json()["versions"] for who in ("mo", "rui")}
    assert [one["name"] for one in names["mo"]] == ["Second", "first"]
    assert [one["name"] for one in names["rui"]] == ["first"]
    assert names["rui"][0]["version"] == 1
