"""The deep health check: what it sees, and who may read it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from django.test import Client

from annotation_server.accounts.services import create_user
from annotation_server.core import engines, health, heartbeats
from annotation_server.core.models import Heartbeat
from annotation_server.core.tasks import sweep
from annotation_server.quickstart.ports import free_port

pytestmark = pytest.mark.django_db
TOKEN = "a token for monitoring of the tests"


@pytest.fixture
def monitoring(settings) -> Client:
    settings.TANDEM_HEALTH_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


def messages() -> dict[str, str]:
    return {one.name: one.message for one in health.findings()}


def all_alive():
    heartbeats.beat("media@here", ["media", "exports", "figures"])
    heartbeats.beat("default@here", ["default"])
    sweep()


def test_a_server_without_workers_is_failing():
    assert "default, exports, figures, media" in messages()["workers"]
    assert "beat" in messages()["clock"]


def test_workers_that_beat_and_a_sweep_are_well():
    all_alive()
    assert [messages()[name] for name in ("workers", "clock", "migrations", "disk")] == [""] * 4


def test_a_worker_that_fell_silent_is_named_by_its_queues():
    all_alive()
    Heartbeat.objects.filter(name="media@here").update(at=Now() - timedelta(minutes=2))
    assert messages()["workers"].startswith(
        "No worker has served the queues exports, figures, media"
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_beats_by_itself():
    over = threading.Event()
    over.set()
    heartbeats.keep_beating("media@here", ["media"], over).join()
    assert heartbeats.served_queues() == {"media"}


def test_a_broker_that_is_away_is_a_sentence(settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert messages()["broker"] == "It does not answer."


def test_a_full_disk_is_told_without_its_path(monkeypatch, settings):
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 62)
    assert "1 GiB" in messages()["disk"]
    assert str(settings.MEDIA_ROOT) not in messages()["disk"]


def test_monitoring_gets_a_status_that_says_it_too(monitoring, monkeypatch):
    all_alive()
    assert monitoring.get("/api/health").status_code == 503  # the tests' PostgreSQL is not durable
    monkeypatch.setattr(engines, "MUST_BE_ON", {})
    reply = monitoring.get("/api/health")
    assert (reply.status_code, reply.json()["status"]) == (200, "ok")


@pytest.mark.parametrize("sent", ["Bearer wrong", "Bearer ", f"Basic {TOKEN}", "Bearer ü\u2028"])
def test_another_token_is_nobody(sent, monitoring):
    assert Client(headers={"Authorization": sent}).get("/api/health").status_code == 401


def test_without_a_token_in_the_settings_none_opens(settings):
    settings.TANDEM_HEALTH_TOKEN = ""
    reply = Client(headers={"Authorization": "Bearer "}).get("/api/health")
    assert reply.status_code == 401


def test_a_manager_reads_it_in_the_page():
    browser = Client()
    browser.force_login(create_user("mo", is_manager=True).user)
    reply = browser.get("/api/health")
    assert (reply.status_code, reply.json()["status"]) == (200, "failing")
    assert {part["name"] for part in reply.json()["parts"]} == set(health.PARTS)


def test_a_migration_that_was_not_run_is_told_of():
    MigrationRecorder(connection).record_unapplied("core", "0002_heartbeats")
    assert messages()["migrations"].startswith("Migrations are missing: 1.")
