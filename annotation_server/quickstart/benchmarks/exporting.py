"""Exports of a judged campaign, each format beside a bare COPY of the same rows."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.benchmarks.scenario import Bench, Row

PAIRS, QUICK_PAIRS = 51_691, 5_000
MOST_TIMES, MOST_MEGABYTES = 3.0, 200
MOST_SECONDS = 10  # of the validator
WITH_A_GOAL = ("jsonl", "safesora", "parquet")

Figures = Mapping[str, Any]


def run(bench: Bench) -> Iterator[Row]:
    """In a process of its own, so that its memory is that of an export."""
    pairs = QUICK_PAIRS if bench.quick else PAIRS
    bench.note(f"a judged campaign of {pairs:,} pairs")
    figures = _measured(pairs)
    yield Row(f"freeze {pairs:,} pairs", f"{figures['freeze']:.1f} s")
    for name, one in figures["formats"].items():
        yield _row(name, one, pairs)
    if figures["validate"] is not None:
        seconds, goal = figures["validate"], f"{MOST_SECONDS} s"
        name = f"validate_dataset, {pairs:,} pairs"
        yield Row(name, f"{seconds:.1f} s", goal=goal, reached=seconds <= MOST_SECONDS)


def _row(name: str, one: Figures, pairs: int) -> Row:
    times, megabytes = one["seconds"] / one["bare_copy"], one["memory_mb"]
    has_goal = name in WITH_A_GOAL and pairs == PAIRS  # a small one is mostly what each takes
    return Row(
        f"export {name}, {pairs:,} pairs",
        f"{one['seconds']:.1f} s, {megabytes:.0f} MB",
        f"bare COPY {one['bare_copy']:.1f} s: {times:.1f} times",
        f"{MOST_TIMES:.0f} times, {MOST_MEGABYTES} MB" if has_goal else "",
        times <= MOST_TIMES and megabytes <= MOST_MEGABYTES if has_goal else None,
    )


def _measured(pairs: int) -> Figures:
    words = ["bench_export", "--pairs", str(pairs), "--json"]
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        [sys.executable, str(surroundings.ROOT / "manage.py"), *words],
        stdout=subprocess.PIPE,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))
