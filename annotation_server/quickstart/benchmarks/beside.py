"""Annotators at work, with and without a worker that computes the figures of a large campaign.

Both are measured in turns while one crowd works on, so that whatever else changes in these minutes
(caches, how far the tables are filled) changes for both.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from annotation_server.campaigns.models import Campaign
from annotation_server.quality.models import Report
from annotation_server.quality.services import request_figures
from annotation_server.quickstart.benchmarks import load
from annotation_server.quickstart.benchmarks.campaigns import make_campaign, people_of
from annotation_server.quickstart.benchmarks.cycles import OVERLAP, PAIRS, THINK, THINKING
from annotation_server.quickstart.benchmarks.scenario import Bench, Row
from annotation_server.quickstart.judged_campaign import Size, fill
from annotation_server.simulation.rules.measures import Measures

JUDGED_PAIRS, QUICK_PAIRS = 51_691, 5_000
# As many requests a second from fewer who think less, so that the quick one is over soon.
QUICK_CROWD, QUICK_THINK = 200, (6.0, 18.0)
TURNS, QUICK_TURNS = 3, 2
# How long the figures that are being computed at the end of a turn may still take.
SETTLING, QUICK_SETTLING = 30, 5
MOST_RISE = 1.1
BETWEEN_LOOKS = 0.5


@dataclass(slots=True)
class Switched(Measures):
    """Notes requests in the measures of the turn, and between turns in none."""

    turn: Measures | None = None
    alone: Measures = field(default_factory=Measures)
    beside: Measures = field(default_factory=Measures)

    def took(self, kind: str, seconds: float, code: str) -> None:
        if self.turn is not None:
            self.turn.took(kind, seconds, code)

    def during(self, turn: Measures, seconds: float) -> None:
        self.turn = turn
        time.sleep(seconds)
        self.turn = None


def run(bench: Bench) -> Iterator[Row]:
    pairs = QUICK_PAIRS if bench.quick else JUDGED_PAIRS
    bench.note(f"a judged campaign of {pairs:,} pairs, and one of {PAIRS:,} to work on")
    with transaction.atomic():
        judged = fill("beside", Size(pairs))
    campaign = make_campaign(PAIRS, OVERLAP)
    crowd, think = (QUICK_CROWD, QUICK_THINK) if bench.quick else (THINKING, THINK)
    turns, settling = (QUICK_TURNS, QUICK_SETTLING) if bench.quick else (TURNS, SETTLING)
    seconds = bench.lasting(40, quick=6)
    lasting = think[1] + turns * (2 * seconds + settling)
    people = people_of(campaign, crowd)
    bench.note(
        f"{crowd:,} annotators who think, {turns} times {seconds} s without and with figures"
    )
    measures, computed = Switched(), set[datetime]()
    with ThreadPoolExecutor(1) as pool:
        work = load.Load(str(campaign.pk), bench.base_url, lasting, think)
        working = pool.submit(load.run, work, people, measures)
        time.sleep(think[1])
        for _ in range(turns):
            measures.during(measures.alone, seconds)
            with _computing(judged, computed):
                measures.during(measures.beside, seconds)
        working.result()
    alone = measures.alone.by_kind()
    for kind, figures in measures.beside.by_kind().items():
        took, before = figures["p95_ms"], alone[kind]["p95_ms"]
        yield Row(
            f"{crowd:,} annotators: {kind}, p95, while figures are computed",
            f"{took:.1f} ms",
            f"without: {before:.1f} ms",
            goal=f"at most {MOST_RISE} times that",
            reached=took <= MOST_RISE * before,
        )
    yield Row(f"figures of {pairs:,} pairs computed meanwhile", f"{len(computed)} times")


@contextmanager
def _computing(campaign: Campaign, computed: set[datetime]) -> Iterator[None]:
    """Ask for the figures as often as they are done; notes when they were."""
    over = threading.Event()

    def ask() -> None:
        while not over.wait(BETWEEN_LOOKS):
            request_figures(campaign)
            _note(campaign, computed)
        while _note(campaign, computed).state in {Report.State.QUEUED, Report.State.RUNNING}:
            time.sleep(BETWEEN_LOOKS)
        connection.close()

    asking = threading.Thread(target=ask, name="asks for figures")
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join()


def _note(campaign: Campaign, computed: set[datetime]) -> Report:
    report = Report.objects.get(campaign=campaign)
    if report.as_of is not None:
        computed.add(report.as_of)
    return report
