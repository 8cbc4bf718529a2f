"""Exports of a judged campaign, each format beside a bare COPY of the same rows."""

import json
import subprocess
import sys
from collections.abc import Iterator

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.benchmarks.scenario import Bench, Row

PAIRS, QUICK_PAIRS = 51_691, 5_000


def run(bench: Bench) -> Iterator[Row]:
    """In a process of its own, so that its memory is that of an export."""
    pairs = QUICK_PAIRS if bench.quick else PAIRS
    bench.note(f"a judged campaign of {pairs:,} pairs")
    words = ["bench_export", "--pairs", str(pairs), "--json"]
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        [sys.executable, str(surroundings.ROOT / "manage.py"), *words],
        stdout=subprocess.PIPE,
        check=True,
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    yield Row(f"freeze {pairs:,} pairs", f"{figures['freeze']:.1f} s")
    for name, one in figures["formats"].items():
        yield Row(
            f"export {name}, {pairs:,} pairs",
            f"{one['seconds']:.1f} s, {one['memory_mb']:.0f} MB",
            f"bare COPY {one['bare_copy']:.1f} s",
        )
    if figures["validate"] is not None:
        yield Row(f"validate_dataset, {pairs:,} pairs", f"{figures['validate']:.1f} s")
