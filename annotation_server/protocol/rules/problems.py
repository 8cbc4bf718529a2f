"""What is wrong with a definition or with answers: where, a stable code, and a sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHOWN_CHARACTERS = 40
_LARGEST_SHOWN_INTEGER = 10**18


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `path` reads like `stages[0].key` or `harm.video_1`; `line` starts at 1."""

    path: str
    code: str
    message: str
    line: int | None = None


class DefinitionError(Exception):
    """A definition that cannot be used, with every mistake found and its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.line or 0, p.path, p.code)))
        super().__init__("\n".join(_in_one_line(problem) for problem in self.problems))


def shown(value: object) -> str:
    """Name a value inside a sentence: short, printable, whatever it holds."""
    if isinstance(value, str):
        cut = value[:_SHOWN_CHARACTERS]
        return repr(cut) if cut == value else f"{cut!r}…"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value) if abs(value) < _LARGEST_SHOWN_INTEGER else "a very large number"
    return "a list" if isinstance(value, list) else "an object"


def below(path: str, key: object) -> str:
    """Extend a path by a key. A key nobody would choose is quoted and cut."""
    name = key if isinstance(key, str) and _PLAIN_KEY.fullmatch(key) else shown(key)
    return f"{path}.{name}" if path else name


def _in_one_line(problem: Problem) -> str:
    line = f"line {problem.line}, " if problem.line else ""
    return f"{line}{problem.path or 'the definition'}: {problem.message}"
