"""Consent before the first pair, opt-outs, and how much somebody has to look at."""

import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign, Consent
from annotation_server.catalog.rules.columns import HARM_CATEGORIES
from tests.annotation.world import Person, World, state_of

CARE = {
    "asks_consent": False,
    "sensitive_per_hour": None,
    "sensitive_per_day": None,
    "neutral_share": 0,
    "session_minutes": None,
    "break_minutes": 10,
    "support": "",
}


def care(world: World, campaign: Campaign, **changes) -> None:
    body = {**CARE, **changes}
    mo = world.person(manager=True)
    reply = mo.client.put(f"/api/campaigns/{campaign.pk}/care", body, "json")
    assert reply.status_code == 200, reply.json()
    assert reply.json()["care"] == body


def agree(person: Person, campaign: Campaign, *opt_outs: str):
    body = {"version": 1, "opt_outs": list(opt_outs), "locale": "en"}
    return person.client.put(f"/api/campaigns/{campaign.pk}/consent", body, "json")


def sensitive(world: World, count: int, **options) -> Campaign:
    """A campaign with so many violent pairs, and neutral ones if `pairs` says so."""
    for number in range(count):
        world.pair(f"A fight, number {number}.", labels=["violence"])
    return world.campaign(**{"pairs": 0, **options})


def reveal(person: Person, assignment: str):
    return person.client.put(f"/api/assignments/{assignment}/reveal", {}, "json")


def later(**span: int) -> None:
    """All that was looked at or ended, was so this much earlier."""
    Assignment.objects.update(
        revealed_at=F("revealed_at") - timedelta(**span),
        finished_at=F("finished_at") - timedelta(**span),
    )


def rest_of(person: Person, campaign: Campaign):
    return person.queue(campaign).json()["rest"]


def test_nobody_is_given_work_before_they_agreed(world):
    campaign = sensitive(world, 1)
    care(world, campaign, asks_consent=True)
    ada = world.person(campaign)
    refused = ada.queue(campaign)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "consent_needed")
    assert agree(ada, campaign).status_code == 200
    assert len(ada.held(campaign)) == 1


def test_a_consent_names_the_kinds_of_the_campaign(world):
    campaign = sensitive(world, 2, pairs=1)
    ada = world.person(campaign)
    told = ada.client.get(f"/api/campaigns/{campaign.pk}/consent").json()
    assert told == {"version": 1, "kinds": ["violence"], "opt_outs": [], "given_at": None}


def test_critical_prompts_without_a_label_may_be_of_every_kind(world):
    world.pair("Critical.", type="safety_critical")
    campaign = world.campaign(pairs=0)
    told = world.person(campaign).client.get(f"/api/campaigns/{campaign.pk}/consent").json()
    assert told["kinds"] == list(HARM_CATEGORIES)


def test_every_consent_is_kept_and_never_changed(world):
    campaign = sensitive(world, 1)
    ada = world.person(campaign)
    agree(ada, campaign)
    agree(ada, campaign, "violence")
    kept = Consent.objects.filter(membership__user=ada.user).order_by("pk")
    assert [one.opt_outs for one in kept] == [[], ["violence"]]
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(opt_outs=[])


def test_a_kind_that_the_campaign_does_not_have_is_refused(world):
    campaign = sensitive(world, 1)
    refused = agree(world.person(campaign), campaign, "crime")
    assert refused.json()["error"]["fields"][0] == {
        "path": "opt_outs",
        "code": "unknown_kind",
        "message": "This campaign has no content of the kind 'crime'. Leave it out.",
    }


def test_opting_out_gives_back_what_is_held_of_the_kind(world):
    campaign = sensitive(world, 2, pairs=1)
    ada, ben = world.person(campaign), world.person(campaign)
    assert len(ada.held(campaign, 3)) == 3
    agree(ada, campaign, "violence")
    assert [one["prompt"]["sensitive"] for one in ada.held(campaign, 3)] == [False]
    assert len(ben.held(campaign, 3)) == 2


def claim_with_changing_opt_outs(world: World, claims: int, seed: int) -> int:
    """Claims of a crowd that changes its mind; how many claims there were. Each is asserted."""
    draw = random.Random(seed)  # noqa: S311  # to replay, not a secret
    kinds = list(HARM_CATEGORIES)
    for number in range(claims // 2):
        labels = draw.sample(kinds, draw.choice([0, 1, 1, 2]))
        kind = draw.choice(["safety_neutral", "safety_critical"])
        world.pair(f"Anything, number {number}.", labels=labels, type=kind)
    campaign = world.campaign(pairs=0, overlap=8)
    crowd = [world.person(campaign) for _ in range(max(12, claims // 40))]
    given = 0
    for _ in range(claims):
        person = draw.choice(crowd)
        opt_outs = set(draw.sample(kinds, draw.randint(0, 4)))
        assert agree(person, campaign, *opt_outs).status_code == 200
        for one in person.held(campaign, 10):
            found = set(one["prompt"]["categories"])
            assert not (one["prompt"]["sensitive"] and opt_outs and not found), one
            assert not found & opt_outs, one
            person.skip(one["id"])
            given += 1
        if given >= claims:
            break
    return given


def test_a_claim_never_violates_an_opt_out(world):
    assert claim_with_changing_opt_outs(world, 120, seed=1) >= 120


@pytest.mark.prove
def test_two_thousand_claims_never_violate_an_opt_out(world):
    assert claim_with_changing_opt_outs(world, 2000, seed=2) >= 2000


def test_the_sixth_sensitive_pair_of_an_hour_is_a_break(world):
    campaign = sensitive(world, 8)
    care(world, campaign, sensitive_per_hour=5)
    ada = world.person(campaign)
    for _ in range(5):
        [one] = ada.held(campaign)
        ada.finish(one["id"])
    reply = ada.queue(campaign).json()
    assert (reply["assignments"], reply["nothing_left"]) == ([], False)
    assert reply["rest"]["reason"] == "sensitive"
    later(minutes=61)
    assert len(ada.held(campaign)) == 1


def test_no_more_is_held_than_the_budget_allows(world):
    campaign = sensitive(world, 8)
    care(world, campaign, sensitive_per_hour=5)
    assert len(world.person(campaign).held(campaign, 10)) == 5


def test_neutral_pairs_go_on_when_the_sensitive_ones_are_spent(world):
    campaign = sensitive(world, 4, pairs=3)
    care(world, campaign, sensitive_per_hour=1)
    ada = world.person(campaign)
    kinds = []
    while held := ada.held(campaign):
        kinds.append(held[0]["prompt"]["sensitive"])
        ada.finish(held[0]["id"])
    assert sorted(kinds) == [False, False, False, True]
    assert rest_of(ada, campaign)["reason"] == "sensitive"


def test_what_is_given_back_unseen_is_not_spent(world):
    campaign = sensitive(world, 3)
    care(world, campaign, sensitive_per_hour=1)
    ada = world.person(campaign)
    [first] = ada.held(campaign, 3)
    ada.release(first["id"])
    assert len(ada.held(campaign, 3)) == 1


def test_what_was_revealed_stays_spent_when_it_is_given_back(world):
    campaign = sensitive(world, 3)
    care(world, campaign, sensitive_per_hour=1)
    ada = world.person(campaign)
    [first] = ada.held(campaign)
    assert reveal(ada, first["id"]).status_code == reveal(ada, first["id"]).status_code == 200
    ada.release(first["id"])
    assert ada.held(campaign) == []
    assert rest_of(ada, campaign)["reason"] == "sensitive"


def test_a_days_budget_outlasts_the_hour(world):
    campaign = sensitive(world, 3)
    care(world, campaign, sensitive_per_day=1)
    ada = world.person(campaign)
    ada.finish(ada.held(campaign)[0]["id"])
    later(hours=2)
    assert ada.held(campaign) == []
    later(hours=23)
    assert len(ada.held(campaign)) == 1


def test_a_share_of_neutral_pairs_comes_first(world):
    campaign = sensitive(world, 6, pairs=4)
    care(world, campaign, neutral_share=50)
    ada = world.person(campaign)
    looked = []
    while held := ada.held(campaign):
        looked.append(held[0]["prompt"]["sensitive"])
        ada.finish(held[0]["id"])
        assert looked.count(True) <= looked.count(False)
    assert looked.count(False) == looked.count(True) == 4


def test_a_break_is_due_after_a_session_and_holds_nothing_back(world):
    campaign = world.campaign(pairs=5)
    care(world, campaign, session_minutes=30, break_minutes=10)
    ada, ben = world.person(campaign), world.person(campaign)
    first, second, *unseen = ada.held(campaign, 4)
    ada.finish(first["id"])
    Assignment.objects.filter(pk=first["id"]).update(finished_at=Now() - timedelta(minutes=9))
    Assignment.objects.filter(pk=second["id"]).update(
        state="skipped", finished_at=Now() - timedelta(minutes=18)
    )
    assert rest_of(ada, campaign) is None
    care(world, campaign, session_minutes=8, break_minutes=10)
    assert rest_of(ada, campaign)["reason"] == "session"
    assert [state_of(one["id"]) for one in unseen] == ["released", "released"]
    assert len(ben.held(campaign, 5)) == 3
    later(minutes=10)
    assert rest_of(ada, campaign) is None


@pytest.mark.parametrize(
    ("field", "value"), [("sensitive_per_hour", -1), ("neutral_share", 91), ("break_minutes", 0)]
)
def test_a_budget_out_of_range_is_refused(world, field, value):
    campaign = world.campaign()
    mo = world.person(manager=True)
    body = {**CARE, field: value}
    refused = mo.client.put(f"/api/campaigns/{campaign.pk}/care", body, "json")
    assert refused.json()["error"]["fields"][0]["path"] == field


def test_when_the_share_of_neutral_pairs_has_none_left_the_reply_says_so(world):
    campaign = sensitive(world, 3, pairs=1)
    care(world, campaign, neutral_share=50)
    ada = world.person(campaign)
    while held := ada.held(campaign):
        ada.finish(held[0]["id"])
    reply = ada.queue(campaign).json()
    assert (reply["only_sensitive"], reply["nothing_left"]) == (True, True)
    assert reply["message"].startswith("Only sensitive pairs are left")


@pytest.mark.parametrize(
    ("violent", "wanted", "asked"), [(1, None, True), (0, None, False), (1, False, False)]
)
def test_a_campaign_with_sensitive_pairs_asks_for_consent_by_itself(world, violent, wanted, asked):
    campaign = sensitive(world, violent, pairs=1, asks_consent=wanted)
    assert campaign.asks_consent is asked
