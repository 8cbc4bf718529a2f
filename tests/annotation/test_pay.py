"""What is paid, at which rate, how many pairs one may do, and what one gets at the end."""

import csv
import io
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services import exclude
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign
from tests.annotation.world import Person, World, expire

TERMS = {
    "rate": "0.25",
    "currency": "EUR",
    "session_size": 40,
    "max_per_annotator": None,
    "completion_url": "",
    "completion_code": "",
}


def terms(world: World, campaign: Campaign, **changes):
    mo = world.person(manager=True)
    return mo.client.put(f"/api/campaigns/{campaign.pk}/terms", {**TERMS, **changes}, "json")


@pytest.fixture
def campaign(world: World) -> Campaign:
    made = world.campaign(pairs=5)
    assert terms(world, made).json()["terms"] == TERMS
    return made


def own(person: Person, campaign: Campaign, since: str = ""):
    query = {"since": since} if since else {}
    return person.client.get(f"/api/campaigns/{campaign.pk}/own-work", query).json()


def report(world: World, campaign: Campaign):
    mo = world.person(manager=True)
    return mo.client.get(f"/api/campaigns/{campaign.pk}/pay").json()["results"]


def test_the_rate_is_that_of_the_claim(world, campaign):
    ada = world.person(campaign)
    first = ada.held(campaign)[0]
    terms(world, campaign, rate="0.5")
    ada.finish(first["id"])
    ada.finish(ada.held(campaign)[0]["id"])
    assert own(ada, campaign)["total"]["amount"] == "0.75"
    assert own(ada, campaign)["rate"] == "0.5"


def test_complete_surplus_and_skipped_are_paid_and_what_is_given_back_is_not(world, campaign):
    ada, ben = world.person(campaign), world.person(campaign)
    done, skipped, given_back, late = (one["id"] for one in ada.held(campaign, 4))
    ada.finish(done)
    ada.skip(skipped)
    ada.release(given_back)
    ada.submit(late, "heuristic")
    expire(campaign)
    for one in ben.held(campaign, 5):
        ben.finish(one["id"])
    assert ada.submit(late, "overall").json()["state"] == "surplus"
    row = next(row for row in report(world, campaign) if row["surplus"])
    assert (row["pairs"], row["counted"], row["surplus"], row["skipped"]) == (3, 1, 1, 1)
    assert row["amount"] == "0.75"


def test_exclusion_never_unpays(world, campaign):
    ada, mo = world.person(campaign), world.person(manager=True)
    done = ada.held(campaign)[0]["id"]
    ada.finish(done)
    exclude(done, reason="careless", by=mo.user)
    [row] = report(world, campaign)
    assert (row["counted"], row["undone"], row["amount"]) == (0, 1, "0.25")


def test_the_hourly_is_over_pairs_whose_time_is_known(world, campaign):
    ada = world.person(campaign)
    timed, untimed = (one["id"] for one in ada.held(campaign, 2))
    Assignment.objects.filter(pk=timed).update(claimed_at=Now() - timedelta(minutes=5))
    minute = {"active_ms": 60_000, "total_ms": 70_000}
    for stage in ("heuristic", "overall"):
        ada.submit(timed, stage, timing=minute)
    ada.finish(untimed)
    total = own(ada, campaign)["total"]
    assert (total["amount"], total["active_ms"]) == ("0.5", 120_000)
    assert (total["hourly"], total["seconds_a_pair"]) == ("7.50", 120.0)


def test_todays_work_begins_when_the_readers_day_does(world, campaign):
    ada = world.person(campaign)
    for one in ada.held(campaign, 2):
        ada.finish(one["id"])
    Assignment.objects.filter(pk=one["id"]).update(finished_at=Now() - timedelta(hours=3))
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    found = own(ada, campaign, since)
    assert (found["today"]["pairs"], found["total"]["pairs"]) == (1, 2)
    path = f"/api/campaigns/{campaign.pk}/own-work"
    refused = ada.client.get(path, {"since": "yesterday"}).json()["error"]
    assert refused["fields"][0]["path"] == "since"


def test_nobody_does_more_than_the_campaign_allows(world, campaign):
    terms(world, campaign, max_per_annotator=2, completion_code="C0FFEE")
    ada = world.person(campaign)
    held = ada.held(campaign, 3)
    assert len(held) == 2
    ada.finish(held[0]["id"])
    reply = ada.queue(campaign, 3).json()
    assert (len(reply["assignments"]), reply["completion"]) == (1, None)
    ada.finish(held[1]["id"])
    reply = ada.queue(campaign, 3).json()
    assert (reply["assignments"], reply["nothing_left"]) == ([], True)
    assert reply["completion"] == {"url": "", "code": "C0FFEE"}
    assert own(ada, campaign)["completion"] == {"url": "", "code": "C0FFEE"}


def test_the_code_is_told_at_the_end_only(world, campaign):
    terms(world, campaign, completion_code="C0FFEE")
    ada = world.person(campaign)
    assert b"C0FFEE" not in ada.client.get(f"/api/campaigns/{campaign.pk}").content
    assert b"C0FFEE" not in ada.queue(campaign).content
    assert own(ada, campaign)["completion"] is None


def test_the_report_is_a_file_too_and_every_look_is_in_the_audit_trail(world, campaign):
    ada, mo = world.person(campaign), world.person(manager=True)
    ada.finish(ada.held(campaign)[0]["id"])
    ada.user.identity.name = "=cmd()"
    ada.user.identity.save()
    reply = mo.client.get(f"/api/campaigns/{campaign.pk}/pay.csv")
    [row] = csv.DictReader(io.StringIO(reply.content.decode()))
    assert (row["annotator"], row["amount"], row["currency"]) == ("'=cmd()", "0.25", "EUR")
    event = AuditEvent.objects.get(action="pay_reported")
    assert (event.actor_id, event.details["amount"]) == (mo.user.pk, "0.2500")


@pytest.mark.parametrize(
    ("field", "value"),
    [("rate", "-1"), ("rate", 1), ("completion_url", "javascript:alert(1)"), ("session_size", 0)],
)
def test_terms_that_can_not_be_are_refused(world, campaign, field, value):
    refused = terms(world, campaign, **{field: value})
    assert refused.json()["error"]["fields"][0]["path"] == field
