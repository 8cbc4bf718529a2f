"""Kill -9 of the real worker in the middle of an export: it finishes once, without debris."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg2

from annotation_server.quickstart.processes import recorded
from tests.exports import published
from tests.servers import TandemServer

PATIENCE_SECONDS = 60
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
    connection = psycopg2.connect(server.database)
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
