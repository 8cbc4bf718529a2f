"""A prompt is on one side, in every file, also after the campaign has grown by half."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from annotation_server.catalog.models import Prompt
from annotation_server.exports import services
from annotation_server.exports.queries import folder_of
from tests.exports import published
from tests.exports.registry import PROTOCOLS, Answered
from tests.exports.test_nobody_is_named import unpacked

PROMPTS = 120
TYPES = ("safety_neutral", "safety_critical")


def grow(world, first: int, last: int) -> None:
    """Judged pairs on new prompts; every fourth one refines the one before it."""
    for number in range(first, last):
        parent = published_id(number - 1) if number % 4 == 3 else ""
        kind = TYPES[(number - bool(parent)) % 2]
        pair = world.two(
            f"Prompt {number}.", prompt_id=published_id(number), type=kind, refined_from=parent
        )
        world.judged(pair)


def published_id(number: int) -> str:
    return f"{number:064x}"


def sides(export) -> dict[str, str]:
    """On which side each prompt is, in all three sets; no prompt may be on both."""
    seen: dict[str, set[str]] = {}
    for kind in ("preference", "label", "prompt"):
        for split in ("train", "test"):
            for row in published.read(folder_of(export), kind, split):
                seen.setdefault(row["prompt_id"], set()).add(split)
    assert all(len(found) == 1 for found in seen.values())
    return {prompt: found.pop() for prompt, found in seen.items()}


def test_no_prompt_changes_sides_when_the_campaign_grows_by_half(world, export):
    grow(world, 0, PROMPTS)
    before = sides(export("safesora"))
    grow(world, PROMPTS, PROMPTS * 3 // 2)
    cut = services.freeze(world.campaign, by=None)
    after = sides(export("safesora", cut))
    assert (len(before), len(after)) == (PROMPTS, PROMPTS * 3 // 2)
    assert before.items() <= after.items()
    lines = (folder_of(export("jsonl", cut)) / "assignments.jsonl").read_text().splitlines()
    assert {row["prompt_id"]: row["split"] for row in map(json.loads, lines)} == after


def test_refined_prompts_stay_with_their_parents_and_each_type_has_its_tenth(world, export):
    grow(world, 0, PROMPTS)
    grow(world, PROMPTS, PROMPTS * 3 // 2)
    found = sides(export("safesora"))
    types = dict(Prompt.objects.values_list("prompt_id", "type"))
    for child, parent in Prompt.objects.exclude(refined_from="").values_list(
        "prompt_id", "refined_from"
    ):
        assert found[child] == found[parent]
    of_type, tests = (
        Counter(types.values()),
        Counter(types[prompt] for prompt, side in found.items() if side == "test"),
    )
    for kind in TYPES:
        assert abs(tests[kind] - of_type[kind] / 10) <= max(1, of_type[kind] / 100)


@pytest.mark.parametrize("format_", PROTOCOLS)
def test_in_no_format_a_prompt_is_on_both_sides_or_changes_them(db, export, format_):
    world = Answered(PROTOCOLS[format_])
    for number in range(20):
        world.answered(f"Prompt {number}.")
    before = parts(folder_of(export(format_, services.freeze(world.campaign, by=None))))
    for number in range(20, 30):
        world.answered(f"Prompt {number}.")
    after = parts(folder_of(export(format_, services.freeze(world.campaign, by=None))))
    assert (len(before), len(after)) == (20, 30)
    assert before.items() <= after.items()
    assert {*after.values()} == {"train", "test"}


def parts(folder: Path) -> dict[bytes, str]:
    """In which part each prompt is, by the names of the files, or by what a row says."""
    seen: dict[bytes, set[str]] = {}
    for path in folder.rglob("*"):
        named = re.search("train|test", str(path.relative_to(folder)))
        for row in rows(path) if path.is_file() and path.parent.name != "schema" else ():
            told = named or re.search("train|test", row.decode(errors="replace"))
            for prompt in re.findall(rb"Prompt \d+\.", row):
                assert told, f"{path} names a prompt and no part"
                seen.setdefault(prompt, set()).add(told[0])
    assert all(len(found) == 1 for found in seen.values())
    return {prompt: found.pop() for prompt, found in seen.items()}


def rows(path: Path) -> list[bytes]:
    *_, text = unpacked(path)
    return text.splitlines()
