"""Drawn answers: valid for any protocol, and always the same for the same sheet."""

import pytest

from annotation_server.protocol.rules.validate import CheckedAnswers, check_answers
from annotation_server.simulation.rules.drawing import Sheet, drawn_answers
from tests.protocol.samples import SHIPPED, many_kinds, shipped

DEFINITIONS = [*map(shipped, SHIPPED), many_kinds()]
SHEETS = [Sheet(seed, f"pair {number}", "sim-ada") for seed in (0, 7) for number in range(300)]


def all_stages(definition, sheet):
    earlier = {}
    for stage in definition.stages:
        earlier[stage.key] = drawn_answers(definition, stage.key, sheet, earlier)
    return earlier


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.key)
def test_drawn_answers_are_accepted_as_they_are(definition):
    for sheet in SHEETS:
        earlier = {}
        for stage in definition.stages:
            answers = drawn_answers(definition, stage.key, sheet, earlier)
            checked = check_answers(definition, stage.key, answers, earlier)
            assert checked == CheckedAnswers(stage.key, answers)
            earlier[stage.key] = answers


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.key)
def test_every_question_is_answered_by_somebody(definition):
    answered = {
        question
        for sheet in SHEETS
        for answers in all_stages(definition, sheet).values()
        for question in answers
    }
    assert answered == {question.key for question in definition.questions}


def test_the_same_sheet_gives_the_same_answers():
    sheet = Sheet(3, "pair", "sim-ada")
    assert all_stages(shipped("safesora"), sheet) == all_stages(shipped("safesora"), sheet)


@pytest.mark.parametrize(
    ("seed", "pair", "annotator"), [(4, "p", "sim-ada"), (3, "q", "sim-ada"), (3, "p", "sim-ben")]
)
def test_another_seed_pair_or_annotator_gives_other_answers(seed, pair, annotator):
    def ten(seed, pair, annotator):
        sheets = [Sheet(seed, f"{pair}{number}", annotator) for number in range(10)]
        return [all_stages(shipped("safesora"), sheet) for sheet in sheets]

    assert ten(seed, pair, annotator) != ten(3, "p", "sim-ada")


def test_annotators_of_a_pair_agree_more_often_than_by_chance():
    def vote(pair: str, name: str) -> object:
        sheet = Sheet(1, pair, name)
        return drawn_answers(shipped("safesora"), "overall", sheet, {})["helpfulness"]

    pairs = [f"pair {number}" for number in range(200)]
    same = sum(vote(pair, "sim-ada") == vote(pair, "sim-ben") for pair in pairs)
    assert same > 0.6 * len(pairs)
