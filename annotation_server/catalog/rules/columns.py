"""The columns of a manifest, and what each of them takes."""

import json
import re
from collections.abc import Callable, Mapping

from annotation_server.catalog.rules.ids import HEX_ID
from annotation_server.catalog.rules.problems import Problem, WrongValueError, plain, shown

Check = Callable[[object], object]

PROMPT_TYPES = ("safety_neutral", "safety_critical")
# The order is that of the published files.
HARM_CATEGORIES = (
    "porn",
    "violence",
    "hate",
    "terrorism",
    "contraband",
    "controversial",
    "racism",
    "other_discrimination",
    "animal_abuse",
    "child_abuse",
    "crime",
    "other_harmful",
)
LONGEST_TEXT = 20_000
LONGEST_PATH = 1_000
LONGEST_NAME = 200
BETWEEN_LABELS = re.compile(r"[\s,;|]+")


def text(most: int) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise WrongValueError("not_text", f"must be text in quotes; it is {shown(value)}.")
        if not value.strip():
            raise WrongValueError("blank", "must not be blank. Write something or leave it out.")
        if len(value) > most:
            message = f"has {len(value)} characters, more than {most}. Shorten it."
            raise WrongValueError("too_long", message)
        if "\x00" in value:
            raise WrongValueError("nul_character", "has a NUL character. Remove it.")
        return value

    return check


def hex_id(value: object) -> str:
    if not isinstance(value, str) or not HEX_ID.fullmatch(value):
        message = f"must be 64 hexadecimal digits in lower case; it is {shown(value)}."
        raise WrongValueError("not_64_hex_digits", message)
    return value


def prompt_type(value: object) -> str:
    if not isinstance(value, str) or value not in PROMPT_TYPES:
        message = f"must be {' or '.join(PROMPT_TYPES)}; it is {shown(value)}."
        raise WrongValueError("unknown_prompt_type", message)
    return value


def labels(value: object) -> tuple[str, ...]:
    """Names of categories: a list, an object of booleans, or in CSV words or JSON."""
    if isinstance(value, str):
        value = _labels_in_text(value)
    if isinstance(value, dict):
        value = _chosen(value)
    if not isinstance(value, list):
        message = f"must be a list of categories or an object of booleans; it is {shown(value)}."
        raise WrongValueError("not_labels", message)
    for name in value:
        if name not in HARM_CATEGORIES:
            message = f"has the unknown category {shown(name)}. Use {', '.join(HARM_CATEGORIES)}."
            raise WrongValueError("unknown_category", message)
    return tuple(name for name in HARM_CATEGORIES if name in value)


def _labels_in_text(value: str) -> object:
    if not value.lstrip().startswith(("[", "{")):
        return [word for word in BETWEEN_LABELS.split(value) if word]
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise WrongValueError("not_labels", f"is not JSON: {shown(value)}.") from error


def _chosen(given: Mapping[object, object]) -> list[object]:
    for name, is_on in given.items():
        if not isinstance(is_on, bool):
            message = f"must say true or false for {shown(name)}; it says {shown(is_on)}."
            raise WrongValueError("not_true_or_false", message)
        if name not in HARM_CATEGORIES:
            return [name]
    return [name for name, is_on in given.items() if is_on]


CLIP_COLUMNS: dict[str, Check] = {
    "prompt_text": text(LONGEST_TEXT),
    "path": text(LONGEST_PATH),
    "prompt_id": hex_id,
    "prompt_type": prompt_type,
    "prompt_labels": labels,
    "refined_from": hex_id,
    "prompt_source": text(LONGEST_NAME),
    "video_id": hex_id,
    "video_text": text(LONGEST_TEXT),
    "generated_from": text(LONGEST_NAME),
    "licence": text(LONGEST_NAME),
    "sha256": hex_id,
}
PAIR_COLUMNS: dict[str, Check] = {
    "pair_id": hex_id,
    "video_0": text(LONGEST_PATH),
    "video_1": text(LONGEST_PATH),
}
CLIP_REQUIRED = ("prompt_text", "path")
PAIR_REQUIRED = ("video_0",)


def checked(
    line: int, row: Mapping[str, object], columns: Mapping[str, Check], required: tuple[str, ...]
) -> tuple[dict[str, object], list[Problem]]:
    """The values that are given and right, and one problem for each that is not.

    A column that is empty or null counts as not given.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for column in required:
        if row.get(column) in (None, ""):
            message = f"{column} is required, and this line has none."
            problems.append(Problem(line, column, "missing", message))
    for column, value in row.items():
        if value in (None, "") and column in columns:
            continue
        try:
            values[column] = _known(column, columns)(value)
        except WrongValueError as error:
            named = f"{column if column in columns else shown(column)} {error.message}"
            problems.append(Problem(line, plain(column), error.code, named))
    return values, problems


def _known(column: str, columns: Mapping[str, Check]) -> Check:
    if column not in columns:
        message = f"is not a known column. Leave it out, or use one of {', '.join(columns)}."
        raise WrongValueError("unknown_column", message)
    return columns[column]
