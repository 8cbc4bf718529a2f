"""The whole server, killed in every way, and its web processes, that share the connections."""

import http.client
import time
from contextlib import ExitStack, closing

import pytest

from annotation_server.quickstart.processes import marked, recorded
from annotation_server.quickstart.serve import answers

HEAL_SECONDS = 90


def wait_until(true, what):
    until = time.monotonic() + HEAL_SECONDS
    while not true():
        assert time.monotonic() < until, f"not within {HEAL_SECONDS} s: {what}"
        time.sleep(0.05)


def process_ids(server):
    return {process.pid for process in marked(server.folder)}


@pytest.mark.parametrize("name", ["valkey", "worker-media", "worker-default", "beat", "web"])
def test_a_killed_program_comes_back(own_server, name):
    before = own_server.running(name)
    before.kill()
    wait_until(lambda: (now := recorded(own_server.folder, name)) and now.pid != before.pid, name)
    wait_until(lambda: answers(own_server.port), "an answer")


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


def web_processes(server):
    web = recorded(server.folder, "web")
    return web.children() if web else []


def shares(server):
    """How many connections each web process has, the fewest first."""
    all_of_them = [process.net_connections("tcp") for process in web_processes(server)]
    return sorted(
        sum(one.laddr.port == server.port and one.status == "ESTABLISHED" for one in its_own)
        for its_own in all_of_them
    )


def connect(server, count, kept):
    """So many connections one after the other, each of which was answered and stays open."""
    for _ in range(count):
        one = http.client.HTTPConnection("127.0.0.1", server.port, timeout=HEAL_SECONDS)
        kept.enter_context(closing(one))
        one.request("GET", "/api/session")
        assert one.getresponse().read()


def test_connections_are_spread_evenly_over_the_web_processes(own_server):
    with ExitStack() as kept:
        connect(own_server, 20, kept)
        assert min(shares(own_server)) >= 8


def test_a_web_process_that_follows_a_killed_one_gets_its_share(own_server):
    with ExitStack() as kept:
        connect(own_server, 10, kept)
        killed = web_processes(own_server)[0]
        killed.kill()
        wait_until(lambda: killed not in web_processes(own_server), "the arbiter noticed")
        wait_until(lambda: len(web_processes(own_server)) == 2, "another has begun")
        connect(own_server, 20, kept)
        assert min(shares(own_server)) >= 9


def test_a_stuck_web_process_keeps_nobody_waiting(own_server):
    stuck = web_processes(own_server)[0]
    stuck.suspend()
    try:
        with ExitStack() as kept:
            connect(own_server, 10, kept)
            assert 10 in shares(own_server)
    finally:
        stuck.resume()
