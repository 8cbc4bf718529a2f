"""Annotators at work while a worker computes the figures of a large campaign again and again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from annotation_server.campaigns.models import Campaign
from annotation_server.quality.models import Report
from annotation_server.quality.services import request_figures
from annotation_server.quickstart.benchmarks import load
from annotation_server.quickstart.benchmarks.campaigns import Person, make_campaign, people_of
from annotation_server.quickstart.benchmarks.cycles import OVERLAP, PAIRS, THINK, THINKING
from annotation_server.quickstart.benchmarks.scenario import Bench, Row
from annotation_server.quickstart.judged_campaign import Size, fill

JUDGED_PAIRS, QUICK_PAIRS = 51_691, 5_000
# As many requests a second from fewer who think less, so that the quick one is over soon.
QUICK_CROWD, QUICK_THINK = 200, (6.0, 18.0)
MOST_RISE = 1.1
BETWEEN_LOOKS = 0.5


def run(bench: Bench) -> Iterator[Row]:
    pairs = QUICK_PAIRS if bench.quick else JUDGED_PAIRS
    bench.note(f"a judged campaign of {pairs:,} pairs, and one of {PAIRS:,} to work on")
    with transaction.atomic():
        judged = fill("beside", Size(pairs))
    campaign = make_campaign(PAIRS, OVERLAP)
    crowd, think = (QUICK_CROWD, QUICK_THINK) if bench.quick else (THINKING, THINK)
    seconds = bench.lasting(180, quick=15)
    people = people_of(campaign, crowd)
    work = load.Load(str(campaign.pk), bench.base_url, seconds, think)
    bench.note(f"{crowd:,} annotators who think, for {seconds} s, then as long beside figures")
    alone = _p95(work, people)
    with _computing(judged) as computed:
        beside = _p95(work, people)
    for kind, took in beside.items():
        yield Row(
            f"{crowd:,} annotators: {kind}, p95, while figures are computed",
            f"{took:.0f} ms",
            f"without: {alone[kind]:.0f} ms",
            goal=f"at most {MOST_RISE} times that",
            reached=took <= MOST_RISE * alone[kind],
        )
    yield Row(f"figures of {pairs:,} pairs computed meanwhile", f"{len(computed)} times")


def _p95(work: load.Load, people: list[Person]) -> dict[str, float]:
    """Milliseconds by kind of request."""
    by_kind = load.run(work, people).measures.by_kind()
    return {kind: figures["p95_ms"] for kind, figures in by_kind.items()}


@contextmanager
def _computing(campaign: Campaign) -> Iterator[set[datetime]]:
    """Ask for the figures as often as they are done; gives when they were."""
    computed: set[datetime] = set()
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            request_figures(campaign)
            latest = Report.objects.get(campaign=campaign).as_of
            if latest is not None:
                computed.add(latest)
            over.wait(BETWEEN_LOOKS)
        connection.close()

    asking = threading.Thread(target=ask, name="asks for figures")
    asking.start()
    try:
        yield computed
    finally:
        over.set()
        asking.join()
