"""An annotator withdraws: what becomes of the work, the places, the name, and of later exports."""

import pytest
from django.core.management import call_command

from annotation_server.accounts.models import Identity, User
from annotation_server.accounts.services import fresh_password, reinstate
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.annotation.services import send_back, withdraw_annotator
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.services import change_overlap
from annotation_server.core.errors import ConflictError
from tests.annotation.world import state_of, states


@pytest.fixture
def campaign(world):
    return world.campaign(pairs=3)


@pytest.fixture
def ada(world, campaign):
    return world.person(campaign)


@pytest.fixture
def mo(world):
    return world.person(manager=True)


def withdraw(mo, person):
    return mo.client.post(f"/api/people/{person.user.pk}/withdrawal", {}, "json")


def test_what_was_finished_half_done_and_skipped_is_withdrawn_and_others_get_the_places(
    world, campaign, ada, mo
):
    done, half, skipped = (one["id"] for one in ada.held(campaign, 3))
    ada.finish(done)
    ada.submit(half, "heuristic")
    ada.skip(skipped)
    assert withdraw(mo, ada).json() == {"answers": 2, "places": 2, "campaigns": 1}
    assert {state_of(one) for one in (done, half, skipped)} == {"withdrawn"}
    assert states(campaign) == {"free": 3}
    assert len(world.person(campaign).held(campaign, 3)) == 3


def test_somebody_who_was_told_that_nothing_is_left_finds_the_freed_place(world, campaign, ada, mo):
    for held in ada.held(campaign, 3):
        ada.finish(held["id"])
    ben = world.person(campaign)
    assert ben.held(campaign) == []
    withdraw(mo, ada)
    assert len(ben.held(campaign, 3)) == 3


def test_the_place_of_a_pair_that_is_taken_down_retires(world, campaign, ada, mo):
    held = ada.held(campaign)[0]
    ada.finish(held["id"])
    pair = Assignment.objects.get(pk=held["id"]).pair
    body = {"kind": "pair", "id": pair.pk, "reason": ""}
    assert mo.client.post("/api/takedowns", body, "json").status_code == 200
    withdraw(mo, ada)
    assert campaign.slots.get(pair=pair).state == "retired"


def test_work_that_was_sent_back_withdraws_with_its_next_round(world, campaign, ada, mo):
    held = ada.held(campaign)[0]
    ada.finish(held["id"])
    following = send_back(held["id"], by=mo.user)
    withdraw(mo, ada)
    assert (state_of(held["id"]), state_of(following.pk)) == ("withdrawn", "withdrawn")
    assert states(campaign) == {"free": 3}


def test_answers_stay_under_an_id_without_a_name(campaign, ada, mo):
    held = ada.held(campaign)[0]
    ada.finish(held["id"])
    withdraw(mo, ada)
    assert not Identity.objects.filter(user=ada.user).exists()
    assert Judgement.objects.filter(assignment__annotator=ada.user.pk).count() == 2
    person = next(one for one in people(mo) if one["id"] == str(ada.user.pk))
    assert (person["name"], person["withdrawn"], person["suspended"]) == ("", True, True)


def people(mo):
    return mo.client.get("/api/people").json()["results"]


def test_nobody_comes_back_from_it(campaign, ada, mo):
    withdraw(mo, ada)
    assert ada.queue(campaign).status_code == 401
    gone = User.objects.get(pk=ada.user.pk)
    for deed in (reinstate, fresh_password):
        with pytest.raises(ConflictError, match="withdrew"):
            deed(gone, by=mo.user)


def test_the_same_again_finds_nothing_more(campaign, ada, mo):
    ada.finish(ada.held(campaign)[0]["id"])
    withdraw(mo, ada)
    since = User.objects.get(pk=ada.user.pk).withdrawn_at
    assert withdraw(mo, ada).json() == {"answers": 0, "places": 0, "campaigns": 0}
    assert User.objects.get(pk=ada.user.pk).withdrawn_at == since


@pytest.mark.parametrize(("whom", "code"), [("mo", "own_account"), ("another", "is_manager")])
def test_a_manager_is_not_withdrawn(world, mo, whom, code):
    person = mo if whom == "mo" else world.person(manager=True)
    reply = withdraw(mo, person)
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, code)
    assert Identity.objects.filter(user=person.user).exists()


def test_it_is_counted_before_it_is_confirmed_and_on_record_without_a_name(campaign, ada, mo):
    ada.finish(ada.held(campaign)[0]["id"])
    told = mo.client.get(f"/api/people/{ada.user.pk}/withdrawal").json()
    assert told == {"answers": 1, "places": 1, "campaigns": 1}
    name = ada.user.identity.name
    withdraw(mo, ada)
    event = AuditEvent.objects.get(action="annotator_withdrawn")
    assert (event.actor, event.subject_id, event.details["answers"]) == (
        mo.user, str(ada.user.pk), 1,
    )  # fmt: skip
    assert not AuditEvent.objects.filter(details__icontains=name).exists()


def test_the_command_previews_and_withdraws(campaign, ada, capsys):
    ada.finish(ada.held(campaign)[0]["id"])
    call_command("withdraw_annotator", ada.user.identity.name, "--preview")
    assert "Would withdraw 1 judged pairs in 1 campaigns" in capsys.readouterr().out
    call_command("withdraw_annotator", ada.user.identity.name)
    assert states(campaign)["free"] == 3
    assert not Identity.objects.filter(user=ada.user).exists()


def test_a_pair_given_back_unjudged_says_nothing_and_stays_released(campaign, ada, mo):
    held = ada.held(campaign)[0]
    ada.release(held["id"])
    withdraw_annotator(ada.user, by=mo.user)
    assert state_of(held["id"]) == "released"


def test_of_a_pair_with_a_place_too_many_the_freed_one_retires(world, campaign, mo):
    campaign = world.campaign(pairs=0, overlap=2)
    ada, ben = world.person(campaign), world.person(campaign)
    for person in (ada, ben):
        for held in person.held(campaign, 3):
            person.finish(held["id"])
    change_overlap(campaign, 1, by=mo.user)
    assert withdraw(mo, ada).status_code == 200
    assert states(campaign) == {"done": 3, "retired": 3}


def test_what_was_only_held_is_not_paid(world, campaign, ada, mo):
    done, held = (one["id"] for one in ada.held(campaign, 2))
    ada.finish(done)
    Assignment.objects.update(rate=1)
    withdraw(mo, ada)
    rates = dict(Assignment.objects.values_list("pk", "rate"))
    assert {str(pk): rate for pk, rate in rates.items()} == {done: 1, held: 0}
