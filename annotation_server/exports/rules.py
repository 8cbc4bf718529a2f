"""Splits and pseudonyms: what is decided without looking anything up."""

import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

TEST_SHARE = 0.1
PSEUDONYM_DIGITS = 32
AUDIENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def pseudonym(key: str, audience: str, name: str) -> str:
    """Give 32 hex digits for an id: stable for one audience, without a link to those of another."""
    message = f"{audience}:{name}".encode()
    return hmac.new(key.encode(), message, sha256).hexdigest()[:PSEUDONYM_DIGITS]


@dataclass(frozen=True, slots=True)
class SplitPrompt:
    """A prompt as the drawing of splits sees it. `split` is "train", "test" or empty."""

    prompt_id: str
    type: str
    refined_from: str = ""
    split: str = ""


Family = Sequence[SplitPrompt]


def draw_splits(
    prompts: Iterable[SplitPrompt], *, seed: int, test_share: float = TEST_SHARE
) -> dict[str, str]:
    """Draw a split for each prompt that has none; give those by prompt id.

    A prompt and what was refined from it stay on one side. Each type of prompt is drawn apart and
    comes within one family of its share. What is drawn already stays, whatever is added later.
    """
    strata: defaultdict[str, list[Family]] = defaultdict(list)
    for root, family in sorted(_families(list(prompts)).items()):
        strata[_type_of(root, family)].append(family)
    drawn: dict[str, str] = {}
    for families in strata.values():
        drawn.update(_draw_stratum(families, seed, test_share))
    return drawn


def _draw_stratum(families: Sequence[Family], seed: int, share: float) -> dict[str, str]:
    sides = {id(family): _side_so_far(family) for family in families}
    wanted = int(share * sum(map(len, families)) + 0.5)
    wanted -= sum(len(family) for family in families if sides[id(family)] == "test")
    for family in sorted(families, key=lambda family: _rank(seed, family)):
        if not sides[id(family)]:
            fits = len(family) <= wanted
            sides[id(family)] = "test" if fits else "train"
            wanted -= len(family) if fits else 0
    return {
        prompt.prompt_id: sides[id(family)]
        for family in families
        for prompt in family
        if not prompt.split
    }


def _families(prompts: Sequence[SplitPrompt]) -> dict[str, list[SplitPrompt]]:
    """Group prompts by where they come from; a missing parent groups its children too."""
    parents = {prompt.prompt_id: prompt.refined_from for prompt in prompts}
    families: defaultdict[str, list[SplitPrompt]] = defaultdict(list)
    for prompt in sorted(prompts, key=lambda prompt: prompt.prompt_id):
        families[_root(prompt.prompt_id, parents)].append(prompt)
    return dict(families)


def _root(prompt_id: str, parents: Mapping[str, str]) -> str:
    """Walk up to the first ancestor; a circle of parents has its smallest id as root."""
    path = [prompt_id]
    while parent := parents.get(path[-1]):
        if parent in path:
            return min(path[path.index(parent) :])
        path.append(parent)
    return path[-1]


def _type_of(root: str, family: Family) -> str:
    return next((prompt.type for prompt in family if prompt.prompt_id == root), family[0].type)


def _side_so_far(family: Family) -> str:
    """Give the side that most of a family is on already, or nothing if all of it is new."""
    sides = Counter(prompt.split for prompt in family if prompt.split)
    return min(sides, key=lambda side: (-sides[side], side)) if sides else ""


def _rank(seed: int, family: Family) -> str:
    return sha256(f"{seed}:{family[0].prompt_id}".encode()).hexdigest()
