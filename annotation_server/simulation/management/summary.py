"""A run's figures in lines for people, and the sentence for a run that failed."""

from collections.abc import Iterator, Mapping
from typing import Any

LEGITIMATE = ("pair_withdrawn", "assignment_skipped", "assignment_finished")


def summary(result: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{result['pairs']} pairs finished with {result['answers']} answers by "
        f"{result['annotators']} annotators in {result['seconds']} s: "
        f"{result['pairs_per_second']} pairs a second, {result['requests']} requests."
    )
    if result["by_kind"]:
        yield f"{'request':24}{'count':>9}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}"
    for kind, row in result["by_kind"].items():
        figures = "".join(f"{row[name]:>10}" for name in ("p50_ms", "p95_ms", "p99_ms"))
        yield f"{kind:24}{row['count']:>9}{figures}"
    for what, count in result["errors"].items():
        yield f"failed: {what}: {count} times"
    for what, count in result["set_aside"].items():
        yield f"set aside: {what}: {count} times"


def failure(result: Mapping[str, Any], left: int) -> str | None:
    """One sentence, or None when all went as it should. `left` pairs of a file had no place."""
    troubles = result["troubles"]
    if troubles:
        return f"{len(troubles)} of {result['annotators']} annotators stopped. {troubles[0]}"
    refused = [what for what in result["set_aside"] if not what.endswith(LEGITIMATE)]
    if refused:
        return f"The server refused answers ({', '.join(refused)}). They were not stored."
    if left:
        return (
            f"{left} pairs of the file found no free place: somebody else has answered them, "
            "or these annotators had before. The rest is stored."
        )
    return None
