"""Answers that were written down beforehand: one line each, checked before anything begins."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.problems import Json, Problem, shown
from annotation_server.protocol.rules.validate import check_answers

FIELDS = ("pair_id", "annotator", "answers")
PREFIX = "sim-"
LONGEST_NAME = 80

ByStage = Mapping[str, dict[str, Json]]


@dataclass(slots=True)
class GivenAnswers:
    """By annotator and pair; annotators are in the order in which they first appear."""

    sheets: dict[str, dict[str, ByStage]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(map(len, self.sheets.values()))


def sim_name(annotator: str) -> str:
    """The sign-in name of a simulated annotator: it always tells that nobody is behind it."""
    return annotator if annotator.startswith(PREFIX) else PREFIX + annotator


@dataclass(slots=True)
class Reader:
    """Reads the lines of a file for one campaign and keeps every problem with its line."""

    definition: Definition
    pairs: Collection[str]
    overlap: int
    found: GivenAnswers = field(default_factory=GivenAnswers)
    problems: list[Problem] = field(default_factory=list)
    of_pair: Counter[str] = field(default_factory=Counter)

    def read(self, lines: Iterable[str]) -> None:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                self._line(number, line)

    def _line(self, number: int, line: str) -> None:
        row = _object(line)
        if isinstance(row, str):
            self._refuse(number, "", row)
            return
        known = [self._pair(number, row["pair_id"]), self._annotator(number, row["annotator"])]
        answers = self._answers(number, row["answers"])
        if answers is not None and None not in known:
            self._keep(number, str(known[0]), str(known[1]), answers)

    def _pair(self, number: int, pair: object) -> str | None:
        if isinstance(pair, str) and pair in self.pairs:
            return pair
        message = f"{shown(pair)} is not a pair of this campaign. Give the pair_id of one."
        self._refuse(number, "pair_id", message)
        return None

    def _annotator(self, number: int, name: object) -> str | None:
        if isinstance(name, str) and 0 < len(name.strip()) <= LONGEST_NAME - len(PREFIX):
            return sim_name(name.strip())
        message = f"{shown(name)} is not a name. Give a text of at most 76 characters."
        self._refuse(number, "annotator", message)
        return None

    def _answers(self, number: int, answers: object) -> ByStage | None:
        given = by_stage(self.definition, answers)
        checked: dict[str, dict[str, Json]] = {}
        for stage in self.definition.stages:
            result = check_answers(self.definition, stage.key, given.get(stage.key, {}), checked)
            if isinstance(result, list):
                for problem in result:
                    self._refuse(number, f"answers.{problem.path}".rstrip("."), problem.message)
                return None
            checked[stage.key] = result.answers
        return checked

    def _keep(self, number: int, pair: str, annotator: str, answers: ByStage) -> None:
        sheets = self.found.sheets.setdefault(annotator, {})
        if pair in sheets:
            message = f"{annotator} answers this pair on an earlier line too. Leave one out."
            self._refuse(number, "annotator", message)
            return
        self.of_pair[pair] += 1
        if self.of_pair[pair] > self.overlap:
            message = f"More than {self.overlap} people answer {shown(pair)}: the overlap is that."
            self._refuse(number, "pair_id", message)
        sheets[pair] = answers

    def _refuse(self, number: int, path: str, message: str) -> None:
        self.problems.append(Problem(path, "bad_line", message, number))


def _object(line: str) -> dict[str, object] | str:
    """The line's object with exactly the three fields, or the sentence that says what is wrong."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "The line is not JSON. Write one object a line."
    if not isinstance(row, dict) or set(row) != set(FIELDS):
        return f"The line must be an object with exactly {', '.join(FIELDS)}."
    return row


def by_stage(definition: Definition, answers: object) -> dict[str, object]:
    """Answers may be written by stage, or by question as exports have them; here by stage."""
    if not isinstance(answers, dict):
        return {stage.key: answers for stage in definition.stages}
    stages = {stage.key: stage for stage in definition.stages}
    if answers and set(answers) <= set(stages):
        return dict(answers)
    home = {question.key: stage.key for stage in stages.values() for question in stage.questions}
    sorted_out: dict[str, dict[object, object]] = {key: {} for key in stages}
    for key, value in answers.items():
        sorted_out[home.get(key, definition.stages[0].key)][key] = value
    return dict(sorted_out)
