"""The shape of one row: which keys, of which types, with which values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LABELS = (
    *("porn", "violence", "hate", "terrorism", "contraband", "controversial", "racism"),
    *("other_discrimination", "animal_abuse", "child_abuse", "crime", "other_harmful"),
)
SIDES = ("video_0", "video_1")
TYPES = ("safety_neutral", "safety_critical")
HEX = re.compile(r"[0-9a-f]{64}")
TEXTS = {"prompt_id": "id", "prompt_text": "text", "prompt_type": "type"}
VIDEO = {
    "video_id": "id",
    "video_text": "text",
    "video_path": "text",
    "is_safe": "flag",
    "generated_from": "text",
    **TEXTS,
}
SUBS = {"instruction_following": "side", "correctness": "side", "aesthetics": "side"}
THIRD = ("information", "informativeness")
SHAPES: dict[str, dict[str, Any]] = {
    "preference": {
        "pair_id": "id",
        **TEXTS,
        "video_0": VIDEO,
        "video_1": VIDEO,
        "helpfulness": "side",
        "harmlessness": "side",
        "sub_preferences": SUBS,
    },
    "label": {**TEXTS, "prompt_labels": "labels", **VIDEO, "video_labels": "labels"},
    "prompt": {**TEXTS, "prompt_labels": "labels"},
}
LABEL_SHAPE = dict.fromkeys(LABELS, "flag")


@dataclass(frozen=True, slots=True)
class Wrong:
    code: str
    message: str


def kind_of(row: object) -> str:
    """Tell by its keys to which of the three sets a row belongs."""
    keys = row if isinstance(row, dict) else {}
    if "pair_id" in keys or "helpfulness" in keys:
        return "preference"
    return "label" if "video_id" in keys else "prompt"


def wrongs(row: object, kind: str) -> Iterator[Wrong]:
    """Yield everything that is wrong with the shape of a row."""
    yield from _object(row, SHAPES[kind], "the row")


def _object(value: object, shape: dict[str, Any], name: str) -> Iterator[Wrong]:
    if value is None:
        yield Wrong("null", f"{name} is null.")
    elif not isinstance(value, dict):
        yield Wrong("wrong_type", f"{name} must be an object.")
    else:
        if shape is SUBS:
            yield from _both_names(value)
            shape = {**SUBS, **dict.fromkeys(_third(value), "side")}
        if value.keys() != shape.keys():
            yield from _keys(value, shape, name)
        for key, expected in shape.items():
            if key in value:
                yield from _value(value[key], expected, key)


def _third(value: dict[str, Any]) -> list[str]:
    """Readers know the third sub-preference by one of two names."""
    return [name for name in THIRD if name in value] or [THIRD[0]]


def _both_names(value: dict[str, Any]) -> Iterator[Wrong]:
    """With both names some readers count it twice."""
    if len(_third(value)) == len(THIRD):
        yield Wrong("both_names", "sub_preferences has information and informativeness: keep one.")


def _keys(value: dict[str, Any], shape: dict[str, Any], name: str) -> Iterator[Wrong]:
    for key in shape.keys() - value.keys():
        yield Wrong("missing_key", f"{name} lacks {key}.")
    for key in value.keys() - shape.keys():
        yield Wrong("unknown_key", f"{name} has {key!r}, which the published shape does not know.")


def _value(value: Any, expected: Any, name: str) -> Iterator[Wrong]:
    """Checks by what is expected; the common right ones come first, for speed."""
    if expected == "labels":
        yield from _object(value, LABEL_SHAPE, name)
    elif not isinstance(expected, str):
        yield from _object(value, expected, name)
    elif value is None:
        yield Wrong("null", f"{name} is null.")
    elif expected == "flag":
        if type(value) is not bool:
            yield Wrong("wrong_type", f"{name} must be true or false; it is {value!r}.")
    elif not isinstance(value, str):
        yield Wrong("wrong_type", f"{name} must be a text; it is {value!r}.")
    else:
        yield from _text(value, expected, name)


def _text(value: str, expected: str, name: str) -> Iterator[Wrong]:
    if expected == "id" and not HEX.fullmatch(value):
        yield Wrong("wrong_id", f"{name} must be 64 hexadecimal digits; it is {value[:70]!r}.")
    elif expected == "side" and value not in SIDES:
        yield Wrong("wrong_value", f"{name} must be video_0 or video_1; it is {value[:40]!r}.")
    elif expected == "type" and value not in TYPES:
        yield Wrong("wrong_value", f"{name} must be {' or '.join(TYPES)}; it is {value[:40]!r}.")
