"""Answers where they are worth most: which pairs, what they cost, added once and undone."""

import json
from math import isclose

import pytest
from django.db.models.functions import Now
from django.test import Client

from annotation_server.accounts.services import create_user
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.services import add_slots, change_overlap
from annotation_server.core.errors import ConflictError
from annotation_server.quality.models import ExtraPlaces, Report
from annotation_server.quality.operations.reports import refresh_report
from annotation_server.quality.queries.extra import offer
from annotation_server.quality.rules.extra import gain_of, right_from
from annotation_server.quality.services import add_where_worth, decide, request_figures, undo_extra
from tests.exports.factory import FIRST, SECOND, answers


@pytest.fixture
def mo(db):
    return create_user("mo", is_manager=True).user


@pytest.fixture
def pairs(world, mo):
    """Tied one to one, led two to one, and six on which both agree; nobody is to answer any."""
    Campaign.objects.filter(pk=world.campaign.pk).update(rate="0.25", currency="EUR")
    said = [(FIRST, SECOND), (FIRST, FIRST, SECOND), *[(FIRST, FIRST)] * 6]
    made = [world.two(f"Prompt {number}.") for number in range(len(said))]
    for pair, given in zip(made, said, strict=True):
        for one in given:
            world.judged(pair, answers(one))
    world.campaign.slots.filter(state="free").delete()
    world.campaign.refresh_from_db()
    compute(world.campaign)
    return made


def compute(campaign):
    request_figures(campaign)
    refresh_report(str(Report.objects.get(campaign=campaign).pk))


def places(campaign, pair):
    return campaign.slots.filter(pair=pair, state="free").count()


def test_one_answer_more_settles_ties_and_turns_no_lead():
    assert isclose(gain_of(0, 0.8, 1), 0.3)
    assert gain_of(1, 0.8, 1) == pytest.approx(0)
    assert gain_of(1, 0.8, 2) > gain_of(3, 0.8, 2) >= 0


def test_the_gain_of_more_answers_is_what_enumerating_them_gives():
    # Led by one at p = 0.8: sure 0.8. After two more the lead is 3, 1 or -1.
    sure = {1: 0.8, 3: 0.8**3 / (0.8**3 + 0.2**3)}
    agree = 0.8 * 0.64 + 0.2 * 0.04
    both_against = 0.8 * 0.04 + 0.2 * 0.64
    after = agree * sure[3] + (1 - agree - both_against) * 0.8 + both_against * 0.8
    assert gain_of(1, 0.8, 2) == pytest.approx(after - 0.8)


@pytest.mark.parametrize(
    ("agreement", "right"), [(None, None), (0.5, None), (0.68, 0.8), (1, 0.99)]
)
def test_how_often_people_are_right_follows_from_how_often_they_agree(agreement, right):
    found = right_from(agreement)
    assert found is right is None or found == pytest.approx(right)


def test_ties_gain_most_by_one_answer_and_leads_by_two(world, pairs):
    assert offer(world.campaign, 10, 1).pairs == (pairs[0].pk,)
    assert offer(world.campaign, 2, 2).pairs == (pairs[0].pk, pairs[1].pk)


def test_mo_sees_what_it_comes_to_before_anything_is_added(world, pairs, mo):
    client, path = Client(), f"/api/campaigns/{world.campaign.pk}/extra-places"
    client.force_login(mo)
    said = client.get(f"{path}?pairs=2&each=2").json()["offer"]
    assert (said["pairs"], said["places"], said["cost"], said["currency"]) == (2, 4, 1.0, "EUR")
    assert 0 < said["gain"] < 0.5
    assert places(world.campaign, pairs[0]) == 0
    wrong = client.get(f"{path}?pairs=0")
    assert wrong.json()["error"]["fields"][0]["path"] == "pairs"
    made = client.post(path, json.dumps({"pairs": 2, "each": 2}), "application/json")
    assert made.status_code == 201
    [row] = made.json()["added"]
    assert client.delete(f"/api/extra-places/{row['id']}").status_code == 204
    assert client.get(path).json()["added"][0]["undone_at"] is not None


def test_answers_are_added_to_those_pairs_once(world, pairs, mo):
    add_where_worth(world.campaign, 1, 2, by=mo)
    assert [places(world.campaign, pair) for pair in pairs[:2]] == [2, 0]
    add_where_worth(world.campaign, 1, 2, by=mo)
    assert [places(world.campaign, pair) for pair in pairs[:2]] == [2, 2]
    events = AuditEvent.objects.filter(action="answers_added_where_worth")
    assert [event.details["places"] for event in events] == [2, 2]


def test_when_nothing_gains_that_is_said(world, pairs, mo):
    add_where_worth(world.campaign, 1, 1, by=mo)
    with pytest.raises(ConflictError) as refused:
        add_where_worth(world.campaign, 1, 1, by=mo)
    assert refused.value.code == "nothing_to_gain"


def test_undone_the_free_places_retire_and_what_is_taken_stays(world, pairs, mo):
    extra = add_where_worth(world.campaign, 1, 2, by=mo)
    taken = world.campaign.slots.filter(pair=pairs[0], state="free").first()
    world.campaign.slots.filter(pk=taken.pk).update(state="held", leased_until=Now())
    assert undo_extra(extra, by=mo) == 1
    assert undo_extra(extra, by=mo) == 0
    left = world.campaign.slots.filter(pair=pairs[0]).exclude(state="done")
    assert sorted(left.values_list("state", flat=True)) == ["held", "retired"]
    assert ExtraPlaces.objects.get().undone_by == mo
    assert AuditEvent.objects.get(action="extra_answers_undone").details["places"] == 1


def test_undone_the_places_that_others_added_stay(world, pairs, mo):
    change_overlap(world.campaign, 2, by=mo)  # which both answers fill
    extra = add_where_worth(world.campaign, 1, 2, by=mo)
    add_slots(world.campaign, [pairs[0].pk], 1, by=mo)
    assert undo_extra(extra, by=mo) == 2
    assert places(world.campaign, pairs[0]) == 1


def test_a_pair_that_was_answered_since_is_not_offered(world, pairs):
    world.judged(pairs[0], answers(FIRST), finished_at=Now())
    assert pairs[0].pk not in offer(world.campaign, 10, 2).pairs


def test_undone_what_a_raised_overlap_asks_for_stays(world, pairs, mo):
    extra = add_where_worth(world.campaign, 1, 2, by=mo)
    change_overlap(world.campaign, 4, by=mo)
    assert undo_extra(extra, by=mo) == 0
    assert places(world.campaign, pairs[0]) == 2


def test_a_pair_that_a_reviewer_settled_gains_nothing(world, pairs, mo):
    decide(world.campaign, pairs[0], {"helpfulness": FIRST}, by=mo)
    compute(world.campaign)
    assert pairs[0].pk not in offer(world.campaign, 10, 2).pairs
