"""Kill -9 of the real worker in the middle of an export: it finishes once, without debris."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random

import psycopg2
import pytest

from annotation_server.celery import app
from annotation_server.exports.tasks import render_export
from annotation_server.quickstart.processes import recorded
from tests.exports import published
from tests.servers import TandemServer, independent_server

PATIENCE_SECONDS = 240
FURNISH = """
from tests.exports.factory import SECOND, World, answers
world = World()
for number in range(5):
    pair = world.two(f"Prompt {number}.")
    for video in pair.videos:
        world.rendition(video, f"clip of {video}".encode())
    world.judged(pair, answers(SECOND, harm_0=("porn",)))
"""
START = """
from annotation_server.campaigns.models import Campaign
from annotation_server.exports import services
from annotation_server.exports.formats.cut import Options
campaign = Campaign.objects.get(name="first")
print(services.take_snapshot(campaign, ["safesora"], Options(videos=True), by=None).pk)
"""
SWEEP = "from annotation_server.core import sweep; sweep.sweep()"
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
AS_IF_LATER = "UPDATE exports_export SET leased_until = now() WHERE state = 'running'"


def shell(server: TandemServer, code: str) -> str:
    return server.manage("shell", "--no-imports", "-c", code).strip()


def ask(server: TandemServer, query: str, *values: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(server.database or server.database_url())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def wait_until(true, what: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < until, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.05)


@contextmanager
def held_at(server: TandemServer, table: str) -> Iterator[None]:
    """Let the worker come as far as this table, and no further."""
    connection = psycopg2.connect(server.database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        connection.close()


def kill_worker_at(server: TandemServer, table: str) -> None:
    wait_until(lambda: ask(server, WAITERS, table) != [(0,)], f"the worker reaches {table}")
    worker = recorded(server.folder, "worker-media")
    assert worker is not None
    os.killpg(worker.pid, signal.SIGKILL)
    wait_until(lambda: recorded(server.folder, "worker-media") not in (None, worker), "a new one")


def sweep_later(server: TandemServer) -> None:
    """What the clock does when the lease of the killed worker has run out."""
    ask(server, AS_IF_LATER)
    shell(server, SWEEP)


def state(server: TandemServer, snapshot: str) -> tuple[object, ...]:
    query = "SELECT state, folder, attempts FROM exports_export WHERE snapshot_id = %s"
    (row,) = ask(server, query, snapshot)
    return row


def finished(server: TandemServer, snapshot: str) -> Path:
    """Where the export lies, once the worker has finished it."""
    sweep_later(server)
    wait_until(lambda: state(server, snapshot)[0] == "done", "the export is done")
    return server.folder.path / "exports" / str(state(server, snapshot)[1])


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): _digest(path) for path in found}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def listed(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_a_worker_killed_twice_in_an_export_leaves_one_whole_export(fresh_server):
    exports = fresh_server.folder.path / "exports"
    shell(fresh_server, FURNISH)

    with held_at(fresh_server, "catalog_rendition"):
        snapshot = shell(fresh_server, START)
        kill_worker_at(fresh_server, "catalog_rendition")
        (part,) = exports.iterdir()
        assert part.name.startswith(".")
        assert "label/config-train.json.gz" in files(part), "killed in the middle of the files"
        assert "SHA256SUMS" not in files(part), "nothing reads as complete"
        assert state(fresh_server, snapshot) == ("running", "", 1)

    with held_at(fresh_server, "exports_exportfile"):
        sweep_later(fresh_server)
        kill_worker_at(fresh_server, "exports_exportfile")
        (whole,) = exports.iterdir()
        assert listed(whole) == {n: d for n, d in files(whole).items() if n != "SHA256SUMS"}
        assert state(fresh_server, snapshot) == ("running", "", 2)

    folder = finished(fresh_server, snapshot)
    assert state(fresh_server, snapshot)[2] == 3
    assert list(exports.iterdir()) == [folder]
    assert len(published.both(folder, "preference")) == 5
    undisturbed = files(finished(fresh_server, shell(fresh_server, START)))
    of_the_cut = {"report.json", "SHA256SUMS"}
    assert {n: d for n, d in files(folder).items() if n not in of_the_cut} == {
        n: d for n, d in undisturbed.items() if n not in of_the_cut
    }


MOMENTS = 20
FURNISH_LARGE = """
from annotation_server.quickstart.judged_campaign import Size, fill
from annotation_server.exports.services import freeze
print(freeze(fill("large", Size(4000, 3)), by=None).pk)
"""
BEGIN = """
from annotation_server.exports.formats.cut import Options
from annotation_server.exports.models import Snapshot
from annotation_server.exports.services import start_export
print(start_export(Snapshot.objects.get(pk="{snapshot}"), "{format}", Options(), by=None).pk)
"""
DUE = "UPDATE exports_export SET due_at = now() WHERE id = %s"
ANEW = """
    UPDATE exports_export SET state = 'queued', attempts = 0, folder = '', leased_until = NULL,
        error = '', due_at = now() WHERE id = %s
"""


class Disturbed:
    """One export of a campaign of 12,000 assignments, started again and again."""

    def __init__(self, server: TandemServer, format_: str) -> None:
        self.server = server
        self.exports = server.folder.path / "exports"
        snapshot = shell(server, FURNISH_LARGE)
        self.export = shell(server, BEGIN.format(snapshot=snapshot, format=format_))
        engines = server.folder.running_environment()
        assert engines is not None
        self.broker = engines["REDIS_URL"]
        self.undisturbed = files(self.whole())
        self.start()
        begun = time.monotonic()
        self.whole()
        self.seconds = time.monotonic() - begun

    def hint(self) -> None:
        with app.connection_for_write(self.broker) as broker:
            app.send_task(render_export.name, (self.export,), connection=broker, queue="exports")

    def start(self) -> None:
        ask(self.server, ANEW, self.export)
        self.hint()
        wait_until(lambda: self.row()[0] == "running", "the worker begins")

    def go_on(self) -> None:
        """What the sweep does when the lease of the disturbed attempt has run out."""
        ask(self.server, f"{AS_IF_LATER} AND id = %s", self.export)
        self.hint()

    def row(self) -> tuple[object, ...]:
        query = "SELECT state, folder, error FROM exports_export WHERE id = %s"
        (found,) = ask(self.server, query, self.export)
        return found

    def whole(self) -> Path:
        """Where it lies once it is done; what pauses before another attempt does not have to."""

        def is_done() -> bool:
            state_ = self.row()[0]
            if state_ == "queued":
                ask(self.server, DUE, self.export)
                self.hint()
            return bool(state_ == "done")

        wait_until(is_done, "the export is done")
        return self.exports / str(self.row()[1])

    def check_that_nothing_reads_as_complete_and_is_not(self) -> None:
        """A folder with its name has every file with its sum; `done` only with such a folder."""
        complete = {path for path in self.exports.iterdir() if (path / "SHA256SUMS").exists()}
        for path in complete - {one for one in complete if one.name.startswith(".")}:
            assert listed(path) == {n: d for n, d in files(path).items() if n != "SHA256SUMS"}
        state_, folder, _ = self.row()
        assert state_ != "done" or self.exports / str(folder) in complete


@pytest.mark.prove
@pytest.mark.parametrize("format_", ["safesora", "parquet"])
def test_killed_at_random_moments_it_resumes_and_equals_an_undisturbed_one(fresh_server, format_):
    disturbed = Disturbed(fresh_server, format_)
    moments = Random(format_)  # noqa: S311  # the same moments each time
    hit = 0
    for _ in range(MOMENTS // 2):
        disturbed.start()
        time.sleep(moments.uniform(0, disturbed.seconds))
        hit += disturbed.row()[0] == "running"
        worker = recorded(fresh_server.folder, "worker-media")
        assert worker is not None
        os.killpg(worker.pid, signal.SIGKILL)
        disturbed.check_that_nothing_reads_as_complete_and_is_not()
        wait_for_another(fresh_server, "worker-media", worker)
        disturbed.go_on()
        assert files(disturbed.whole()) == disturbed.undisturbed
    assert hit >= MOMENTS // 4, "too few of the moments were in the middle of an export"
    assert len(list(disturbed.exports.iterdir())) == 1, "debris"


@pytest.mark.prove
def test_while_postgresql_restarts_it_resumes_and_equals_an_undisturbed_one(tmp_path):
    with independent_server(tmp_path / "data") as server:
        disturbed = Disturbed(server, "safesora")
        moments = Random(7)  # noqa: S311  # the same moments each time
        for _ in range(5):
            disturbed.start()
            time.sleep(moments.uniform(0, disturbed.seconds))
            postgres = recorded(server.folder, "postgres")
            assert postgres is not None
            server.kill("postgres")
            wait_for_another(server, "postgres", postgres)
            wait_until(lambda: answers_again(server), "PostgreSQL is back")
            disturbed.check_that_nothing_reads_as_complete_and_is_not()
            disturbed.go_on()
            assert files(disturbed.whole()) == disturbed.undisturbed


def wait_for_another(server: TandemServer, name: str, former: object) -> None:
    try:
        wait_until(lambda: recorded(server.folder, name) not in (None, former), f"a new {name}")
    except AssertionError as error:
        raise AssertionError(
            f"{error}\n{(server.folder.path / 'serve.log').read_text()}"
        ) from error


def answers_again(server: TandemServer) -> bool:
    try:
        return ask(server, "SELECT 1") == [(1,)]
    except psycopg2.OperationalError:
        return False
