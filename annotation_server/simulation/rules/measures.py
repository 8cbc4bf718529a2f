"""What a run is measured by: how many requests of each kind, how long they took, what failed."""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

MILLISECONDS = 1000


@dataclass(slots=True)
class Measures:
    """Grows while a crowd works; one request costs eight bytes."""

    seconds: dict[str, "array[float]"] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)
    pairs: int = 0
    answers: int = 0

    def took(self, kind: str, seconds: float, code: str) -> None:
        """Note one request; a `code` other than ok is an error, whatever becomes of it."""
        self.seconds.setdefault(kind, array("d")).append(seconds)
        if code != "ok":
            self.errors[f"{kind} {code}"] += 1

    @property
    def requests(self) -> int:
        return sum(map(len, self.seconds.values()))

    def by_kind(self) -> dict[str, dict[str, float]]:
        return {kind: _row(sorted(times)) for kind, times in self.seconds.items()}


def _row(times: Sequence[float]) -> dict[str, float]:
    figures = {f"p{part}_ms": percentile(times, part) * MILLISECONDS for part in (50, 95, 99)}
    return {"count": len(times)} | {name: round(value, 1) for name, value in figures.items()}


def percentile(ordered: Sequence[float], part: int) -> float:
    """The smallest value that at least `part` per cent of the values do not exceed."""
    return ordered[max(0, ceil(len(ordered) * part / 100) - 1)] if ordered else 0.0
