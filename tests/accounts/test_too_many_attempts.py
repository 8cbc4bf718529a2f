"""Guessing passwords is slowed down, and locks nobody else out."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db.models import F
from django.test import Client

from annotation_server.accounts import attempts, services
from annotation_server.core import limits
from annotation_server.core.models import Attempts

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"  # of nobody
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture(autouse=True)
def ada():
    return services.create_user("Ada", password=PASSWORD).user


def sign_in(browser, name="Ada", password=PASSWORD, address=HERE, **headers):
    body = json.dumps({"name": name, "password": password})
    return browser.post(
        "/api/session", body, "application/json", REMOTE_ADDR=address, headers=headers
    )


def guess(times=attempts.NAME_AND_ADDRESS.most, **more):
    """So many wrong passwords from a browser that nobody knows; the replies' statuses."""
    return [sign_in(Client(), password="wrong", **more).status_code for _ in range(times)]


def wait(span):
    Attempts.objects.update(since=F("since") - span)


def test_after_ten_wrong_passwords_the_right_one_waits_too():
    assert set(guess()) == {401}
    refused = sign_in(Client())
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too_many_attempts"
    assert refused.json()["error"]["message"].startswith("Too many sign-ins failed here. Wait 15 m")
    assert 890 < int(refused.headers["Retry-After"]) <= 900
    assert "sessionid" not in refused.cookies


def test_a_name_that_nobody_has_is_counted_alike():
    guess(name="Nobody")
    assert sign_in(Client(), name="Nobody").status_code == 429


def test_after_the_wait_the_right_password_is_enough():
    guess()
    wait(attempts.SPAN)
    assert sign_in(Client()).status_code == 200


def test_guesses_from_elsewhere_lock_nobody_out():
    guess(address=ELSEWHERE)
    assert sign_in(Client()).status_code == 200


def test_guesses_from_the_same_address_do_not_lock_out_a_browser_that_she_used_before():
    hers = Client()
    sign_in(hers)
    hers.delete("/api/session")
    guess()
    assert sign_in(hers).status_code == 200


def test_guesses_at_one_name_do_not_lock_out_another():
    services.create_user("Ben", password=PASSWORD)
    guess()
    assert sign_in(Client(), name="Ben").status_code == 200


def test_a_known_browser_of_somebody_else_is_a_stranger():
    services.create_user("Ben", password=PASSWORD)
    bens = Client()
    sign_in(bens, name="Ben")
    guess()
    assert sign_in(bens).status_code == 429


def test_a_known_browser_may_not_guess_for_ever():
    hers = Client()
    sign_in(hers)
    for _ in range(attempts.KNOWN_BROWSER.most):
        sign_in(hers, password="wrong")
    assert sign_in(hers).status_code == 429


def test_a_forged_browser_cookie_is_none():
    guess()
    forger = Client()
    forger.cookies["tandem_browser"] = "W10:1abc:forged"
    assert sign_in(forger).status_code == 429


def test_an_address_cannot_try_every_name(monkeypatch):
    few = limits.Limit("a few", 3, attempts.SPAN, attempts.REFUSAL)
    monkeypatch.setattr(attempts, "ADDRESS", few)
    for number in range(3):
        guess(1, name=f"somebody {number}")
    assert sign_in(Client()).status_code == 429


def test_good_sign_ins_do_not_count():
    assert {sign_in(Client()).status_code for _ in range(12)} == {200}


def test_what_a_client_writes_about_its_address_is_not_believed(settings):
    settings.TANDEM_PROXIES = 1
    for number in range(10):
        forged = {"X-Forwarded-For": f"198.51.100.{number}, {ELSEWHERE}"}
        sign_in(Client(), password="wrong", **forged)
    assert sign_in(Client(), **{"X-Forwarded-For": ELSEWHERE}).status_code == 429
    assert sign_in(Client(), **{"X-Forwarded-For": HERE}).status_code == 200


def test_a_network_of_ipv6_counts_as_one_address():
    for number in range(10):
        guess(1, address=f"2001:db8:1:2::{number}")
    assert sign_in(Client(), address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(Client(), address="2001:db8:1:3::1").status_code == 200


def test_the_table_tells_neither_names_nor_addresses():
    guess(1)
    keys = list(Attempts.objects.values_list("key", flat=True))
    assert {len(key) for key in keys} == {64}
    assert all(set(key) <= set("0123456789abcdef") for key in keys)


def test_old_counts_are_forgotten():
    guess(1)
    assert limits.forget_old() == 0
    wait(timedelta(days=2))
    assert limits.forget_old() == 2


def test_the_current_password_cannot_be_guessed_in_an_open_session(ada):
    browser = Client()
    browser.force_login(ada)
    body = json.dumps({"current": "wrong", "new": "another long password"})
    statuses = [
        browser.put("/api/session/password", body, "application/json").status_code
        for _ in range(attempts.PASSWORD.most + 1)
    ]
    assert statuses == [400] * attempts.PASSWORD.most + [429]


@pytest.mark.parametrize("name", ["Ada", "Nobody", "Sue"])
def test_every_name_costs_one_hash(name, monkeypatch):
    """Known, unknown or suspended: the time of an answer does not tell."""
    sue = services.create_user("Sue", password=PASSWORD).user
    services.suspend(sue, by=None)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    sign_in(Client(), name=name, password="wrong")
    assert hashed == ["wrong"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "a second"), (59, "59 seconds"), (60, "a minute"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_a_wait_is_said_in_words(seconds, words):
    assert limits.in_words(seconds) == words
