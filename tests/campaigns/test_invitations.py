"""People come into a campaign by a link, as often and as long as it allows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from annotation_server.accounts.models import User
from annotation_server.accounts.services import suspend
from annotation_server.annotation.services import remove_member
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign, Invitation, Membership
from annotation_server.campaigns.services import invitations as services
from annotation_server.campaigns.services import join
from annotation_server.core import limits
from annotation_server.core.errors import GoneError

PASSWORD = "a long enough password"


@pytest.fixture
def mo(world):
    return world.person(manager=True)


@pytest.fixture
def campaign(world):
    world.pair()
    return world.campaign()


@pytest.fixture
def made(mo, campaign):
    """A link for two annotators, as Mo gets it."""
    return make(mo, campaign)


def make(mo, campaign, **changed):
    body = {"role": "annotator", "most_uses": 2, "hours": 24, **changed}
    reply = mo.client.post(f"/api/campaigns/{campaign.pk}/invitations", body, "json")
    assert reply.status_code == 201, reply.content
    return reply.json()


def look(client, token):
    return client.post("/api/joining", {"token": token}, "json")


def follow(client, token):
    return client.put("/api/joining/membership", {"token": token}, "json")


def account(client, token, name="Ada", password=PASSWORD):
    body = {"token": token, "name": name, "password": password}
    return client.post("/api/joining/account", body, "json")


def code_of(reply):
    return reply.status_code, reply.json()["error"]["code"]


def test_whoever_is_signed_in_joins(world, mo, campaign, made):
    ada = world.person()
    told = look(ada.client, made["token"]).json()
    assert (told["campaign"]["name"], told["role"], told["is_in"]) == (
        campaign.name, "annotator", False,
    )  # fmt: skip
    assert follow(ada.client, made["token"]).json()["campaign"]["id"] == str(campaign.pk)
    assert ada.client.get(f"/api/campaigns/{campaign.pk}").status_code == 200
    (row,) = mo.client.get(f"/api/campaigns/{campaign.pk}/invitations").json()["results"]
    assert (row["uses"], [one["id"] for one in row["people"]]) == (1, [str(ada.user.pk)])


def test_whoever_has_no_account_makes_one_and_is_signed_in(campaign, made):
    browser = APIClient()
    reply = account(browser, made["token"], name=" Ada ")
    assert reply.status_code == 201
    assert browser.get("/api/session").json()["user"]["name"] == "Ada"
    assert browser.get(f"/api/campaigns/{campaign.pk}").json()["role"] == "annotator"


@pytest.mark.parametrize(
    ("name", "password", "field"), [("", PASSWORD, "name"), ("Ada", "short", "password")]
)
def test_a_bad_name_or_password_makes_nothing(made, name, password, field):
    reply = account(APIClient(), made["token"], name=name, password=password)
    assert (reply.status_code, reply.json()["error"]["fields"][0]["path"]) == (400, field)
    assert not User.objects.filter(identity__name="Ada").exists()
    assert Invitation.objects.get().uses == 0


def test_a_taken_name_makes_nothing(world, made):
    account(APIClient(), made["token"])
    assert code_of(account(APIClient(), made["token"], name="ADA")) == (409, "name_taken")
    assert Invitation.objects.get().uses == 1


def test_an_account_is_made_only_by_whoever_is_not_signed_in(world, made):
    reply = account(world.person().client, made["token"])
    assert code_of(reply) == (409, "signed_in_already")


def test_who_takes_part_already_stays_what_they_are(world, mo, campaign, made):
    rui = world.person(campaign, role="reviewer")
    assert look(rui.client, made["token"]).json()["is_in"] is True
    assert follow(rui.client, made["token"]).json()["role"] == "reviewer"
    assert Invitation.objects.get().uses == 0


def test_a_link_that_is_over_still_leads_members_to_their_campaign(world, made):
    ada = world.person()
    follow(ada.client, made["token"])
    Invitation.objects.update(expires_at=timezone.now())
    assert look(ada.client, made["token"]).json()["is_in"] is True
    assert code_of(look(APIClient(), made["token"])) == (410, "invitation_expired")


def spoil(what, campaign, mo, made):
    if what == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif what == "used_up":
        Invitation.objects.update(uses=2)
    elif what == "revoked":
        mo.client.put(f"/api/invitations/{made['id']}/revocation", {}, "json")
    else:
        Campaign.objects.update(state="closed")


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ("expired", (410, "invitation_expired")),
        ("used_up", (410, "invitation_used_up")),
        ("revoked", (410, "invitation_revoked")),
        ("closed", (409, "campaign_closed")),
    ],
)
def test_a_link_that_lets_nobody_in_says_why(world, mo, campaign, made, what, refusal):
    spoil(what, campaign, mo, made)
    ada = world.person()
    replies = [look(ada.client, made["token"]), follow(ada.client, made["token"])]
    replies += [look(APIClient(), made["token"]), account(APIClient(), made["token"])]
    assert {code_of(reply) for reply in replies} == {refusal}
    assert not User.objects.filter(identity__name="Ada").exists()
    assert not campaign.memberships.filter(user=ada.user).exists()


def test_a_closed_campaign_has_no_new_links(mo, campaign):
    Campaign.objects.update(state="closed")
    body = {"role": "annotator", "most_uses": 2, "hours": 24}
    reply = mo.client.post(f"/api/campaigns/{campaign.pk}/invitations", body, "json")
    assert code_of(reply) == (409, "campaign_closed")


def test_an_unknown_link_is_refused_and_slowed_down(world):
    client = APIClient()
    assert code_of(look(client, "0" * 40)) == (404, "not_found")
    for _ in range(services.LOOKS.most):
        reply = look(client, "0" * 40)
    assert code_of(reply) == (429, "too_many_attempts")


def test_a_good_link_is_opened_by_a_whole_class_at_one_address(made):
    for _ in range(services.LOOKS.most + 1):
        assert look(APIClient(), made["token"]).status_code == 200


def test_accounts_from_one_address_are_bounded(mo, campaign, monkeypatch):
    monkeypatch.setattr(services, "ACCOUNTS", limits.Limit("few", 1, timedelta(hours=1), "{wait}"))
    token = make(mo, campaign)["token"]
    assert account(APIClient(), token).status_code == 201
    assert account(APIClient(), token, name="Ben").status_code == 429


def test_who_was_taken_out_does_not_come_back_by_the_link(world, mo, campaign, made):
    ada = world.person()
    follow(ada.client, made["token"])
    remove_member(Membership.objects.get(user=ada.user), by=mo.user)
    assert code_of(follow(ada.client, made["token"])) == (409, "taken_out")


def test_a_suspended_person_is_not_let_in(world, mo, made):
    ada = world.person()
    suspend(ada.user, by=mo.user)
    assert code_of(follow(ada.client, made["token"])) == (401, "not_signed_in")


def test_a_manager_needs_no_link(mo, made):
    assert code_of(follow(mo.client, made["token"])) == (409, "manager_sees_all")


def test_the_token_is_kept_nowhere(mo, campaign, made):
    invitation = Invitation.objects.get()
    assert invitation.digest == sha256(made["token"].encode()).hexdigest()
    assert made["token"] not in str(list(AuditEvent.objects.values()))
    listed = mo.client.get(f"/api/campaigns/{campaign.pk}/invitations")
    assert made["token"] not in listed.content.decode()


def test_what_is_done_with_a_link_is_in_the_audit_trail(world, mo, campaign, made):
    follow(world.person().client, made["token"])
    for _ in range(2):
        mo.client.put(f"/api/invitations/{made['id']}/revocation", {}, "json")
    actions = AuditEvent.objects.filter(subject_type__in=["invitation", "membership"])
    assert [*actions.order_by("id").values_list("action", flat=True)][-3:] == [
        "invitation_made", "joined", "invitation_revoked",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_come_in_as_the_link_allows(world, mo, campaign, made):
    people = [world.person().user for _ in range(6)]

    def come(person):
        try:
            join(Invitation.objects.get(), now=timezone.now(), by=person)
        except GoneError as error:
            return error.code
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(come, people))
    assert sorted(outcomes) == ["in"] * 2 + ["invitation_used_up"] * 4
    assert campaign.memberships.filter(invitation__isnull=False).count() == 2
