"""Long work stands back for everybody who waits, and nobody else does."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from annotation_server.core.priority import LEAST, NICE, in_background

PATIENCE = 60
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="has no priority of one thread")
OWN_SHARE = Path("/proc/self/autogroup")
with_shares = pytest.mark.skipif(not OWN_SHARE.exists(), reason="sessions have no shares here")
ONE_AFTER_THE_OTHER = """
import json
from pathlib import Path
from annotation_server.core.priority import session_stands_back
niceness = lambda: int(Path("/proc/self/autogroup").read_text().split()[-1])
seen = [niceness()]
with session_stands_back():
    seen.append(niceness())
print(json.dumps([*seen, niceness()]))
"""


def engine_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def is_there(process: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [process])
        return cursor.fetchone() is not None


def niceness(process: int) -> int:
    """How nice the session of a process is, as in "/autogroup-7 nice 10"."""
    return int(Path(f"/proc/{process}/autogroup").read_text().split()[-1])


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
        if OWN_SHARE.exists():
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


@with_shares
def test_the_session_of_the_work_stands_back_as_long_as_it_takes():
    words = [sys.executable, "-c", ONE_AFTER_THE_OTHER]
    printed = subprocess.check_output(words, start_new_session=True)
    assert json.loads(printed) == [0, LEAST, 0]


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
