"""Plans of acceptance sampling: when they answer, and how likely which answer is."""

import random
from itertools import pairwise

import pytest

from annotation_server.quality.rules.sampling import (
    GRID,
    FixedPlan,
    SequentialPlan,
    at_rate,
    drawn,
    operating_curve,
    plan_of,
    problem_with,
)

WALD = SequentialPlan(good=0.05, bad=0.25, producer_risk=0.05, consumer_risk=0.1, most=200)


@pytest.mark.parametrize(("sample", "most"), [(1, 0), (13, 0), (20, 2), (80, 5)])
def test_a_fixed_plan_accepts_as_often_as_the_binomial_says(sample, most):
    from scipy import stats

    for point in operating_curve(FixedPlan(sample, most), batch=1000):
        assert point.accepted == pytest.approx(stats.binom.cdf(most, sample, point.rate), abs=1e-12)


def test_a_fixed_plan_ends_as_soon_as_nothing_can_change_the_answer():
    plan = FixedPlan(sample=10, most_faults=1)
    assert plan.advice(2, 2, batch=100) == "return"
    assert plan.advice(8, 0, batch=100) is None
    assert plan.advice(9, 0, batch=100) == "accept"
    assert plan.advice(10, 1, batch=100) == "accept"


def test_a_small_batch_is_looked_at_whole():
    assert FixedPlan(20, 1).advice(3, 1, batch=3) == "accept"
    assert operating_curve(FixedPlan(20, 0), batch=3)[4].accepted == pytest.approx(0.9**3)


def test_walds_test_keeps_both_its_risks():
    assert at_rate(WALD, 10_000, WALD.good).accepted >= 1 - WALD.producer_risk
    assert at_rate(WALD, 10_000, WALD.bad).accepted <= WALD.consumer_risk


def test_walds_test_looks_at_less_than_a_fixed_plan_of_the_same_risks():
    """(34, 4) is the smallest plan (n, c) with at most these risks."""
    fixed = FixedPlan(34, 4)
    for rate, risk in ((WALD.good, WALD.producer_risk), (WALD.bad, 1 - WALD.consumer_risk)):
        assert at_rate(fixed, 10_000, rate).accepted >= 1 - risk or rate == WALD.bad
        assert at_rate(WALD, 10_000, rate).looked_at < at_rate(fixed, 10_000, rate).looked_at


def test_the_curve_is_what_happens_when_the_plan_is_followed():
    rng = random.Random(7)  # noqa: S311  # a crowd to replay
    for rate in (0.05, 0.15, 0.3):
        ends = [followed(rate, rng) for _ in range(3000)]
        point = at_rate(WALD, 200, rate)
        assert point.accepted == pytest.approx(
            sum(end == "accept" for end, _ in ends) / 3000, abs=0.03
        )
        assert point.looked_at == pytest.approx(sum(n for _, n in ends) / 3000, rel=0.06)


def followed(rate: float, rng: random.Random) -> tuple[str, int]:
    judged = faults = 0
    while (said := WALD.advice(judged, faults, batch=200)) is None:
        judged, faults = judged + 1, faults + (rng.random() < rate)
    return said, judged


@pytest.mark.parametrize("plan", [FixedPlan(20, 2), WALD])
def test_worse_batches_are_accepted_less(plan):
    curve = operating_curve(plan, batch=60)
    assert [point.rate for point in curve] == list(GRID)
    assert curve[0].accepted == pytest.approx(1)
    assert all(one.accepted >= other.accepted - 1e-12 for one, other in pairwise(curve))


@pytest.mark.parametrize("plan", [FixedPlan(20, 2), WALD])
def test_a_stored_plan_is_the_plan(plan):
    assert plan_of(plan.as_json()) == plan


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (FixedPlan(5, 5), "most_faults"),
        (FixedPlan(501, 1), "sample"),
        (SequentialPlan(0.2, 0.1, 0.05, 0.1, 50), "bad"),
        (SequentialPlan(0.0, 0.1, 0.05, 0.1, 50), "good"),
        (SequentialPlan(0.05, 0.1, 0.5, 0.1, 50), "producer_risk"),
        (SequentialPlan(0.05, 0.1, 0.05, 0.1, 0), "most"),
    ],
)
def test_a_plan_that_cannot_be_says_why(plan, field):
    problem = problem_with(plan)
    assert problem is not None
    assert problem.field == field


def test_a_sample_is_drawn_the_same_again():
    keys = [str(number) for number in range(50)]
    assert drawn(keys, "seed") == drawn(reversed(keys), "seed") != drawn(keys, "other")
