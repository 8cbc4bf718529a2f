"""Full cycles (queue, stage one, stage two) of many people at once, over HTTP."""

from collections.abc import Iterator

from annotation_server.campaigns.models import Campaign
from annotation_server.quickstart.benchmarks import load
from annotation_server.quickstart.benchmarks.campaigns import make_campaign, people_of
from annotation_server.quickstart.benchmarks.scenario import Bench, Row
from annotation_server.quickstart.processes import memory_megabytes
from annotation_server.simulation.rules.measures import Measures

PAIRS, OVERLAP = 50_000, 5
CROWDS = (1, 8, 32, 200, 1000)
QUICK_CROWDS = (1, 8, 32)
JUDGED = 32  # the crowd that the goals are set for
GOAL_RATE, GOAL_P95 = 100, 150


def run(bench: Bench) -> Iterator[Row]:
    bench.note(f"a campaign of {PAIRS:,} pairs")
    campaign = make_campaign(PAIRS, OVERLAP)
    _measure(bench, campaign, 8, seconds=2)  # the processes have read what they keep
    for crowd in QUICK_CROWDS if bench.quick else CROWDS:
        seconds = 8 if bench.quick else 20
        bench.note(f"{crowd} annotators for {seconds} s")
        measures, rate = _measure(bench, campaign, crowd, seconds=seconds)
        yield from _rows(f"{crowd} annotators", crowd, measures, rate)
    yield Row("server memory after it", f"{memory_megabytes(bench.folder)} MB")


def _measure(
    bench: Bench, campaign: Campaign, crowd: int, *, seconds: float
) -> tuple[Measures, float]:
    work = load.Load(str(campaign.pk), bench.base_url, seconds)
    return load.run(work, people_of(campaign, crowd))


def _rows(who: str, crowd: int, measures: Measures, rate: float) -> Iterator[Row]:
    is_judged = crowd == JUDGED
    yield Row(
        f"{who}: full cycles",
        f"{rate:.0f} /s",
        goal=f">= {GOAL_RATE} /s" if is_judged else "",
        reached=rate >= GOAL_RATE if is_judged else None,
    )
    for kind, figures in measures.by_kind().items():
        times = " / ".join(f"{figures[f'p{part}_ms']:.0f}" for part in (50, 95, 99))
        yield Row(
            f"{who}: {kind}, p50 / p95 / p99",
            f"{times} ms",
            goal=f"p95 < {GOAL_P95} ms" if is_judged else "",
            reached=figures["p95_ms"] < GOAL_P95 if is_judged else None,
        )
