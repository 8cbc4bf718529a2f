"""Opt-outs and neutral-only hold at every claim; nobody's limits cost others a place."""

import pytest

from annotation_server.annotation.services.claims import Limits, Search
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.services import change_limits
from tests.annotation.world import Person, World, expire


@pytest.fixture
def campaign(world: World) -> Campaign:
    """A neutral pair, a violent one, one of crime and one critical without a label."""
    world.pair("Violence.", labels=["violence"])
    world.pair("Crime.", labels=["crime", "hate"])
    world.pair("Critical.", type="safety_critical")
    return world.campaign(pairs=1)


NEUTRAL = "A pond, number 3."


def texts(person: Person, campaign: Campaign) -> set[str]:
    return {one["prompt"]["text"] for one in person.held(campaign, 4)}


def limit(campaign: Campaign, person: Person, *opt_outs: str, neutral_only: bool = False) -> None:
    membership = campaign.memberships.get(user=person.user)
    change_limits(membership, opt_outs=opt_outs, neutral_only=neutral_only, by=None)


def test_whoever_opted_out_of_a_category_is_given_the_others(world, campaign):
    ada = world.person(campaign)
    limit(campaign, ada, "violence")
    assert texts(ada, campaign) == {NEUTRAL, "Crime."}


def test_neutral_only_is_given_nothing_sensitive(world, campaign):
    ada = world.person(campaign)
    limit(campaign, ada, neutral_only=True)
    assert texts(ada, campaign) == {NEUTRAL}


def test_what_came_free_or_expired_keeps_to_the_limits_too(world, campaign):
    ada, bob = world.person(campaign), world.person(campaign)
    limit(campaign, bob, "violence", "hate")
    held = ada.held(campaign, 4)
    assert bob.held(campaign, 4) == []
    for one in held[:2]:
        ada.release(one["id"])
    expire(campaign)
    assert texts(bob, campaign) == {NEUTRAL}


def test_sensitive_places_are_found_again_when_they_are_allowed(world, campaign):
    ada = world.person(campaign)
    limit(campaign, ada, neutral_only=True)
    assert texts(ada, campaign) == {NEUTRAL}
    assert texts(ada, campaign) == {NEUTRAL}
    campaign.memberships.filter(user=ada.user).update(neutral_only=False)
    assert len(texts(ada, campaign)) == 4


def test_what_was_passed_over_on_the_second_way_through_is_found_too(world, campaign):
    ada = world.person(campaign)
    membership = campaign.memberships.get(user=ada.user)
    membership.second_look, membership.passed_over, membership.cursor = True, True, 9
    assert Search(campaign, membership, Limits()).take() is not None


def test_a_search_takes_no_more_sensitive_places_than_are_left(world, campaign):
    membership = campaign.memberships.get(user=world.person(campaign).user)
    search = Search(campaign, membership, Limits(sensitive_left=2))
    taken = [search.take() for _ in range(4)]
    assert sorted(place.sensitive for place in taken if place) == [False, True, True]
