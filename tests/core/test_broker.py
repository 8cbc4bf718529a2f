"""Hints to workers: sent when the broker is there, lost without harm when it is not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from redis import Redis

from annotation_server.celery import app
from annotation_server.core import broker


@app.task(name="tests.core.note")
def note(text):
    """Carried out by nobody: its queue has no worker."""


@pytest.fixture
def queue():
    """The messages that wait in a queue of this test alone."""
    note.queue = "hints-of-a-test"
    with Redis.from_url(settings.CELERY_BROKER_URL) as client:
        client.delete(note.queue)
        yield lambda: [json.loads(raw) for raw in client.lrange(note.queue, 0, -1)]
        client.delete(note.queue)


def test_a_hint_reaches_the_queue(queue):
    sender = broker.Sender()
    sender.put((note, ("7",)))
    sender.flush(60)
    (message,) = queue()
    assert message["headers"]["argsrepr"] == "('7',)"


def test_a_hint_that_nobody_takes_goes_stale(queue):
    sender = broker.Sender()
    sender.put((note, ("7",)))
    sender.flush(60)
    expires = datetime.fromisoformat(queue()[0]["headers"]["expires"])
    assert timedelta(0) < expires - datetime.now(UTC) <= timedelta(seconds=90)


def test_a_broker_that_is_away_costs_one_hint_and_no_more(queue, monkeypatch):
    sender = broker.Sender()
    with monkeypatch.context() as away:
        away.setitem(app.conf, "broker_write_url", "redis://127.0.0.1:9/0")
        sender.put((note, ("lost",)))
        sender.flush(60)
    sender.put((note, ("kept",)))
    sender.flush(60)
    assert [message["headers"]["argsrepr"] for message in queue()] == ["('kept',)"]
