"""The logs are JSON lines, in which no password, token, answer or name is."""

import io
import json
import logging
import sys

import pytest
from django.db import IntegrityError
from django.test import Client

from annotation_server.accounts.models import Identity
from annotation_server.accounts.services import create_user
from annotation_server.core.logs import JsonLines
from tests.annotation.world import World

PASSWORD = "a password that no log may hold"
TOKEN = "AAAA-a-media-token-that-no-log-may-hold"
ANSWER = "an answer that no log may hold"


@pytest.fixture
def logged():
    """Everything that is logged from here on, as the server writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def written(message, *words, error=None, **facts):
    record = logging.LogRecord(
        "annotation_server.x", logging.ERROR, "x.py", 1, message, words, None
    )
    record.exc_info = error
    record.__dict__.update(facts)
    return json.loads(JsonLines().format(record))


@pytest.mark.django_db
def test_a_refused_sign_in_tells_neither_name_nor_password(logged):
    Client().post(
        "/api/session", {"name": "Ada Lovelace", "password": PASSWORD}, "application/json"
    )
    refused = next(line for line in lines(logged) if line["logger"] == "django.request")
    assert (refused["route"], refused["status"]) == ("api/session", 401)
    assert PASSWORD not in logged.getvalue()
    assert "Lovelace" not in logged.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/media/{}", "/media/{}/x", "/api/x?token={}"])
def test_a_refused_address_tells_no_token(address, logged):
    Client().get(address.format(TOKEN))
    assert [line["status"] for line in lines(logged) if "status" in line]
    assert TOKEN not in logged.getvalue()


@pytest.mark.django_db
def test_a_refused_answer_is_not_told(logged):
    world = World()
    campaign = world.campaign()
    ada = world.person(campaign)
    assignment = ada.held(campaign)[0]["id"]
    assert ada.submit(assignment, "heuristic", {"correctness": ANSWER}).status_code == 400
    refused = next(line for line in lines(logged) if line.get("status") == 400)
    assert refused["ids"] == {"assignment_id": assignment}
    assert ANSWER not in logged.getvalue()


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_not_told():
    create_user("Ada Lovelace")
    try:
        Identity.objects.create(user=create_user("Ben").user, name="Ada Lovelace")
    except IntegrityError:
        line = written("database error", error=sys.exc_info())
    assert "IntegrityError" in line["error"]["kinds"]
    assert any("test_logs.py" in place for place in line["error"]["places"])
    assert "Lovelace" not in json.dumps(line)


def test_what_gunicorn_says_of_a_broken_request_has_no_token():
    said = written("Error handling request %s", f"/media/{TOKEN}?a={TOKEN}")
    assert said["message"] == "Error handling request /media/…"


def test_a_task_that_failed_is_told_by_its_kind():
    try:
        int(ANSWER)
    except ValueError:
        line = written("Task raised: %r", ANSWER, error=sys.exc_info(), name="celery.app.trace")
    assert line["error"]["kinds"] == ["ValueError"]
    assert ANSWER not in json.dumps(line)


def test_a_message_cannot_begin_a_line_of_its_own():
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, 'a\n{"level": "\ud800"}', (), None)
    assert len(JsonLines().format(record).splitlines()) == 1
