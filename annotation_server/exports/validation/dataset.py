"""All files of a dataset against each other: an id once, one truth a thing, one side a prompt."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from annotation_server.exports.validation.findings import Finding
from annotation_server.exports.validation.reading import Config, UnreadableError, configs, rows_of
from annotation_server.exports.validation.shape import SIDES, Wrong, kind_of, wrongs
from annotation_server.exports.validation.videos import wrong_video

SUMS = "SHA256SUMS"
REPORT = "report.json"
SETS = ("preference", "label", "prompt")
ENDING = re.compile(r"\.[a-z0-9]{1,8}")  # .mp4 as published; originals keep their own


@dataclass(slots=True)
class Seen:
    """What the rows so far said: of an id, what it is and where that stood first."""

    prompts: dict[str, tuple[object, str]] = field(default_factory=dict)
    labels_of: dict[str, object] = field(default_factory=dict)
    splits: dict[str, str] = field(default_factory=dict)
    videos: dict[str, tuple[object, str]] = field(default_factory=dict)
    paths: dict[str, tuple[str, int]] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in SETS})
    couples: dict[frozenset[str], str] = field(default_factory=dict)
    paired: dict[str, tuple[str, int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def validate(folder: Path, *, deep: bool = False) -> Iterator[Finding]:
    """Yield every finding. The videos are looked at if the folder has any."""
    found = list(configs(folder))
    if not found:
        message = "There is no config-train.json.gz or config-test.json.gz in it or below."
        yield Finding(str(folder), None, "no_data", message)
        return
    seen = Seen()
    for config in found:
        try:
            rows = rows_of(config)
        except UnreadableError as error:
            yield Finding(config.name, None, "unreadable", f"The file {error}")
            continue
        seen.rows[config.name] = len(rows)
        yield from _in_file(config, rows, seen)
    yield from _lacking(seen)
    yield from _counts(folder, seen)
    yield from _sums(folder, deep=deep)
    if (folder / "videos").is_dir():
        yield from _videos(folder, seen, deep=deep)


def _in_file(config: Config, rows: list[Any], seen: Seen) -> Iterator[Finding]:
    kind = kind_of(rows[0]) if rows else ""
    for number, row in enumerate(rows, start=1):
        misshapen = list(wrongs(row, kind))
        place = f"{config.name}:{number}"
        more = [] if misshapen else _against(row, kind, config, place, seen)
        for wrong in (*misshapen, *more):
            yield Finding(config.name, number, wrong.code, wrong.message)
        if not misshapen and kind != "prompt":
            for video in [row] if kind == "label" else [row[side] for side in SIDES]:
                seen.paths.setdefault(video["video_path"], (config.name, number))


def _against(
    row: dict[str, Any], kind: str, config: Config, place: str, seen: Seen
) -> Iterator[Wrong]:
    """Compare a row of the right shape with all rows before it."""
    yield from _once(seen.ids[kind], row[_id_of(kind)], place, _id_of(kind))
    yield from _prompt(row, config, place, seen)
    if kind == "preference":
        yield from _pair(row, place, seen)
    elif kind == "label":
        yield from _video(row, place, seen)
        if row["is_safe"] is any(row["video_labels"].values()):
            said = "true beside a harm label" if row["is_safe"] else "false without any label"
            yield Wrong("is_safe_against_labels", f"is_safe is {said}.")


def _id_of(kind: str) -> str:
    return {"preference": "pair_id", "label": "video_id", "prompt": "prompt_id"}[kind]


def _once(known: dict[Any, str], key: Any, place: str, name: str) -> Iterator[Wrong]:
    first = known.setdefault(key, place)
    if first is not place:
        yield Wrong("duplicate", f"{name} is also in {first}.")


def _prompt(row: dict[str, Any], config: Config, place: str, seen: Seen) -> Iterator[Wrong]:
    key, text = row["prompt_id"], row["prompt_text"]
    facts = (text, row["prompt_type"])
    known, first = seen.prompts.setdefault(key, (facts, place))
    if known != facts:
        yield Wrong("prompt_differs", f"prompt {key} has another text or type in {first}.")
    if first is place and sha256(json.dumps(text).encode()).hexdigest() != key:
        yield Wrong("id_does_not_derive", f"prompt_id {key} is not that of its text.")
    labels = row.get("prompt_labels")
    if labels is not None and seen.labels_of.setdefault(key, labels) != labels:
        yield Wrong("prompt_differs", f"prompt {key} has other prompt_labels in another row.")
    if seen.splits.setdefault(key, config.split) != config.split:
        message = f"prompt {key} is in {config.split} here and in {seen.splits[key]} in {first}."
        yield Wrong("split_leak", message)


def _pair(row: dict[str, Any], place: str, seen: Seen) -> Iterator[Wrong]:
    couple = frozenset(row[side]["video_id"] for side in SIDES)
    if len(couple) == 1:
        yield Wrong("pair_of_one", "video_0 and video_1 are the same video.")
    yield from _once(seen.couples, couple, place, "the same two videos")
    for side in SIDES:
        video = row[side]
        seen.paired.setdefault(video["video_id"], _place(place))
        if any(video[key] != row[key] for key in ("prompt_id", "prompt_text", "prompt_type")):
            yield Wrong("prompt_differs", f"{side} has another prompt than its pair.")
        yield from _video(video, place, seen)


def _video(video: dict[str, Any], place: str, seen: Seen) -> Iterator[Wrong]:
    key = video["video_id"]
    names = ("video_text", "video_path", "is_safe", "generated_from", "prompt_id")
    facts = tuple(video[name] for name in names)
    known, first = seen.videos.setdefault(key, (facts, place))
    if known != facts and isinstance(known, tuple):
        differing = ", ".join(n for n, a, b in zip(names, known, facts, strict=True) if a != b)
        yield Wrong("video_differs", f"video {key} has another {differing} in {first}.")
    ending = video["video_path"].removeprefix(f"videos/{video['prompt_id']}/{key}")
    if first is place and not ENDING.fullmatch(ending):
        message = f"video_path is not videos/<prompt_id>/<video_id>.mp4: {video['video_path']!r}."
        yield Wrong("wrong_path", message)


def _place(place: str) -> tuple[str, int]:
    name, _, row = place.rpartition(":")
    return name, int(row)


def _lacking(seen: Seen) -> Iterator[Finding]:
    """What is compared has labels, and each prompt is in the prompt set, if there are such."""
    if seen.ids["label"]:
        for video, (file, row) in seen.paired.items():
            if video not in seen.ids["label"]:
                yield Finding(file, row, "label_missing", f"video {video} is in no label file.")
    if seen.ids["prompt"]:
        for prompt, (_, first) in seen.prompts.items():
            if prompt not in seen.ids["prompt"]:
                message = f"prompt {prompt} is in no prompt file."
                yield Finding(*_place(first), "prompt_missing", message)


def _counts(folder: Path, seen: Seen) -> Iterator[Finding]:
    """Compare with what the report beside the files says of them."""
    report = folder / REPORT
    if not report.is_file():
        return
    try:
        said = json.loads(report.read_text()).get("files")
    except (ValueError, AttributeError, OSError) as error:
        yield Finding(REPORT, None, "unreadable", f"The report cannot be read: {error}.")
        return
    for name, rows in (said if isinstance(said, dict) else {}).items():
        if "config-" in name and seen.rows.get(name) != rows:
            message = f"{REPORT} says {rows} rows; there are {seen.rows.get(name, 'none')}."
            yield Finding(name, None, "wrong_count", message)


def _sums(folder: Path, *, deep: bool) -> Iterator[Finding]:
    """Compare the checksums; those of videos only with `deep`, for the sake of time."""
    if not (folder / SUMS).is_file():
        return
    for number, line in enumerate((folder / SUMS).read_text().splitlines(), start=1):
        digest, _, name = line.partition("  ")
        path = folder / name
        if name.startswith("videos/") and not deep:
            continue
        if not path.is_file():
            yield Finding(SUMS, number, "file_missing", f"{name} is not there.")
        elif _digest(path) != digest:
            yield Finding(SUMS, number, "wrong_checksum", f"{name} is another file.")


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()


def _videos(folder: Path, seen: Seen, *, deep: bool) -> Iterator[Finding]:
    for path, (file, row) in seen.paths.items():
        for wrong in wrong_video(folder, path, deep=deep):
            yield Finding(file, row, wrong.code, wrong.message)
    for file_path in _files(folder / "videos"):
        name = str(file_path.relative_to(folder))
        if name not in seen.paths:
            yield Finding(name, None, "video_not_listed", "No row names this file.")


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
