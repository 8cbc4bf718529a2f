"""Check the answers of one stage against the definition alone.

Nothing here raises, whatever JSON it is given; what is accepted is accepted again, unchanged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotation_server.protocol.rules.conditions import Answers, asked_items, is_asked_at_all
from annotation_server.protocol.rules.definition import Definition, Question, Stage, Target
from annotation_server.protocol.rules.problems import Json, Problem, below, shown
from annotation_server.protocol.rules.values import Findings, check_value


@dataclass(frozen=True, slots=True)
class CheckedAnswers:
    """Complete answers of a stage as they are stored: questions, items, labels in their order."""

    stage: str
    answers: dict[str, Json]


def check_answers(
    definition: Definition,
    stage_key: str,
    answers: object,
    earlier: Mapping[str, Answers],
    *,
    items: Sequence[str] | None = None,
) -> CheckedAnswers | list[Problem]:
    """Give the answers as they are stored, or everything that is wrong with them.

    `earlier` has the stored answers of the stages before, by stage key. `items` are the videos
    shown where a protocol leaves their number open.
    """
    stage = definition.stage(stage_key)
    if stage is None:
        message = f"{shown(stage_key)} is not a stage of {definition.key}. Send one of its stages."
        return [Problem("", "unknown_stage", message)]
    if missing := _stage_not_done(definition, stage, earlier):
        message = f"Stage {stage.key} opens when {missing} is complete. Send {missing} first."
        return [Problem("", "stage_out_of_order", message)]
    if not isinstance(answers, dict):
        message = f"The answers are {shown(answers)}. Send an object of answers by question."
        return [Problem("", "wrong_type", message)]
    before = {key: value for given in earlier.values() for key, value in given.items()}
    return _Check(stage, items or definition.items, before).run(answers)


def _stage_not_done(
    definition: Definition, stage: Stage, earlier: Mapping[str, Answers]
) -> str | None:
    before = definition.stages[: definition.stages.index(stage)]
    return next((done.key for done in before if done.key not in earlier), None)


class _Check:
    def __init__(self, stage: Stage, items: Sequence[str], before: Answers) -> None:
        self.stage, self.items = stage, items
        self.known: dict[str, Json] = dict(before)
        self.unclear: set[str] = set()
        self.findings = Findings()

    def run(self, given: dict[object, object]) -> CheckedAnswers | list[Problem]:
        for question in self.stage.questions:
            self._check(question, given)
        known = {question.key for question in self.stage.questions}
        for key in given:
            if key not in known:
                message = f"{shown(key)} is not a question of stage {self.stage.key}. Remove it."
                self.findings.add(below("", key), "unknown_question", message)
        if self.findings.problems:
            return self.findings.problems
        asked = (question.key for question in self.stage.questions)
        return CheckedAnswers(
            self.stage.key, {key: self.known[key] for key in asked if key in self.known}
        )

    def _check(self, question: Question, given: dict[object, object]) -> None:
        """Check one question. One that depends on an unclear answer is not judged at all."""
        self.known.pop(question.key, None)
        if question.show_if and question.show_if.question in self.unclear:
            self.unclear.add(question.key)
            return
        before = len(self.findings.problems)
        asked = is_asked_at_all(question, self.known, self.items)
        if question.key in given:
            value = self._answer(question, given[question.key], asked=asked)
            if value is not None:
                self.known[question.key] = value
        elif asked and question.required:
            message = f"{question.key} is not answered. Answer it."
            self.findings.add(question.key, "missing", message)
        if len(self.findings.problems) > before:
            self.unclear.add(question.key)

    def _answer(self, question: Question, value: object, *, asked: bool) -> Json:
        if not asked:
            message = f"{question.key} is not asked after the answers given. Remove it."
            self.findings.add(question.key, "not_asked", message)
            return None
        if question.target is Target.ITEM:
            return self._item_answers(question, value)
        return check_value(question, value, question.key, self.items, self.findings)

    def _item_answers(self, question: Question, value: object) -> Json:
        asked = asked_items(question, self.known, self.items)
        if not isinstance(value, dict):
            message = f"{shown(value)} is not an object. Send an answer for {', '.join(asked)}."
            self.findings.add(question.key, "wrong_type", message)
            return None
        self._check_item_keys(question, value, asked)
        return {
            item: check_value(
                question, value[item], below(question.key, item), self.items, self.findings
            )
            for item in asked
            if item in value
        }

    def _check_item_keys(
        self, question: Question, value: dict[object, object], asked: Sequence[str]
    ) -> None:
        for item in asked:
            if item not in value and (question.required or not value):
                message = f"{question.key} is not answered for {item}. Answer it."
                self.findings.add(below(question.key, item), "missing_item", message)
        for key in value:
            if key in asked:
                continue
            place = below(question.key, key)
            if key in self.items:
                message = f"{question.key} is not asked for {key} here. Remove it."
                self.findings.add(place, "not_asked", message)
            else:
                allowed = ", ".join(self.items)
                message = f"{shown(key)} is not a video here. Answer for: {allowed}."
                self.findings.add(place, "unknown_item", message)
