"""The whole server, killed in every way."""

import time

import pytest

from annotation_server.core.priority import LEAST
from annotation_server.quickstart.processes import marked, recorded
from annotation_server.quickstart.serve import answers
from tests.sessions import niceness, with_shares

HEAL_SECONDS = 20


def wait_until(true, what):
    until = time.monotonic() + HEAL_SECONDS
    while not true():
        assert time.monotonic() < until, f"not within {HEAL_SECONDS} s: {what}"
        time.sleep(0.05)


def process_ids(server):
    return {process.pid for process in marked(server.folder)}


@pytest.mark.parametrize("name", ["valkey", "worker-media", "worker-default", "beat", "web"])
def test_a_killed_program_comes_back(own_server, name):
    before = recorded(own_server.folder, name)
    own_server.kill(name)
    wait_until(lambda: (now := recorded(own_server.folder, name)) and now.pid != before.pid, name)
    wait_until(lambda: answers(own_server.port), "an answer")


@with_shares
def test_the_worker_of_long_work_lets_the_others_go_first(own_server):
    process = {name: recorded(own_server.folder, name).pid for name in ("web", "worker-media")}
    wait_until(lambda: niceness(process["worker-media"]) == LEAST, "the worker stands back")
    assert niceness(process["web"]) == 0


def test_a_command_runs_beside_the_server(own_server):
    made = own_server.manage_json("create_user", "mo", "--manager")
    assert made["name"] == "mo"


def test_killing_the_supervisor_leaves_no_process(fresh_server):
    fresh_server.process.kill()
    fresh_server.process.wait()
    wait_until(lambda: process_ids(fresh_server) == set(), "all have ended")


def test_everything_killed_starts_again_with_its_data(fresh_server):
    fresh_server.manage("create_user", "ada")
    fresh_server.kill_everything()
    fresh_server.start()
    with pytest.raises(AssertionError, match="is taken"):
        fresh_server.manage("create_user", "ada")


def test_an_orderly_end_leaves_no_process(fresh_server):
    fresh_server.stop()
    assert process_ids(fresh_server) == set()
