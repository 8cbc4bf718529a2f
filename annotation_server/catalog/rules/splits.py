"""Which prompts are kept for testing: drawn once by seed, in each type the same share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

TRAIN, TEST = "train", "test"


@dataclass(frozen=True, slots=True)
class SplitPrompt:
    prompt_id: str
    type: str
    refined_from: str
    split: str


def draw_splits(prompts: Iterable[SplitPrompt], *, share: float, seed: int) -> dict[str, str]:
    """A split for each prompt that has none.

    A refined prompt goes where its parent is, and drawn ones stay when the corpus grows. The share
    is of the prompts of a type; a family counts for the type of its oldest member.
    """
    strata: dict[str, list[list[SplitPrompt]]] = defaultdict(list)
    for family in _families(prompts):
        strata[family[0].type].append(family)
    drawn: dict[str, str] = {}
    for families in strata.values():
        drawn.update(_draw(families, share, seed))
    return drawn


def _families(prompts: Iterable[SplitPrompt]) -> list[list[SplitPrompt]]:
    """Prompts with the same oldest ancestor, which comes first if it is here."""
    by_id = {prompt.prompt_id: prompt for prompt in prompts}
    families: dict[str, list[SplitPrompt]] = defaultdict(list)
    for prompt_id in sorted(by_id):
        families[_root(prompt_id, by_id)].append(by_id[prompt_id])
    for root, family in families.items():
        family.sort(key=lambda prompt: (prompt.prompt_id != root, prompt.prompt_id))
    return [families[root] for root in sorted(families)]


def _root(prompt_id: str, by_id: dict[str, SplitPrompt]) -> str:
    """The oldest ancestor; of a circle the smallest id, so that all its members agree."""
    way = [prompt_id]
    while (known := by_id.get(way[-1])) and known.refined_from:
        if known.refined_from in way:
            return min(way[way.index(known.refined_from) :])
        way.append(known.refined_from)
    return way[-1]


def _draw(families: list[list[SplitPrompt]], share: float, seed: int) -> Iterator[tuple[str, str]]:
    wanted = round(share * sum(map(len, families)))
    wanted -= sum(len(family) for family in families if _fixed(family) == TEST)
    families.sort(key=lambda family: _lot(family, seed))
    for family in families:
        split = _fixed(family)
        if not split:
            split = TEST if len(family) <= wanted else TRAIN
            wanted -= len(family) if split == TEST else 0
        yield from ((prompt.prompt_id, split) for prompt in family if not prompt.split)


def _fixed(family: list[SplitPrompt]) -> str:
    return next((prompt.split for prompt in family if prompt.split), "")


def _lot(family: list[SplitPrompt], seed: int) -> str:
    return sha256(f"{seed}:{family[0].prompt_id}".encode()).hexdigest()
