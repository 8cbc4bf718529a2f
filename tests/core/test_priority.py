"""Long work stands back for everybody who waits, and nobody else does."""

import os
import sys
import threading
import time

import pytest
from django.db import connection

from annotation_server.core.priority import NICE, in_background
from tests.sessions import niceness, with_shares

PATIENCE = 60
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="has no priority of one thread")


def engine_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def is_there(process: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [process])
        return cursor.fetchone() is not None


def observed() -> dict[str, int]:
    """What holds in the background."""
    seen: dict[str, int] = {}

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW max_parallel_workers_per_gather")
            seen["parallel"] = int(cursor.fetchone()[0])
        seen["policy"] = os.sched_getscheduler(0)
        seen["engine"] = engine_process()
        seen["nice"] = os.getpriority(os.PRIO_PROCESS, engine_process())
        seen["session"] = niceness(engine_process())

    in_background(look)
    return seen


@linux_only
def test_the_work_runs_when_nothing_else_wants_to(transactional_db):
    assert observed()["policy"] == os.SCHED_IDLE


@linux_only
def test_the_engine_serves_it_after_others(transactional_db):
    assert observed()["nice"] == NICE


@with_shares
def test_the_engine_serves_it_after_other_sessions(transactional_db):
    assert observed()["session"] == NICE


def test_the_engine_has_no_help_with_it(transactional_db):
    assert observed()["parallel"] == 0


@linux_only
def test_who_asked_for_the_work_keeps_their_priority(transactional_db):
    observed()
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
    assert os.getpriority(os.PRIO_PROCESS, engine_process()) == 0


def test_the_slow_process_of_the_engine_is_given_back(transactional_db):
    slow = observed()["engine"]
    until = time.monotonic() + PATIENCE
    while is_there(slow):
        assert time.monotonic() < until


def test_what_the_work_raises_is_raised_where_it_was_asked_for(transactional_db):
    def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        in_background(fail)
    assert "background" not in {thread.name for thread in threading.enumerate()}
