"""Signing in and out, over HTTP, as a browser does it."""

import json

import pytest
from django.test import Client

from annotation_server.accounts import services
from annotation_server.accounts.services import NewUser

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"  # of nobody


@pytest.fixture
def ada() -> NewUser:
    return services.create_user("Ada", password=PASSWORD)


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def send(browser: Client, method: str, path: str, body: object = None):
    if "csrftoken" not in browser.cookies:
        browser.get("/api/session")
    return browser.generic(
        method,
        path,
        b"" if body is None else json.dumps(body),
        content_type="application/json",
        headers={"X-CSRFToken": browser.cookies["csrftoken"].value},
    )


def sign_in(browser: Client, name: str = "Ada", password: str = PASSWORD):
    return send(browser, "POST", "/api/session", {"name": name, "password": password})


def who(browser: Client) -> object:
    return browser.get("/api/session").json()["user"]


def test_nobody_is_signed_in_at_first(browser):
    assert who(browser) is None


def test_ada_signs_in_whatever_the_case_of_her_name(browser, ada):
    assert sign_in(browser, name="aDA").status_code == 200
    assert who(browser)["name"] == "Ada"


@pytest.mark.parametrize(("name", "password"), [("Ada", "wrong"), ("Nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(browser, ada, name, password):
    refused = sign_in(browser, name, password)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "wrong_credentials")


def test_a_suspended_user_cannot_sign_in(browser, ada):
    services.suspend(ada.user, by=None)
    assert sign_in(browser).json()["error"]["code"] == "wrong_credentials"


def test_suspension_ends_an_open_session_and_reinstatement_does_not_revive_it(browser, ada):
    sign_in(browser)
    services.suspend(ada.user, by=None)
    assert who(browser) is None
    services.reinstate(ada.user, by=None)
    assert who(browser) is None


def test_sign_in_without_the_csrf_token_is_refused(browser, ada):
    refused = browser.post(
        "/api/session", {"name": "Ada", "password": PASSWORD}, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "csrf_failed")


def test_an_unknown_field_is_named(browser):
    refused = send(browser, "POST", "/api/session", {"name": "Ada", "password": "x", "admin": True})
    problem = refused.json()["error"]["fields"][0]
    assert (refused.status_code, problem["path"], problem["code"]) == (
        400,
        "admin",
        "unknown_field",
    )


def test_a_number_is_not_taken_for_a_name(browser):
    refused = send(browser, "POST", "/api/session", {"name": 7, "password": "x"})
    assert refused.json()["error"]["fields"][0]["path"] == "name"


def test_signing_out_ends_the_session(browser, ada):
    sign_in(browser)
    assert send(browser, "DELETE", "/api/session").status_code == 204
    assert who(browser) is None


def test_a_new_password_keeps_this_session_and_ends_the_others(browser, ada):
    elsewhere = Client(enforce_csrf_checks=True)
    sign_in(browser)
    sign_in(elsewhere)
    body = {"current": PASSWORD, "new": "another long password"}
    assert send(browser, "PUT", "/api/session/password", body).status_code == 204
    assert who(browser)["name"] == "Ada"
    assert who(elsewhere) is None


def test_a_wrong_current_password_changes_nothing(browser, ada):
    sign_in(browser)
    body = {"current": "wrong", "new": "another long password"}
    refused = send(browser, "PUT", "/api/session/password", body)
    assert refused.json()["error"]["fields"][0]["code"] == "wrong_password"
    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)


def test_a_short_password_is_refused(browser, ada):
    sign_in(browser)
    refused = send(browser, "PUT", "/api/session/password", {"current": PASSWORD, "new": "short"})
    assert refused.json()["error"]["code"] == "weak_password"


def test_changing_a_password_needs_a_sign_in(browser):
    refused = send(browser, "PUT", "/api/session/password", {"current": "x", "new": "y"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not_signed_in")


def test_an_address_that_is_not_there_answers_in_the_same_shape(browser):
    missing = browser.get("/api/nothing/here")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


def test_every_reply_carries_the_content_security_policy(browser):
    for path in ("/healthz", "/api/session", "/api/nothing"):
        assert "default-src 'none'" in browser.get(path).headers["Content-Security-Policy"]


def test_a_chosen_language_is_told_at_the_next_sign_in(browser, ada):
    sign_in(browser)
    assert browser.get("/api/session").json()["user"]["locale"] == ""
    assert send(browser, "PUT", "/api/session/locale", {"locale": "zh-Hans"}).status_code == 204
    assert browser.get("/api/session").json()["user"]["locale"] == "zh-Hans"


@pytest.mark.parametrize("locale", ["", "中文", "en_US", "x" * 13, 3, None])
def test_what_is_no_language_tag_is_refused(browser, ada, locale):
    sign_in(browser)
    refused = send(browser, "PUT", "/api/session/locale", {"locale": locale})
    assert refused.json()["error"]["fields"][0]["path"] == "locale"
