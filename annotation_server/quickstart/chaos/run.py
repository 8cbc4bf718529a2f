"""One server, and for each seed a campaign, a crowd and the faults of that seed."""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.chaos.crowd import Crowd, Shift
from annotation_server.quickstart.chaos.disk import Disk
from annotation_server.quickstart.chaos.faults import Fault, Surroundings, drawn
from annotation_server.quickstart.chaos.proxy import Proxy
from annotation_server.quickstart.console import say
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.ports import free_port
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.serve import answers, start_programs
from annotation_server.quickstart.supervisor import FIRST_PAUSE, Supervisor

FAULTS_OF_A_SEED = 6
SHORT_FAULTS = 4
REST_SECONDS = (0.3, 1.5)
LONGEST_REST = 20.0
GOES_ON_SECONDS = 60
LONGEST_OF_A_FAULT = LONGEST_REST + REST_SECONDS[1] + GOES_ON_SECONDS
WELL_SECONDS = 60
COLUMNS = ("acknowledged", "lost", "other", "doubled", "above", "verify", "claim_ms")
BAD = ("lost", "other", "doubled", "above", "verify", "late")


@dataclass(frozen=True, slots=True)
class Row:
    """What a seed came to."""

    seed: int
    faults: list[str]
    stopped: list[str]
    found: dict[str, Any]
    seconds: float

    @property
    def is_good(self) -> bool:
        return not self.stopped and not any(self.found[name] for name in BAD)

    def __str__(self) -> str:
        figures = "".join(f"{self.found[name]:>13}" for name in COLUMNS)
        lines = [f"{self.seed:>4}{figures}{self.seconds:>9.0f}  {', '.join(self.faults)}"]
        lines += [f"      no work went on under: {name}" for name in self.stopped]
        lines += [f"      {thing}" for thing in self.found["wrong"]]
        return "\n".join(lines)


class Chaos:
    """A running server between a proxy and a disk that can be made to fail."""

    def __init__(self, supervisor: Supervisor, port: int, proxy: Proxy, disk: Disk) -> None:
        self.supervisor, self.port = supervisor, port
        self.folder = supervisor.folder
        self.engines = supervisor.engines.environment()
        self.around = Surroundings(self.folder, self.engines["REDIS_URL"], proxy, disk)
        self.url = f"http://127.0.0.1:{port}"

    def seed(self, seed: int, count: int) -> Row:
        began = time.monotonic()
        name = f"chaos {seed}"
        faults = drawn(seed, count)
        for kept in self.supervisor.kept.values():
            kept.pause = FIRST_PAUSE
        self.manage("furnish_chaos", name)
        log = self.folder.path / f"acknowledged-{seed}.jsonl"
        seconds = sum(fault.seconds + LONGEST_OF_A_FAULT for fault in faults)
        crowd = Crowd.start(Shift(name, self.url, log, seconds, seed), self.engines)
        crowd.wait_for_work()
        stopped = self._inflict(faults, crowd, random.Random(f"moments {seed}"))  # noqa: S311
        crowd.finish()
        self._wait_until_well()
        found = self.manage("judge_chaos", name, str(log), "--base-url", self.url, "--json")
        seconds = time.monotonic() - began
        return Row(seed, [fault.name for fault in faults], stopped, found, seconds)

    def _inflict(self, faults: list[Fault], crowd: Crowd, chance: random.Random) -> list[str]:
        """Each fault after a rest of work; the names of those under which work did not go on."""
        stopped = []
        for fault in faults:
            crowd.answers_again(crowd.acknowledged(), LONGEST_REST)
            time.sleep(chance.uniform(*REST_SECONDS))
            before = crowd.acknowledged()
            fault.do(self.around, chance)
            time.sleep(fault.seconds)
            if fault.work_goes_on and not crowd.answers_again(before, GOES_ON_SECONDS):
                stopped.append(fault.name)
            fault.undo(self.around)
        return stopped

    def _wait_until_well(self) -> None:
        until = time.monotonic() + WELL_SECONDS
        while not answers(self.port):
            if time.monotonic() > until:
                raise QuickstartError(f"The server did not come back. See {self.folder.logs}.")
            time.sleep(0.1)

    def manage(self, *words: str) -> dict[str, Any]:
        """One of our commands, on the database itself; the object that it prints last."""
        done = subprocess.run(  # noqa: S603  # our own words, no shell
            [sys.executable, str(surroundings.ROOT / "manage.py"), *words],
            env=surroundings.for_children(**self.engines),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise QuickstartError(f"`manage.py {words[0]}` failed: {done.stderr[-2000:]}")
        lines = done.stdout.strip().splitlines()
        return dict(json.loads(lines[-1])) if "--json" in words else {}


@contextmanager
def running(folder: DataFolder) -> Iterator[Chaos]:
    """A whole server whose way to the database leads through the proxy."""
    folder.path.mkdir(parents=True, exist_ok=True, mode=0o711)
    disk = Disk(folder)
    words = (folder.path / "chaos.log").open("a")

    def tell(text: str) -> None:
        words.write(f"{text}\n")

    try:
        with Supervisor(folder, "server", tell=tell) as supervisor:
            supervisor.start_engines(quietly=True)
            postgres = supervisor.engines.postgres
            if postgres is None:
                raise QuickstartError("Chaos kills its database: unset DATABASE_URL.")
            proxy = Proxy(postgres.port)
            through = supervisor.environment["DATABASE_URL"].replace(
                f":{postgres.port}/", f":{proxy.port}/"
            )
            supervisor.environment |= {"DATABASE_URL": through, "TANDEM_UNSAFE_ENGINES": "false"}
            port = free_port()
            start_programs(supervisor, port)
            watching = threading.Thread(target=supervisor.watch, daemon=True)
            watching.start()
            try:
                yield Chaos(supervisor, port, proxy, disk)
            finally:
                supervisor.stopping = True
                watching.join()
                proxy.close()
    finally:
        words.close()
        disk.close()


def chaos(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run chaos")
    parser.add_argument("--seeds", type=int, default=20, metavar="N", help="how many (20)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the first of them (1)")
    parser.add_argument("--short", action="store_true", help="fewer faults a seed")
    chosen = parser.parse_args(words)
    count = SHORT_FAULTS if chosen.short else FAULTS_OF_A_SEED
    with tempfile.TemporaryDirectory(prefix="tandem-chaos-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o711)
        with running(DataFolder(Path(place) / "data")) as ground:
            say(f"  The media folder is filled up by {ground.around.disk.kind}.")
            rows = list(_rows(ground, range(chosen.seed, chosen.seed + chosen.seeds), count))
    return _concluded(rows)


def _rows(ground: Chaos, seeds: range, count: int) -> Iterator[Row]:
    say("seed" + "".join(f"{name:>13}" for name in COLUMNS) + "  seconds  faults")
    for seed in seeds:
        row = ground.seed(seed, count)
        say(str(row))
        yield row


def _concluded(rows: list[Row]) -> int:
    total = {name: sum(row.found[name] for row in rows) for name in COLUMNS[:-1]}
    slowest = max(row.found["claim_ms"] for row in rows)
    bad = [row.seed for row in rows if not row.is_good]
    say(
        f"{len(rows)} seeds: {total['acknowledged']} answers acknowledged, {total['lost']} lost, "
        f"{total['other']} other than sent, {total['doubled']} doubled, {total['above']} pairs "
        f"above their overlap, {total['verify']} checks of verify failed; the slowest next claim "
        f"took {slowest} ms."
    )
    if bad:
        say(f"Not good: seeds {', '.join(map(str, bad))}.")
    return 1 if bad else 0
