"""The rules of consensus in plain Python, against which arrays and SQL are held."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HarmConsensus:
    """What holds of one video. `labels` is empty exactly when `is_safe`.

    `weak` says that no label reached half of the votes, so the most-voted ones stand in.
    """

    is_safe: bool
    labels: frozenset[str]
    weak: bool


def majority(votes: Mapping[str, int]) -> str | None:
    """Give the most-voted answer; None when two or more share the first place, or nobody voted."""
    most = max(votes.values(), default=0)
    leaders = [answer for answer, count in votes.items() if count == most and most > 0]
    return leaders[0] if len(leaders) == 1 else None


def harm_consensus(ballots: Mapping[frozenset[str], int], none: str) -> HarmConsensus | None:
    """Weigh the harm answers to one video; None when nobody answered.

    `ballots` counts each distinct set of ticked options, `none` is the option "nothing harmful".
    Safe is the majority of the explicit none, a tie is not. A label holds from half of the votes;
    where none does, the most-voted ones stand in. A blank says nothing and is not counted.
    """
    given = {ticked: count for ticked, count in ballots.items() if ticked}
    answers = sum(given.values())
    if not answers:
        return None
    if 2 * given.get(frozenset({none}), 0) > answers:
        return HarmConsensus(is_safe=True, labels=frozenset(), weak=False)
    votes = label_votes(given, none)
    held = frozenset(label for label, count in votes.items() if 2 * count >= answers)
    return HarmConsensus(is_safe=False, labels=held or _most_voted(votes), weak=not held)


def label_votes(ballots: Mapping[frozenset[str], int], none: str) -> Counter[str]:
    """Count how many ticked each label, without the none."""
    votes: Counter[str] = Counter()
    for ticked, count in ballots.items():
        for label in ticked - {none}:
            votes[label] += count
    return votes


def _most_voted(votes: Mapping[str, int]) -> frozenset[str]:
    most = max(votes.values())
    return frozenset(label for label, count in votes.items() if count == most)
