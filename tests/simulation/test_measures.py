"""The figures of a run."""

from annotation_server.simulation.rules.measures import Measures, percentile


def test_percentiles_are_values_that_occurred():
    times = [float(number) for number in range(1, 101)]
    assert [percentile(times, part) for part in (50, 95, 99)] == [50, 95, 99]


def test_one_value_is_every_percentile():
    assert [percentile([4.0], part) for part in (50, 95)] == [4, 4]


def test_requests_are_told_apart_by_kind():
    measures = Measures()
    for kind, seconds in (("queue", 0.010), ("queue", 0.030), ("release", 0.5)):
        measures.took(kind, seconds, "ok")
    assert measures.requests == 3
    assert measures.by_kind()["queue"] == {
        "count": 2, "p50_ms": 10.0, "p95_ms": 30.0, "p99_ms": 30.0,
    }  # fmt: skip


def test_a_failed_request_is_an_error_by_kind_and_code():
    measures = Measures()
    measures.took("queue", 0.1, "network")
    measures.took("queue", 0.1, "ok")
    assert measures.errors == {"queue network": 1}
