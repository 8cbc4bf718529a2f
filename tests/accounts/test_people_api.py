"""What managers do with people over HTTP."""

import pytest
from rest_framework.test import APIClient

from annotation_server.accounts.services import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return create_user("mo", is_manager=True)


@pytest.fixture
def client(mo):
    client = APIClient()
    client.force_login(mo.user)
    return client


def sign_in(name, password):
    return APIClient().post("/api/session", {"name": name, "password": password}, "json")


def test_a_person_is_made_with_a_password_that_works(client):
    made = client.post("/api/people", {"name": "ada"}, "json").json()
    assert sign_in("ada", made["password"]).status_code == 200


def test_the_list_names_everybody_and_no_password(client):
    client.post("/api/people", {"name": "ada"}, "json")
    rows = client.get("/api/people").json()["results"]
    assert [(row["name"], row["is_manager"]) for row in rows] == [("mo", True), ("ada", False)]
    assert all("password" not in row for row in rows)


def test_a_suspended_person_cannot_sign_in_until_reinstated(client):
    made = client.post("/api/people", {"name": "ada"}, "json").json()
    path = f"/api/people/{made['id']}/suspension"
    assert client.put(path, {"suspended": True}, "json").json()["suspended"] is True
    assert sign_in("ada", made["password"]).status_code == 401
    client.put(path, {"suspended": False}, "json")
    assert sign_in("ada", made["password"]).status_code == 200


def test_a_fresh_password_replaces_the_old_one(client):
    made = client.post("/api/people", {"name": "ada"}, "json").json()
    fresh = client.post(f"/api/people/{made['id']}/password", {}, "json").json()["password"]
    assert sign_in("ada", made["password"]).status_code == 401
    assert sign_in("ada", fresh).status_code == 200


def test_a_person_can_be_made_a_manager(client):
    made = client.post("/api/people", {"name": "ada"}, "json").json()
    reply = client.put(f"/api/people/{made['id']}/role", {"is_manager": True}, "json")
    assert reply.json()["is_manager"] is True


@pytest.mark.parametrize(
    ("what", "body"), [("suspension", {"suspended": True}), ("role", {"is_manager": False})]
)
def test_a_manager_cannot_lock_themselves_out(client, mo, what, body):
    reply = client.put(f"/api/people/{mo.user.pk}/{what}", body, "json")
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "own_account")


def test_a_name_that_is_taken_is_refused(client):
    reply = client.post("/api/people", {"name": "MO"}, "json")
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "name_taken")


def test_people_are_not_there_for_others(client):
    made = client.post("/api/people", {"name": "ada"}, "json").json()
    other = APIClient()
    other.post("/api/session", {"name": "ada", "password": made["password"]}, "json")
    assert other.get("/api/people").status_code == 404


def test_the_protocols_that_ship_can_be_chosen(client):
    rows = client.get("/api/protocols").json()["results"]
    assert "safesora" in {row["key"] for row in rows}
    one = client.get(f"/api/protocols/{rows[0]['sha256']}").json()
    assert one["definition"]["stages"]


def test_an_unknown_protocol_is_not_there(client):
    assert client.get("/api/protocols/ffff").status_code == 404
