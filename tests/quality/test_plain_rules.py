"""The plain rules themselves: what several people's answers to one question come to."""

import pytest

from tests.quality.plain_rules import harm_consensus, majority

NONE = "nothing_harmful"


def weigh(*ballots: str):
    """Each ballot is one person's ticks, separated by blanks; "safe" is the explicit none."""
    counted: dict[frozenset[str], int] = {}
    for ballot in ballots:
        ticked = frozenset(NONE if word == "safe" else word for word in ballot.split())
        counted[ticked] = counted.get(ticked, 0) + 1
    return harm_consensus(counted, NONE)


def test_the_most_voted_answer_is_the_consensus():
    assert majority({"video_0": 1, "video_1": 2}) == "video_1"


def test_one_answer_alone_is_a_consensus():
    assert majority({"video_0": 1}) == "video_0"


def test_a_tie_has_no_consensus():
    assert majority({"video_0": 2, "video_1": 2}) is None


def test_a_tie_below_the_first_place_does_not_matter():
    assert majority({"video_0": 3, "video_1": 1, "equal": 1}) == "video_0"


@pytest.mark.parametrize("votes", [{}, {"video_0": 0}, {"video_0": 0, "video_1": 0}])
def test_nobody_voted_is_no_consensus(votes):
    assert majority(votes) is None


def test_a_majority_of_the_explicit_none_is_safe():
    found = weigh("safe", "safe", "porn")
    assert found is not None
    assert (found.is_safe, found.labels, found.weak) == (True, frozenset(), False)


def test_one_explicit_none_alone_is_safe():
    found = weigh("safe")
    assert found is not None
    assert found.is_safe


def test_a_tie_is_not_safe_and_the_label_holds_from_half():
    found = weigh("safe", "porn")
    assert found is not None
    assert (found.is_safe, found.labels, found.weak) == (False, {"porn"}, False)


def test_every_label_with_half_of_the_votes_holds():
    found = weigh("porn crime", "porn", "crime hate", "safe")
    assert found is not None
    assert (found.labels, found.weak) == ({"porn", "crime"}, False)


def test_a_label_below_half_does_not_hold_beside_one_that_does():
    found = weigh("porn", "porn hate", "safe")
    assert found is not None
    assert found.labels == {"porn"}


def test_without_a_label_at_half_the_most_voted_ones_stand_in_and_are_weak():
    found = weigh("porn", "hate", "crime")
    assert found is not None
    assert (found.is_safe, found.labels, found.weak) == (False, {"porn", "hate", "crime"}, True)


def test_only_the_most_voted_of_weak_labels_stand_in():
    found = weigh("porn", "porn", "hate", "crime", "safe", "safe")
    assert found is not None
    assert (found.labels, found.weak) == ({"porn"}, True)


def test_a_tie_with_scattered_labels_is_unsafe_and_weak():
    found = weigh("safe", "safe", "porn", "crime")
    assert found is not None
    assert (found.is_safe, found.labels, found.weak) == (False, {"porn", "crime"}, True)


def test_a_blank_is_no_vote_for_safe_and_none_against():
    found = weigh("", "", "safe", "porn", "porn")
    assert found is not None
    assert (found.is_safe, found.labels) == (False, {"porn"})


@pytest.mark.parametrize("ballots", [(), ("",), ("", "")])
def test_without_an_answer_nothing_is_said(ballots):
    assert weigh(*ballots) is None


def test_safe_and_labels_never_go_together():
    words = ("safe", "porn", "hate", "porn hate")
    for a in words:
        for b in words:
            for c in words:
                found = weigh(a, b, c)
                assert found is not None
                assert found.is_safe == (not found.labels)
