"""What a scenario is given, and the rows it gives back."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from annotation_server.quickstart.folders import DataFolder


@dataclass(frozen=True, slots=True)
class Bench:
    """A server that runs with its engines, and how long the measuring may take.

    `seconds` is for each crowd; None for as long as the scenario needs.
    """

    base_url: str
    folder: DataFolder
    quick: bool
    seconds: int | None = None

    def lasting(self, usual: int, quick: int) -> int:
        """How long to measure, where `usual` and `quick` are the scenario's own."""
        return self.seconds or (quick if self.quick else usual)

    def note(self, text: str) -> None:
        """A word about what is being done, apart from the table."""
        sys.stderr.write(f"  {text}\n")
        sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, its yardstick from the same run, and what it must reach.

    `reached` is None where no goal is set.
    """

    what: str
    figure: str
    yardstick: str = ""
    goal: str = ""
    reached: bool | None = None


class Scenario(Protocol):
    def __call__(self, bench: Bench) -> Iterator[Row]: ...


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """The seconds since the block began; after its end, those that it took."""
    began = time.perf_counter()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else time.perf_counter()) - began
    ended.append(time.perf_counter())
