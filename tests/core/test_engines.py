"""Boot checks, on the engines of the tests: their PostgreSQL is not durable on purpose."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import psycopg2
import pytest
import redis
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from annotation_server.core import engines
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.ports import free_port
from annotation_server.quickstart.processes import end, spawn
from annotation_server.quickstart.surroundings import ROOT
from annotation_server.quickstart.valkey import Valkey

pytestmark = pytest.mark.django_db


@contextmanager
def asked_with(**session: str):
    """The checks as a session sees them that begins with these settings."""
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    known = settings.DATABASES["default"]
    mine = connection.connection
    connection.connection = psycopg2.connect(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"],
        host=known["HOST"], port=known["PORT"], options=options,
    )  # fmt: skip
    try:
        yield
    finally:
        connection.connection.close()
        connection.connection = mine


def names(sentences):
    told = " ".join(sentences)
    return [name for name in (*engines.MUST_BE_ON, "time zone") if f" {name}" in told]


def test_each_setting_that_may_lose_an_answer_is_named():
    assert names(engines.database_flaws()) == ["fsync", "full_page_writes", "synchronous_commit"]


def test_a_session_that_waits_for_the_disk_has_no_such_flaw():
    with asked_with(synchronous_commit="on"):
        assert "synchronous_commit" not in names(engines.database_flaws())


def test_another_time_zone_is_named():
    with asked_with(timezone="Europe/Berlin"):
        assert "time zone is Europe/Berlin" in " ".join(engines.database_flaws())


@pytest.fixture
def own_broker(settings, tmp_path):
    """A Valkey for this test alone: other processes of the run look at the one they share."""
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    valkey = Valkey(folder)
    valkey.prepare()
    process = spawn(valkey.program(), folder)
    valkey.wait()
    settings.CELERY_BROKER_URL = valkey.url
    with redis.Redis.from_url(valkey.url) as client:
        yield client
    end([process], signal.SIGKILL, 30)


def test_a_broker_that_evicts_is_named(own_broker):
    assert list(engines.broker_flaws()) == []
    own_broker.config_set("maxmemory-policy", "allkeys-lru")
    assert "maxmemory-policy allkeys-lru" in " ".join(engines.broker_flaws())


def test_a_broker_that_is_away_stops_nothing(settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert len(engines.flaws()) == 3


def test_in_production_the_command_fails_with_every_sentence(settings):
    settings.TANDEM_UNSAFE_ENGINES = False
    with pytest.raises(CommandError, match=r"fsync = off.*full_page_writes = off.*does not start"):
        call_command("check_engines")


def test_unsafe_engines_may_be_allowed(settings, capsys):
    settings.TANDEM_UNSAFE_ENGINES = True
    call_command("check_engines")
    assert "fsync = off" in capsys.readouterr().out


def web_server(**chosen: str) -> "subprocess.CompletedProcess[str]":
    """The web server as the image starts it, until it refuses."""
    words = ["annotation_server.wsgi", "--config", "python:annotation_server.gunicorn"]
    return subprocess.run(
        [sys.executable, "-m", "gunicorn", *words, "--bind", f"127.0.0.1:{free_port()}"],
        env={**os.environ, **chosen},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_in_production_the_web_server_refuses_to_start_and_says_why():
    ended = web_server(TANDEM_UNSAFE_ENGINES="false")
    assert ended.returncode == 1
    assert "PostgreSQL runs with fsync = off" in ended.stderr
