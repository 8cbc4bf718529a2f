"""Who is flagged, of a crowd whose members we know: the bad ones, and nobody else."""

import numpy as np
import pytest

from annotation_server.quality.rules.evidence import people
from annotation_server.quality.rules.generators import ALL, generator_figures
from tests.protocol.samples import shipped
from tests.quality.crowd import BAD, HONEST, campaign

DEFINITION = shipped("safesora")
EXPECTED = {
    "left_clicker": {"one_sided"},
    "straight_liner": {"straight_lining"},
    "speeder": {"speeding"},
    "random": {"disagrees"},
    "contrarian": {"disagrees", "unreliable_labels"},
}


def flags_of(seed: int):
    answers, reliability = campaign(seed, DEFINITION)
    found = people(answers, DEFINITION)
    assert min(one.answers for one in found) >= 200
    return [{flag.code for flag in one.flags} for one in found], found, reliability


def check(seed: int) -> None:
    flags, found, reliability = flags_of(seed)
    assert [codes for codes in flags[:HONEST] if codes] == []
    for place, kind in enumerate(BAD, start=HONEST):
        assert flags[place] >= EXPECTED[kind], kind
    estimated = [one.reliability for one in found]
    assert np.corrcoef(estimated, reliability)[0, 1] > 0.9


def test_the_bad_are_flagged_and_the_honest_are_not():
    check(0)


@pytest.mark.prove
def test_the_bad_are_flagged_and_the_honest_are_not_over_twenty_seeds():
    for seed in range(20):
        check(seed)


def test_bradley_terry_recovers_the_planted_order_of_the_generators():
    answers, _ = campaign(1, DEFINITION)
    rng = np.random.default_rng(0)
    helpfulness = [
        figure
        for figure in generator_figures(answers, DEFINITION, rng, 200)
        if (figure.question, figure.prompt_type) == ("helpfulness", ALL)
    ]
    strengths = [one.value for one in helpfulness[0].strengths]
    assert sorted(strengths, reverse=True) == strengths
    assert all(one.low < one.value < one.high for one in helpfulness[0].strengths)
