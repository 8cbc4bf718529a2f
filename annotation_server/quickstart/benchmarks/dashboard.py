"""The dashboard of a judged campaign: its figures, its counts, and how fast its page gets them."""

import json
import subprocess
import sys
from collections.abc import Iterator

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.benchmarks.scenario import Bench, Row

PAIRS, QUICK_PAIRS = 51_691, 5_000
MOST_SECONDS, MOST_MEGABYTES, MOST_MILLISECONDS = 30, 1024, 500


def run(bench: Bench) -> Iterator[Row]:
    """In a process of its own, so that its memory is that of the figures."""
    pairs = QUICK_PAIRS if bench.quick else PAIRS
    bench.note(f"a judged campaign of {pairs:,} pairs for its dashboard")
    words = ["bench_dashboard", "--pairs", str(pairs), "--name", "dashboard", "--json"]
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        [sys.executable, str(surroundings.ROOT / "manage.py"), *words],
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    seconds, memory = found["all figures"], found["memory_mb"]
    yield Row(
        f"all figures of {pairs:,} pairs, 1,000 resamples",
        f"{seconds:.1f} s, {memory:.0f} MB",
        goal=f"under {MOST_SECONDS} s and {MOST_MEGABYTES} MB",
        reached=seconds < MOST_SECONDS and memory < MOST_MEGABYTES,
    )
    yield Row("counts of all answers, anew", f"{found['count everything']:.1f} s")
    for part, slowest in found["requests"].items():
        yield Row(
            f"GET {part}",
            f"{1000 * slowest:.0f} ms at most",
            goal=f"under {MOST_MILLISECONDS} ms",
            reached=1000 * slowest < MOST_MILLISECONDS,
        )
