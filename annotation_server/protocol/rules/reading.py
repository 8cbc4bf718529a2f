"""Take typed fields out of a plain tree, noting every mistake instead of stopping at the first.

A field that is wrong is noted and replaced by something harmless, so that reading goes on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from annotation_server.protocol.rules.characters import first_refused
from annotation_server.protocol.rules.problems import Json, Problem, below, shown

LONGEST_TEXT = 2000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_Member = TypeVar("_Member", bound=StrEnum)


@dataclass(slots=True)
class Notes:
    """The mistakes found so far. Each gets the line of its place, or of what surrounds it."""

    lines: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, code: str, message: str) -> None:
        self.problems.append(Problem(path, code, message, self._line(path)))

    def _line(self, path: str) -> int | None:
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)


class Fields:
    """The fields of one mapping. Unknown ones are noted at once."""

    def __init__(self, value: Json, path: str, notes: Notes, known: Sequence[str]) -> None:
        self.path, self.notes = path, notes
        self._values = mapping_of(value, path, notes)
        for name in self._values.keys() - set(known):
            self.note(name, "unknown_field", _unknown_field(name, known))

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def at(self, name: str) -> str:
        return below(self.path, name)

    def note(self, name: str, code: str, message: str) -> None:
        self.notes.add(self.at(name), code, message)

    def value(self, name: str) -> Json:
        return self._values.get(name)

    def require(self, *names: str) -> None:
        for name in names:
            if name not in self:
                self.note(name, "missing_field", f"`{name}` is missing. Add it.")

    def key(self, name: str) -> str:
        """Read a name such as `instruction_following`; "" where it is missing."""
        self.require(name)
        value = self.value(name)
        if value is not None and not (isinstance(value, str) and _KEY.fullmatch(value)):
            message = (
                f"{shown(value)} cannot be a key. Use up to 64 lower-case letters, digits and "
                "underscores, beginning with a letter."
            )
            self.note(name, "bad_key", message)
        return value if isinstance(value, str) else ""

    def text(self, name: str) -> str | None:
        return text_of(self.value(name), self.at(name), self.notes)

    def whole(self, name: str, low: int, high: int) -> int | None:
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        message = f"{shown(value)} is not a whole number from {low} to {high}. Write one."
        self.note(name, "bad_number", message)
        return None

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.value(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(name, "bad_flag", f"{shown(value)} is neither true nor false. Write one of them.")
        return default

    def one_of(self, name: str, members: type[_Member]) -> _Member | None:
        value = self.value(name)
        if value is None or value in list(members):
            return None if value is None else members(value)
        allowed = ", ".join(members)
        self.note(name, "bad_value", f"{shown(value)} is not one of: {allowed}. Choose one.")
        return None

    def entries(self, name: str) -> Iterator[tuple[Json, str]]:
        """Give each value of a list with its path."""
        value = self.value(name)
        if value is not None and not isinstance(value, list):
            self.note(name, "not_a_list", f"`{name}` is {shown(value)}. Write a list.")
        if isinstance(value, list):
            yield from ((entry, f"{self.at(name)}[{at}]") for at, entry in enumerate(value))

    def keys(self, name: str) -> tuple[str, ...]:
        return tuple(
            text for entry, path in self.entries(name) if (text := text_of(entry, path, self.notes))
        )

    def named(self, name: str) -> Iterator[tuple[str, Json, str]]:
        """Give each entry of a mapping: its key, its value, its path."""
        path = self.at(name)
        if name in self:
            for key, value in mapping_of(self.value(name), path, self.notes).items():
                yield key, value, below(path, key)


def mapping_of(value: Json, path: str, notes: Notes) -> dict[str, Json]:
    if isinstance(value, dict):
        return value
    notes.add(path, "not_a_mapping", f"This is {shown(value)}. Write `name: value` lines.")
    return {}


def text_of(value: Json, path: str, notes: Notes) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        notes.add(path, "not_a_text", f"{shown(value)} is not a text. Put it in quotes.")
        return None
    if not value.strip():
        notes.add(path, "blank_text", "This text is blank. Write it, or leave the field out.")
    elif len(value) > LONGEST_TEXT:
        message = f"This text has {len(value):,} characters; {LONGEST_TEXT:,} are allowed."
        notes.add(path, "text_too_long", f"{message} Shorten it.")
    elif refused := first_refused(value):
        notes.add(path, "bad_character", f"{refused} may not be in a text. Remove it.")
    return value


def _unknown_field(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    advice = f"Did you mean `{close[0]}`?" if close else f"Known here: {', '.join(known)}."
    return f"{shown(name)} is not a field here. {advice}"
