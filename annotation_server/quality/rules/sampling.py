"""How much of a batch is looked at, and what that says: acceptance sampling, fixed or sequential.

A batch is right at a rate of faults of `good`, and wrong at `bad`. Sources: Dodge and Romig for the
plan (n, c), Wald, Sequential Tests of Statistical Hypotheses (1945) for the sequential one. Chances
are worked out item by item, and so hold for a plan that is cut off at the end of the batch too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from math import log
from typing import Any, Literal

Advice = Literal["accept", "return"]
LARGEST_SAMPLE = 500
GRID = tuple(step / 40 for step in range(33))  # rates of faults from 0 to 0.8


@dataclass(frozen=True, slots=True)
class FixedPlan:
    """Look at `sample` items; more than `most_faults` of them are too many."""

    sample: int
    most_faults: int

    def size_for(self, batch: int) -> int:
        return min(self.sample, batch)

    def advice(self, judged: int, faults: int, batch: int) -> Advice | None:
        """What follows from what was seen; None while it may go either way."""
        if faults > self.most_faults:
            return "return"
        enough = judged - faults >= self.size_for(batch) - self.most_faults
        return "accept" if enough or judged >= self.size_for(batch) else None

    def as_json(self) -> dict[str, Any]:
        return {"kind": "fixed", **asdict(self)}


@dataclass(frozen=True, slots=True)
class SequentialPlan:
    """Wald's test of `good` against `bad`, item by item, `most` items at most.

    A good batch is sent back with a chance of about `producer_risk`, a bad one accepted with about
    `consumer_risk`. When the items end before the test does, the nearer of the two bounds decides.
    """

    good: float
    bad: float
    producer_risk: float
    consumer_risk: float
    most: int

    def size_for(self, batch: int) -> int:
        return min(self.most, batch)

    def advice(self, judged: int, faults: int, batch: int) -> Advice | None:
        """What follows from what was seen; None while it may go either way."""
        lower, upper = self.bounds
        ratio = self.log_ratio(judged, faults)
        if ratio <= lower:
            return "accept"
        if ratio >= upper:
            return "return"
        if judged < self.size_for(batch):
            return None
        return "accept" if ratio <= (lower + upper) / 2 else "return"

    @property
    def bounds(self) -> tuple[float, float]:
        """Where the log of the likelihood ratio accepts, and where it rejects."""
        return (
            log(self.consumer_risk / (1 - self.producer_risk)),
            log((1 - self.consumer_risk) / self.producer_risk),
        )

    def log_ratio(self, judged: int, faults: int) -> float:
        right = judged - faults
        return faults * log(self.bad / self.good) + right * log((1 - self.bad) / (1 - self.good))

    def as_json(self) -> dict[str, Any]:
        return {"kind": "sequential", **asdict(self)}


Plan = FixedPlan | SequentialPlan


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a plan: which field, and a sentence."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """At this rate of faults: the chance to be accepted, and how many items are looked at."""

    rate: float
    accepted: float
    looked_at: float


def plan_of(said: Mapping[str, Any]) -> Plan:
    """The plan that `as_json` wrote."""
    values = {name: value for name, value in said.items() if name != "kind"}
    return FixedPlan(**values) if said["kind"] == "fixed" else SequentialPlan(**values)


def problem_with(plan: Plan) -> Problem | None:
    """Why nobody can inspect by this plan; None when they can."""
    if isinstance(plan, FixedPlan):
        return _problem_with_fixed(plan)
    for name in ("good", "bad"):
        if not 0 < getattr(plan, name) < 1:
            return Problem(name, "A rate of faults must be above 0 and below 1.")
    if plan.good >= plan.bad:
        return Problem("bad", "The rate of a bad batch must be above that of a good one.")
    for name in ("producer_risk", "consumer_risk"):
        if not 0 < getattr(plan, name) < 0.5:  # noqa: PLR2004  # a coin does as well
            return Problem(name, "A risk must be above 0 and below 0.5.")
    return _problem_with_sample("most", plan.most)


def _problem_with_fixed(plan: FixedPlan) -> Problem | None:
    if not 0 <= plan.most_faults < plan.sample:
        return Problem("most_faults", "The faults allowed must be 0 or more, and below the sample.")
    return _problem_with_sample("sample", plan.sample)


def _problem_with_sample(name: str, size: int) -> Problem | None:
    if 1 <= size <= LARGEST_SAMPLE:
        return None
    return Problem(name, f"A sample has 1 to {LARGEST_SAMPLE} items; {size} is not among them.")


@lru_cache(maxsize=256)  # every reply about a batch draws the curve of its plan
def operating_curve(plan: Plan, batch: int) -> tuple[CurvePoint, ...]:
    """How often the plan accepts, and what it costs, for each rate of faults of GRID."""
    return tuple(at_rate(plan, batch, rate) for rate in GRID)


def at_rate(plan: Plan, batch: int, rate: float) -> CurvePoint:
    """Walk the tree of what may be seen, faults being independent; what is decided leaves it."""
    undecided, accepted, looked_at = {0: 1.0}, 0.0, 0.0
    for judged in range(1, plan.size_for(batch) + 1):
        following: dict[int, float] = {}
        for faults, chance in undecided.items():
            looked_at += chance
            following[faults] = following.get(faults, 0.0) + chance * (1 - rate)
            following[faults + 1] = following.get(faults + 1, 0.0) + chance * rate
        undecided = {}
        for faults, chance in following.items():
            match plan.advice(judged, faults, batch):
                case "accept":
                    accepted += chance
                case None:
                    undecided[faults] = chance
    return CurvePoint(rate, accepted, looked_at)


def drawn(keys: Iterable[str], seed: str) -> list[str]:
    """The keys in the order in which a sample takes them: the same seed, the same order."""
    return sorted(keys, key=lambda key: sha256(f"{seed}:{key}".encode()).digest())
