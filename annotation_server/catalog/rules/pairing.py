"""Which videos of a prompt are judged together. All that is drawn comes from the seed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from random import Random


class Strategy(StrEnum):
    ALL = "all"
    RING = "ring"
    BALANCED = "balanced"
    SINGLES = "singles"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A video that may be paired. `key` is the same wherever the corpus was imported."""

    video: int
    prompt: str
    generator: str
    key: str

    @property
    def order(self) -> tuple[str, str]:
        return (self.generator, self.key)


Pairing = tuple[Candidate, Candidate]
Paired = frozenset[int]


def singles(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda one: (one.prompt, one.order))


def pairings(
    candidates: Iterable[Candidate],
    strategy: Strategy,
    *,
    seed: int,
    per_prompt: int = 1,
    there: frozenset[Paired] = frozenset(),
) -> list[Pairing]:
    """All pairs that the corpus should have, as (video_0, video_1).

    Those that are `there` already are among them where the strategy wants them; `balanced` counts
    them towards its number and tops them up. The same input gives the same pairs; a prompt's ring
    and its sides do not depend on other prompts.
    """
    prompts = _by_prompt(candidates)
    chosen: list[Pairing] = []
    if strategy is Strategy.BALANCED:
        chosen = _balanced(prompts, seed, per_prompt, there)
    else:
        choose = {Strategy.ALL: _all, Strategy.RING: _ring}[strategy]
        for prompt, videos in prompts:
            chosen += choose(videos, _drawing(f"{seed}/{prompt}"))
    return [_sided(pairing, seed) for pairing in chosen]


def _drawing(place: str) -> Random:
    """Text as the seed draws the same on every Python."""
    return Random(place)  # noqa: S311  # to be drawn again, not to be secret


def _by_prompt(candidates: Iterable[Candidate]) -> list[tuple[str, list[Candidate]]]:
    prompts: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in singles(candidates):
        prompts[candidate.prompt].append(candidate)
    return sorted(prompts.items())


def _all(videos: Sequence[Candidate], _random: Random) -> list[Pairing]:
    return list(combinations(videos, 2))


def _ring(videos: Sequence[Candidate], random: Random) -> list[Pairing]:
    """Every video in two pairs (in one, if there are only two)."""
    order = list(videos)
    random.shuffle(order)
    around = zip(order, order[1:] + order[:1], strict=True)
    return list(around) if len(order) > 2 else list(combinations(order, 2))  # noqa: PLR2004


def _sided(pairing: Pairing, seed: int) -> Pairing:
    """Draw which clip is video_0, so that the order tells no generator."""
    one, other = sorted(pairing, key=lambda candidate: candidate.order)
    place = f"{seed}/{one.prompt}/{one.order}/{other.order}"
    return (one, other) if _drawing(place).random() < 0.5 else (other, one)  # noqa: PLR2004


class _Tally:
    """How often generators met so far, over the whole corpus, and videos inside their prompt."""

    def __init__(self) -> None:
        self.meetings: Counter[frozenset[str]] = Counter()
        self.generators: Counter[str] = Counter()
        self.videos: Counter[int] = Counter()

    def add(self, pairing: Pairing) -> None:
        one, other = pairing
        self.meetings[frozenset((one.generator, other.generator))] += 1
        self.generators.update((one.generator, other.generator))
        self.videos.update((one.video, other.video))

    def cost(self, pairing: Pairing) -> tuple[bool, int, int, int]:
        """Lower is wanted more: other generators, rarely met, rarely seen, fresh videos."""
        one, other = pairing
        return (
            one.generator == other.generator,
            self.meetings[frozenset((one.generator, other.generator))],
            self.generators[one.generator] + self.generators[other.generator],
            self.videos[one.video] + self.videos[other.video],
        )


def _balanced(
    prompts: list[tuple[str, list[Candidate]]],
    seed: int,
    per_prompt: int,
    there: frozenset[Paired],
) -> list[Pairing]:
    tally = _Tally()
    open_prompts = []
    chosen: list[Pairing] = []
    for prompt, videos in prompts:
        every = list(combinations(videos, 2))
        kept = [one for one in every if frozenset((one[0].video, one[1].video)) in there]
        for pairing in kept:
            tally.add(pairing)
        chosen += kept
        left = [one for one in every if frozenset((one[0].video, one[1].video)) not in there]
        open_prompts.append((prompt, left, per_prompt - len(kept)))
    _drawing(f"{seed}/order").shuffle(open_prompts)
    for prompt, left, wanted in open_prompts:
        chosen += _drawn(left, wanted, tally, _drawing(f"{seed}/{prompt}").random)
    return chosen


def _drawn(
    left: list[Pairing], wanted: int, tally: _Tally, draw: Callable[[], float]
) -> list[Pairing]:
    drawn = []
    ties = {pairing: draw() for pairing in left}
    for _ in range(min(wanted, len(left))):
        best = min(ties, key=lambda pairing: (tally.cost(pairing), ties[pairing]))
        del ties[best]
        tally.add(best)
        drawn.append(best)
    return drawn
