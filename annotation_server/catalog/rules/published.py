"""The published SafeSora files: arrays of preferences, of labelled videos or of prompts.

Their answers become references. A video may be in many objects; all must say the same of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotation_server.catalog.rules.archives import is_of_set
from annotation_server.catalog.rules.columns import (
    CLIP_COLUMNS,
    HARM_CATEGORIES,
    Check,
    checked,
    hex_id,
    labels,
)
from annotation_server.catalog.rules.lines import Row
from annotation_server.catalog.rules.manifest import (
    Clip,
    FindPlace,
    GivenPair,
    GivenReference,
    Manifest,
    bounded,
    clip_of,
    take_prompt,
)
from annotation_server.catalog.rules.places import Place
from annotation_server.catalog.rules.problems import (
    MANIFEST,
    Problem,
    WrongValueError,
    plain,
    shown,
)

SIDES = ("video_0", "video_1")
VIDEOS = "videos"
TEXTS = ("prompt_id", "prompt_text", "prompt_type")
SUB_PREFERENCES = ("instruction_following", "correctness", "informativeness", "aesthetics")
OTHER_NAMES = {"information": "informativeness"}


def choice(value: object) -> str:
    if not isinstance(value, str) or value not in SIDES:
        raise WrongValueError("not_a_choice", f"must be video_0 or video_1; it is {shown(value)}.")
    return value


def boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValueError("not_true_or_false", f"must be true or false; it is {shown(value)}.")
    return value


def object_of(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise WrongValueError("not_an_object", f"must be a JSON object; it is {shown(value)}.")
    return value


def sub_preferences(value: object) -> dict[str, str]:
    """By the protocol's names, whichever the file uses for informativeness."""
    found: dict[str, str] = {}
    for name, answer in object_of(value).items():
        known = OTHER_NAMES.get(name, name)
        if known not in SUB_PREFERENCES or known in found:
            message = f"has {shown(name)}, which is unknown or there twice."
            raise WrongValueError("unknown_sub_preference", message)
        found[known] = choice(answer)
    return found


PROMPT: dict[str, Check] = {name: CLIP_COLUMNS[name] for name in (*TEXTS, "prompt_labels")}
VIDEO: dict[str, Check] = {
    **PROMPT,
    "video_id": hex_id,
    "video_text": CLIP_COLUMNS["video_text"],
    "video_path": CLIP_COLUMNS["path"],
    "generated_from": CLIP_COLUMNS["generated_from"],
    "is_safe": boolean,
    "video_labels": labels,
}
PREFERENCE: dict[str, Check] = {
    **{name: PROMPT[name] for name in TEXTS},
    "pair_id": hex_id,
    "video_0": object_of,
    "video_1": object_of,
    "helpfulness": choice,
    "harmlessness": choice,
    "sub_preferences": sub_preferences,
}
NEEDS_PROMPT = ("prompt_id", "prompt_text")
NEEDS_VIDEO = (*NEEDS_PROMPT, "video_id", "video_path")
NEEDS_PREFERENCE = ("prompt_id", "pair_id", *SIDES, "helpfulness", "harmlessness")
ANSWERS: tuple[str, ...] = ("helpfulness", "harmlessness", "sub_preferences")


def dataset_of(path: Path) -> Path:
    """The folder that a published file's `video_path`s start from.

    Files of the three sets that lie each in its own folder share the videos beside those folders.
    """
    is_alone = is_of_set(path) and not (path.parent / VIDEOS).is_dir()
    return path.parent.parent if is_alone else path.parent


def split_of(name: str) -> str | None:
    """Which split a published file is of, as its name says."""
    words = name.lower().replace(".", "-").split("-")
    return next((split for split in ("train", "test") if split in words), None)


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """Its objects, and the split that they are of. `name` is how problems call it."""

    name: str
    rows: Iterable[Row | Problem]
    split: str | None


def read_published(files: Iterable[PublishedFile], find: FindPlace) -> Manifest:
    """Take in every object of published files of one dataset, whichever kind each is of."""
    reading = _Reading(find)
    for file in files:
        reading.manifest.file, reading.split = file.name, file.split
        for row in bounded(file.rows, reading.manifest.problems):
            if isinstance(row, Problem):
                reading.refuse([row])
            else:
                _kind(row[1])(reading, *row)
    return reading.manifest


@dataclass
class _Reading:
    """Where clips and pairs came first is kept in words, as `_here` says it."""

    find: FindPlace
    split: str | None = None
    manifest: Manifest = field(default_factory=Manifest)
    clips: dict[str, tuple[Clip, str]] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)

    def here(self, line: int) -> str:
        file = self.manifest.file
        return f"Object {line}" if file == MANIFEST else f"Object {line} of {file}"

    def wrong(self, line: int, column: str, code: str, message: str) -> None:
        self.refuse([Problem(line, plain(column), code, message)])

    def refuse(self, problems: Iterable[Problem]) -> None:
        self.manifest.problems += [replace(one, file=self.manifest.file) for one in problems]

    def values(
        self, line: int, given: Mapping[str, object], columns: dict[str, Check], at: str = ""
    ) -> dict[str, Any] | None:
        """The checked values of an object; None after its problems were listed."""
        needs = {id(PROMPT): NEEDS_PROMPT, id(VIDEO): NEEDS_VIDEO, id(PREFERENCE): NEEDS_PREFERENCE}
        values, problems = checked(line, given, columns, needs[id(columns)])
        for one in problems:
            self.wrong(line, f"{at}{one.column}", one.code, f"{at}{one.message}")
        return None if problems else values


def _kind(element: Mapping[str, object]) -> Callable[["_Reading", int, dict[str, object]], None]:
    if "pair_id" in element or "video_0" in element:
        return _take_preference
    return _take_video if "video_id" in element or "video_path" in element else _take_prompt


def _take_prompt(reading: _Reading, line: int, element: dict[str, object]) -> None:
    values = reading.values(line, element, PROMPT)
    if values is not None:
        values["split"] = reading.split
        reading.refuse(take_prompt(reading.manifest, line, values)[1])


def _take_video(reading: _Reading, line: int, element: dict[str, object]) -> None:
    _video(reading, line, element, "")


def _take_preference(reading: _Reading, line: int, element: dict[str, object]) -> None:
    values = reading.values(line, element, PREFERENCE)
    if values is None:
        return
    ends = [_video(reading, line, dict(values[side]), f"{side}.") for side in SIDES]
    ids = [end.video_id for end in ends if end is not None and end.video_id]
    if len(ids) < len(SIDES) or not _is_one_prompt(reading, line, values["prompt_id"], ends):
        return
    here = reading.here(line)
    if (first := reading.pairs.setdefault(values["pair_id"], here)) != here:
        message = f"{first} has this pair_id already. Every pair needs its own."
        reading.wrong(line, "pair_id", "duplicate_pair_id", message)
        return
    answers = {name: values[name] for name in ANSWERS if name in values}
    reading.manifest.pairs.append(
        GivenPair(line, values["pair_id"], ids[0], ids[1], reading.manifest.file, answers)
    )


def _is_one_prompt(
    reading: _Reading, line: int, prompt_id: str, ends: Iterable[Clip | None]
) -> bool:
    for side, end in zip(SIDES, ends, strict=True):
        if end is not None and end.prompt.prompt_id != prompt_id:
            message = f"{side} is of another prompt than the pair. A pair is of one prompt."
            reading.wrong(line, f"{side}.prompt_id", "different_prompts", message)
            return False
    return True


def _video(reading: _Reading, line: int, given: dict[str, object], at: str) -> Clip | None:
    """The clip of a video object, and what the file says about its safety as a reference."""
    values = reading.values(line, given, VIDEO, at)
    if values is None:
        return None
    values["path"], values["split"] = values["video_path"], reading.split
    place = _place(reading, line, values, at)
    if place is None:
        return None
    facts, problems = take_prompt(reading.manifest, line, values)
    clip = clip_of(line, values, facts, place)
    first, there = reading.clips.setdefault(clip.video_id or "", (clip, reading.here(line)))
    if not problems and not clip.is_as(first):
        message = f"{there} says something else of this video. Make them agree."
        problems = [Problem(line, f"{at}video_id", "video_differs", message)]
    reading.refuse(problems)
    if problems:
        return None
    if first is clip:
        reading.manifest.clips.append(clip)
    _refer(reading, clip, values)
    return clip


def _place(reading: _Reading, line: int, values: Mapping[str, Any], at: str) -> Place | None:
    known, _ = reading.clips.get(values["video_id"], (None, ""))
    if known is not None and known.path == values["path"]:
        return known.place
    try:
        return reading.find(values["path"])
    except WrongValueError as error:
        reading.wrong(line, f"{at}video_path", error.code, f"{at}video_path {error.message}")
        return None


def _refer(reading: _Reading, clip: Clip, values: Mapping[str, Any]) -> None:
    answers: dict[str, object] = {}
    if "is_safe" in values:
        answers["is_safe"] = values["is_safe"]
    if "video_labels" in values:
        answers["video_labels"] = [one for one in HARM_CATEGORIES if one in values["video_labels"]]
    if answers:
        reading.manifest.references.append(
            GivenReference(clip.line, clip.video_id or "", reading.manifest.file, answers)
        )
