"""Gold that is hard to see is kept to the same care as work."""

from datetime import timedelta

from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.services import add_gold, change_gold_share
from tests.annotation.test_care import agree, care, rest_of
from tests.annotation.world import ANSWERS, World


def sensitive_gold(world: World, count: int) -> Campaign:
    """A campaign of neutral work, half of whose turns are gold that is hard to see."""
    campaign = world.campaign(pairs=8)
    for number in range(count):
        pair = world.pair(f"A known fight, number {number}.", labels=["violence"])
        add_gold(campaign, pair, ANSWERS, by=None)
    change_gold_share(campaign, 50, by=None)
    return campaign


def test_gold_that_is_hard_to_see_is_of_the_budget_too(world):
    campaign = sensitive_gold(world, 3)
    care(world, campaign, sensitive_per_hour=1)
    ada = world.person(campaign)
    looked = []
    while held := ada.held(campaign):
        looked.append(held[0]["prompt"]["sensitive"])
        ada.finish(held[0]["id"])
    assert (looked.count(True), looked.count(False)) == (1, 8)


def test_a_break_and_an_opt_out_give_gold_back_as_they_do_work(world):
    campaign = sensitive_gold(world, 3)
    ada = world.person(campaign)
    assert [one["prompt"]["sensitive"] for one in ada.held(campaign, 6)].count(True) == 3
    agree(ada, campaign, "violence")
    held = ada.held(campaign, 1)
    assert [one["prompt"]["sensitive"] for one in held] == [False] * 3
    ada.finish(held[0]["id"])
    care(world, campaign, session_minutes=1)
    Assignment.objects.filter(state="complete").update(finished_at=Now() - timedelta(minutes=2))
    ada.finish(held[1]["id"])
    assert rest_of(ada, campaign)["reason"] == "session"
    assert ada.held(campaign) == []
