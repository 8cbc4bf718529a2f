"""Full cycles (queue, stage one, stage two) of many people at once, over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotation_server.campaigns.models import Campaign
from annotation_server.quickstart.benchmarks import load, pgbench
from annotation_server.quickstart.benchmarks.campaigns import make_campaign, people_of
from annotation_server.quickstart.benchmarks.scenario import Bench, Row
from annotation_server.quickstart.processes import memory_megabytes, processor_seconds

PAIRS, OVERLAP = 50_000, 5
CROWDS = (1, 8, 32, 200, 1000)
QUICK_CROWDS = (1, 8, 32)
JUDGED = 32  # the crowd that the goals are set for
GOAL_RATE, GOAL_P95, GOAL_SHARE = 100, 150, 0.1
THINKING, THINK = 1000, (30.0, 90.0)  # people, and seconds a pair


@dataclass(frozen=True, slots=True)
class Measured:
    """What was done, and the seconds of processor time that each part took for it."""

    done: load.Done
    spent: dict[str, float]

    def a_cycle(self) -> str:
        pairs = max(1, self.done.measures.pairs)
        return ", ".join(f"{part} {1000 * used / pairs:.1f}" for part, used in self.spent.items())


def run(bench: Bench) -> Iterator[Row]:
    bench.note(f"a campaign of {PAIRS:,} pairs")
    campaign = make_campaign(PAIRS, OVERLAP)
    _measure(bench, campaign, 8, seconds=2)  # the processes have read what they keep
    seconds = bench.lasting(20, quick=8)
    bench.note(f"pgbench for {seconds} s")
    limit = pgbench.cycles_per_second(campaign, JUDGED, seconds)
    for crowd in QUICK_CROWDS if bench.quick else CROWDS:
        bench.note(f"{crowd} annotators for {seconds} s")
        measured = _measure(bench, campaign, crowd, seconds=seconds)
        is_judged = crowd == JUDGED
        found = limit if is_judged else None
        yield from _rows(f"{crowd:,} annotators", measured, found, is_judged=is_judged)
    yield Row("server memory after it", f"{memory_megabytes(bench.folder)} MB")


def think(bench: Bench) -> Iterator[Row]:
    """People as they are: they look at a pair for a while. Takes ten minutes; not when quick."""
    if bench.quick:
        return
    campaign = make_campaign(PAIRS, OVERLAP)
    low, high = THINK
    who = f"{THINKING:,} annotators who think {low:.0f} to {high:.0f} s a pair"
    seconds = bench.lasting(600, quick=0)
    bench.note(f"{who}, for {seconds} s")
    measured = _measure(bench, campaign, THINKING, seconds=seconds, think=THINK)
    yield from _rows(who, measured, is_judged=True)


def _measure(
    bench: Bench,
    campaign: Campaign,
    crowd: int,
    *,
    seconds: float,
    think: tuple[float, float] = (0, 0),
) -> Measured:
    work = load.Load(str(campaign.pk), bench.base_url, seconds, think)
    people = people_of(campaign, crowd)
    before = processor_seconds(bench.folder)
    done = load.run(work, people)
    after = processor_seconds(bench.folder)
    spent = {
        "web": after["web"] - before["web"],
        "PostgreSQL": after["postgres"] - before["postgres"],
    }
    return Measured(done, {**spent, "load": done.own_seconds})


def _rows(
    who: str, measured: Measured, limit: float | None = None, *, is_judged: bool
) -> Iterator[Row]:
    """One row of cycles, which are judged by the engine's limit if it is given, and of requests."""
    done = measured.done
    goal = max(GOAL_RATE, GOAL_SHARE * limit) if limit else 0
    yield Row(
        f"{who}: full cycles",
        f"{done.rate:.0f} /s",
        f"pgbench, the same SQL: {limit:.0f} /s" if limit else "",
        goal=f">= {GOAL_RATE} /s and 10 % of it" if limit else "",
        reached=done.rate >= goal if limit else None,
    )
    yield Row(f"{who}: processor time a cycle", f"{measured.a_cycle()} ms")
    for kind, figures in done.measures.by_kind().items():
        times = " / ".join(f"{figures[f'p{part}_ms']:.0f}" for part in (50, 95, 99))
        yield Row(
            f"{who}: {kind}, p50 / p95 / p99",
            f"{times} ms",
            goal=f"p95 < {GOAL_P95} ms" if is_judged else "",
            reached=figures["p95_ms"] < GOAL_P95 if is_judged else None,
        )
