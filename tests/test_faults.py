"""What is killed under people who work: claims and submits go on, and nothing told is lost."""

import http.client
import json
import random
import signal
import threading
import time
import uuid
from contextlib import ExitStack, closing, suppress
from http.client import HTTPException

import psycopg2
import pytest

from annotation_server.quickstart.processes import recorded
from tests.annotation.world import ANSWERS
from tests.http_person import HttpPerson
from tests.servers import independent_server

PASSWORD = "a password for fault tests"
NAMES = ("ada", "ben")
ENOUGH_TO_INTERRUPT = 12
OVERLAP = 2
PATIENCE_SECONDS = 60

PREPARE = """
from annotation_server.accounts.services import create_user
from tests.annotation.world import World
campaign = World().campaign(pairs=150, overlap={overlap}, open_to_all_annotators=True)
for name in {names!r}:
    create_user(name, password={password!r})
print(campaign.pk)
"""


def prepare(server) -> str:
    """A campaign that Ada and Ben may judge; its id."""
    script = PREPARE.format(names=NAMES, password=PASSWORD, overlap=OVERLAP)
    said = server.manage("shell", "--no-imports", "--command", script)
    return str(said.strip().splitlines()[-1])


def signed_in(server, name: str) -> HttpPerson:
    person = HttpPerson(server.url)
    person.sign_in(name, PASSWORD)
    return person


def stored(server) -> list[tuple[str, str, object]]:
    """Every judgement there is."""
    connection = psycopg2.connect(server.database_url())
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT assignment_id::text, stage, answers FROM annotation_judgement")
        rows = cursor.fetchall()
    connection.close()
    return rows


def assert_each_is_stored_once(server, acknowledged) -> None:
    kept = stored(server)
    assert len({row[:2] for row in kept}) == len(kept)
    found = {(assignment, stage): answers for assignment, stage, answers in kept}
    assert {key: found.get(key) for key in acknowledged} == acknowledged


def most_counted_of_a_pair(server) -> int:
    connection = psycopg2.connect(server.database_url())
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM annotation_assignment "
            "WHERE state = 'complete' GROUP BY pair_id) AS counted"
        )
        row = cursor.fetchone()
    connection.close()
    return 0 if row is None else int(row[0] or 0)


@pytest.fixture(scope="module")
def campaign(own_server) -> str:
    return prepare(own_server)


def test_claims_and_submits_go_on_while_valkey_hangs(own_server, campaign):
    ben = signed_in(own_server, "ben")
    valkey = recorded(own_server.folder, "valkey")
    assert valkey is not None
    valkey.send_signal(signal.SIGSTOP)
    try:
        ben.judge(campaign, ANSWERS)
    finally:
        valkey.send_signal(signal.SIGCONT)
    assert_each_is_stored_once(own_server, ben.acknowledged)


def test_claims_and_submits_go_on_while_valkey_is_killed_again_and_again(own_server, campaign):
    ada = signed_in(own_server, "ada")
    for _ in range(6):
        valkey = recorded(own_server.folder, "valkey")  # or it is on its way back
        if valkey is not None:
            valkey.kill()
        ada.judge(campaign, ANSWERS)
    assert len(ada.acknowledged) == 12
    assert_each_is_stored_once(own_server, ada.acknowledged)


def begin_to_submit(server, person):
    """A connection on which a body is announced and does not come."""
    connection = http.client.HTTPConnection(person.address, timeout=PATIENCE_SECONDS)
    connection.putrequest("PUT", f"/api/assignments/{uuid.uuid4()}/stages/heuristic")
    for name, value in {**person._headers(), "Content-Length": "100"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection


def test_people_who_send_slowly_keep_nobody_waiting(own_server, campaign):
    ben = signed_in(own_server, "ben")
    with ExitStack() as slow:
        for _ in range(12):  # of the 16 that are served at once
            slow.enter_context(closing(begin_to_submit(own_server, ben)))
        ben.judge(campaign, ANSWERS)
    assert_each_is_stored_once(own_server, ben.acknowledged)


class Worker(threading.Thread):
    """Judges pair after pair until the server no longer answers."""

    def __init__(self, person: HttpPerson, campaign: str, enough: threading.Semaphore) -> None:
        super().__init__()
        self.person, self.campaign, self.enough = person, campaign, enough

    def run(self) -> None:
        with suppress(OSError, HTTPException, json.JSONDecodeError):
            while True:
                self.person.judge(self.campaign, ANSWERS)
                self.enough.release()


def kill_everything_under_work(server, pause) -> None:
    """Ada and Ben work; `pause` returns when it is time to kill; then they go on."""
    campaign = prepare(server)
    people = [signed_in(server, name) for name in NAMES]
    judged = threading.Semaphore(0)
    workers = [Worker(person, campaign, judged) for person in people]
    for worker in workers:
        worker.start()
    pause(judged)
    server.kill_everything()
    for worker in workers:
        worker.join()
    server.start()
    assert_each_is_stored_once(server, people[0].acknowledged | people[1].acknowledged)
    for person in people:
        person.judge(campaign, ANSWERS)  # on from where the kill left them
    assert_each_is_stored_once(server, people[0].acknowledged | people[1].acknowledged)
    assert most_counted_of_a_pair(server) <= OVERLAP


def test_no_acknowledged_answer_is_lost_or_doubled_when_everything_is_killed(tmp_path_factory):
    def pause(judged):
        for _ in range(ENOUGH_TO_INTERRUPT):
            assert judged.acquire(timeout=PATIENCE_SECONDS), "nobody judges any more"

    with independent_server(tmp_path_factory.mktemp("killed") / "data") as server:
        kill_everything_under_work(server, pause)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(10))
def test_no_answer_is_lost_at_whatever_moment_everything_is_killed(tmp_path_factory, seed):
    def pause(judged):
        assert judged.acquire(timeout=PATIENCE_SECONDS), "nobody judges"
        time.sleep(random.Random(seed).uniform(0, 1.5))  # noqa: S311

    with independent_server(tmp_path_factory.mktemp("killed") / "data") as server:
        kill_everything_under_work(server, pause)
