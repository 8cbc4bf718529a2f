"""What a file of automatic judgements may say, and what is wrong with the lines that do not.

A judge is any model outside. It answers the protocol's questions about pairs of a campaign; null
stands for a reply that could not be read as an answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from annotation_server.catalog.rules.lines import Row
from annotation_server.catalog.rules.problems import Problem, plain, shown
from annotation_server.protocol.rules.definition import Definition, Kind, Question, Target
from annotation_server.protocol.rules.problems import Json, below
from annotation_server.protocol.rules.values import Findings, check_value

COLUMNS = ("pair_id", "judge", "answers", "first")
REQUIRED = ("pair_id", "judge", "answers")
COMPARED = (Kind.CHOICE, Kind.SCALE, Kind.BOOLEAN, Kind.LABELS)
LONGEST_NAME = 120
MOST_PROBLEMS = 10_000
FILE = "judgements"
NO_PAIR = (0, 0)
Items: TypeAlias = tuple[str, ...]
Known: TypeAlias = Mapping[str, tuple[int, int]]
"""By published id, a pair's key in the database and how many videos it has."""
Place: TypeAlias = tuple[str, int, str]
"""Judge, pair and the video shown first: answered once."""
_Mistakes: TypeAlias = Iterator[tuple[str, str, str]]
"""Column, code and sentence of each mistake."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one judge said about one pair; `first` is the video it was shown first, if known."""

    line: int
    judge: str
    pair: int
    first: str
    answers: Mapping[str, Json]

    @property
    def place(self) -> Place:
        return self.judge, self.pair, self.first


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a file that are right, and the problems of the others."""

    rows: list[Judged] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_lines(lines: Iterable[Row | Problem], definition: Definition, known: Known) -> Reading:
    """Check every line. After 10,000 problems reading stops."""
    reading, check, seen = Reading(), _Check(definition, known), dict[Place, int]()
    for line in lines:
        found = replace(line, file=FILE) if isinstance(line, Problem) else check.line(line, seen)
        if isinstance(found, Judged):
            reading.rows.append(found)
        else:
            reading.problems.extend([found] if isinstance(found, Problem) else found)
        if len(reading.problems) >= MOST_PROBLEMS:
            message = f"{MOST_PROBLEMS:,} problems were found. Reading stops here."
            reading.problems.append(Problem(0, "", "too_many_problems", message, FILE))
            break
    return reading


class _Check:
    def __init__(self, definition: Definition, known: Known) -> None:
        self.known, self.items = known, definition.items
        self.compared = {
            question.key: question
            for question in definition.questions
            if question.kind in COMPARED and question.target is not Target.PROMPT
        }

    def line(self, line: Row, seen: dict[Place, int]) -> Judged | list[Problem]:
        """What a line says, or its problems; `seen` has the lines before by their places."""
        number, row = line
        pair_id = row.get("pair_id")
        pair, videos = self.known.get(pair_id, NO_PAIR) if isinstance(pair_id, str) else NO_PAIR
        items = self.items[:videos] or self.items
        mistakes = [*_of_columns(row), *_of_judge(row), *_of_first(row, items)]
        if "pair_id" in row and not videos:
            message = f"This campaign has no pair {shown(pair_id)}. Check the id."
            mistakes.append(("pair_id", "unknown_pair", message))
        answers = row.get("answers")
        if "answers" in row:
            mistakes += self._of_answers(answers, items)
        if not mistakes and isinstance(answers, dict):
            judged = Judged(number, str(row["judge"]), pair, str(row.get("first", "")), answers)
            before = seen.setdefault(judged.place, number)
            if before == number:
                return judged
            message = f"Line {before} has this judge on this pair in this order. Remove one."
            mistakes.append(("pair_id", "duplicate", message))
        return [Problem(number, *mistake, FILE) for mistake in mistakes]

    def _of_answers(self, answers: object, items: Items) -> _Mistakes:
        if not isinstance(answers, dict) or not answers:
            message = f"answers must be an object of answers by question; it is {shown(answers)}."
            yield "answers", "wrong_type", message
            return
        findings = Findings()
        for key, value in answers.items():
            question = self.compared.get(key)
            if question is None:
                message = f"{shown(key)} is not compared. Questions are {', '.join(self.compared)}."
                findings.add(below("answers", key), "unknown_question", message)
            elif value is not None:
                _check_answer(question, value, items, findings)
        for problem in findings.problems:
            yield problem.path, problem.code, problem.message


def _of_columns(row: Mapping[str, object]) -> _Mistakes:
    for column in REQUIRED:
        if column not in row:
            yield column, "missing", f"{column} is required, and this line has none."
    for column in row:
        if column not in COLUMNS:
            message = f"{shown(column)} is not known here. Known are {', '.join(COLUMNS)}."
            yield plain(column), "unknown_column", message


def _of_judge(row: Mapping[str, object]) -> _Mistakes:
    name = row.get("judge", "unnamed")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        yield "judge", "not_a_name", f"judge must be a name in quotes; it is {shown(name)}."
    elif len(name) > LONGEST_NAME:
        yield "judge", "too_long", f"judge has {len(name)} characters, more than {LONGEST_NAME}."


def _of_first(row: Mapping[str, object], items: Items) -> _Mistakes:
    if "first" in row and row["first"] not in items:
        message = f"first must be {' or '.join(items)}, the video shown first; or leave it out."
        yield "first", "unknown_item", message


def _check_answer(question: Question, value: object, items: Items, findings: Findings) -> None:
    path = below("answers", question.key)
    if question.target is not Target.ITEM:
        check_value(question, value, path, items, findings)
    elif not isinstance(value, dict) or not value:
        message = f"{shown(value)} is not an object. Send an answer for {', '.join(items)}."
        findings.add(path, "wrong_type", message)
    else:
        for item, said in value.items():
            if item not in items:
                message = f"{shown(item)} is not a video here. Answer for {', '.join(items)}."
                findings.add(below(path, item), "unknown_item", message)
            elif said is not None:
                check_value(question, said, below(path, item), items, findings)
