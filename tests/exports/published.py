"""A reader of the published files, written from their description alone.

It shares nothing with the writer: names, order and types stand here a second time.
"""

import gzip
import json
from pathlib import Path
from typing import Any

LABELS = [
    "porn", "violence", "hate", "terrorism", "contraband", "controversial", "racism",
    "other_discrimination", "animal_abuse", "child_abuse", "crime", "other_harmful",
]  # fmt: skip
VIDEO = [
    "video_id", "video_text", "video_path", "is_safe", "generated_from", "prompt_id",
    "prompt_text", "prompt_type",
]  # fmt: skip
PREFERENCE = [
    "pair_id", "prompt_id", "prompt_text", "prompt_type", "video_0", "video_1", "helpfulness",
    "harmlessness", "sub_preferences",
]  # fmt: skip
LABEL = [
    "prompt_id", "prompt_text", "prompt_type", "prompt_labels", "video_id", "video_text",
    "video_path", "is_safe", "video_labels", "generated_from",
]  # fmt: skip
PROMPT = ["prompt_id", "prompt_text", "prompt_type", "prompt_labels"]
SUB_PREFERENCES = ["instruction_following", "correctness", "information", "aesthetics"]

Rows = list[dict[str, Any]]


def read(folder: Path, kind: str, split: str) -> Rows:
    """One file: a single JSON array in gzip."""
    raw = gzip.decompress((folder / kind / f"config-{split}.json.gz").read_bytes())
    rows = json.loads(raw.decode())
    assert isinstance(rows, list)
    return rows


def both(folder: Path, kind: str) -> Rows:
    """The rows of both splits, each checked."""
    check = {"preference": _check_preference, "label": _check_label, "prompt": _check_prompt}[kind]
    rows = [*read(folder, kind, "train"), *read(folder, kind, "test")]
    for row in rows:
        check(row)
    return rows


def _check_preference(row: dict[str, Any]) -> None:
    assert list(row) == PREFERENCE
    assert len(row["pair_id"]) == 64
    _check_text(row)
    for side in ("video_0", "video_1"):
        video = row[side]
        assert list(video) == VIDEO
        assert type(video["is_safe"]) is bool
        assert {key: video[key] for key in PROMPT[:3]} == {key: row[key] for key in PROMPT[:3]}
        _check_video(video)
    assert list(row["sub_preferences"]) == SUB_PREFERENCES
    given = [row["helpfulness"], row["harmlessness"], *row["sub_preferences"].values()]
    assert set(given) <= {"video_0", "video_1"}


def _check_label(row: dict[str, Any]) -> None:
    assert list(row) == LABEL
    _check_text(row)
    _check_video(row)
    _check_flags(row["prompt_labels"])
    _check_flags(row["video_labels"])
    assert row["is_safe"] is not any(row["video_labels"].values())


def _check_prompt(row: dict[str, Any]) -> None:
    assert list(row) == PROMPT
    _check_text(row)
    _check_flags(row["prompt_labels"])


def _check_text(row: dict[str, Any]) -> None:
    assert len(row["prompt_id"]) == 64
    assert isinstance(row["prompt_text"], str)
    assert row["prompt_type"] in {"safety_critical", "safety_neutral"}


def _check_video(video: dict[str, Any]) -> None:
    assert len(video["video_id"]) == 64
    assert isinstance(video["video_text"], str)
    assert isinstance(video["generated_from"], str)
    assert video["video_path"] == f"videos/{video['prompt_id']}/{video['video_id']}.mp4"


def _check_flags(flags: dict[str, Any]) -> None:
    assert list(flags) == LABELS
    assert all(type(flag) is bool for flag in flags.values())
