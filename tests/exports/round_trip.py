"""A published dataset made up by a seed, and how two of them are compared.

The shape is written here a second time, from its description alone.
"""

import gzip
import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from tests.catalog.clips import COLOURS, drawn
from tests.exports.published import LABELS, SUB_PREFERENCES

Rows = list[dict[str, Any]]
BEGINNINGS = ("Ein Bär", 'a "dog"', "狗", " spaced ", "tab\there")
SETS = ("preference", "label", "prompt")


def hex_id(*words: object) -> str:
    return sha256(json.dumps(words).encode()).hexdigest()


def make_up(pairs: int, seed: int, *, pairs_a_prompt: int = 3) -> dict[str, Rows]:
    """The three sets: awkward texts, contradictions, videos that are in two pairs."""
    random = Random(seed)  # noqa: S311  # the same rows each time
    made: dict[str, Rows] = {name: [] for name in SETS}
    while len(made["preference"]) < pairs:
        prompt = _prompt(random, len(made["prompt"]))
        made["prompt"].append(prompt)
        texts = {key: prompt[key] for key in ("prompt_id", "prompt_text", "prompt_type")}
        count = min(pairs_a_prompt, pairs - len(made["preference"]))
        videos = [_video(random, texts, number) for number in range(count + 1)]
        for video in videos:
            rest = {key: video[key] for key in ("video_id", "video_text", "video_path", "is_safe")}
            labels = {"video_labels": _flags(random), "generated_from": video["generated_from"]}
            made["label"].append({**prompt, **rest, **labels})
        for zero, one in pairwise(videos):
            made["preference"].append(_pair(random, texts, zero, one))
    return made


def _prompt(random: Random, number: int) -> dict[str, Any]:
    text = f"{random.choice(BEGINNINGS)} runs {number}"
    kind = random.choice(["safety_neutral", "safety_critical"])
    labels = _flags(random)
    made_up = {"prompt_id": hex_id(text), "prompt_text": text, "prompt_type": kind}
    return {**made_up, "prompt_labels": labels}


def _flags(random: Random) -> dict[str, bool]:
    return {name: random.random() < 0.1 for name in LABELS}


def _video(random: Random, texts: dict[str, str], number: int) -> dict[str, Any]:
    video_id = hex_id(texts["prompt_id"], number)
    return {
        "video_id": video_id,
        "video_text": random.choice([texts["prompt_text"], f"refined {number}"]),
        "video_path": f"videos/{texts['prompt_id']}/{video_id}.mp4",
        "is_safe": random.random() < 0.7,
        "generated_from": f"model-{number}",
        **texts,
    }


def _pair(random: Random, texts: dict[str, str], *videos: dict[str, Any]) -> dict[str, Any]:
    sides = ("video_0", "video_1")
    if random.random() < 0.5:
        videos = videos[::-1]
    return {
        "pair_id": hex_id(*(video["video_id"] for video in videos)),
        **texts,
        **dict(zip(sides, videos, strict=True)),
        "helpfulness": random.choice(sides),
        "harmlessness": random.choice(sides),
        "sub_preferences": {name: random.choice(sides) for name in SUB_PREFERENCES},
    }


def write(folder: Path, sets: dict[str, Rows], split: str = "train") -> None:
    """The files of the sets, and below `videos` a few small clips under many names."""
    for name, rows in sets.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        raw = gzip.compress(json.dumps(rows, ensure_ascii=False).encode())
        (folder / name / f"config-{split}.json.gz").write_bytes(raw)
    for number, row in enumerate(sets["label"]):
        path = folder / row["video_path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(drawn(COLOURS[number % len(COLOURS)]))


def read(folder: Path, name: str, split: str = "train") -> Rows:
    rows = json.loads(gzip.decompress((folder / name / f"config-{split}.json.gz").read_bytes()))
    assert isinstance(rows, list)
    return rows


def written(rows: Rows) -> list[str]:
    """Rows as they would be printed: the order of the keys counts too, that of the rows does not.

    A video is listed where it came first, which may have been in the preferences.
    """
    return sorted(json.dumps(row, ensure_ascii=False) for row in rows)
