"""Whatever is sent, checking answers ends with a verdict, and its verdict stays the same."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation_server.protocol.rules.conditions import asked_items, is_asked_at_all
from annotation_server.protocol.rules.definition import Kind, Target
from annotation_server.protocol.rules.validate import CheckedAnswers, check_answers
from tests.protocol.samples import HEURISTIC, SHIPPED, many_kinds, shipped

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from(["video_0", "video_1", "video_2", "nothing_harmful", "hate", "tie"])
)
KEYS = st.sampled_from([*HEURISTIC, "helpfulness", "video_0", "video_1", "__class__"]) | st.text(
    max_size=5
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)


@given(st.sampled_from(SHIPPED), ANYTHING)
def test_no_json_makes_the_check_raise(name, answers):
    definition = shipped(name)
    result = check_answers(definition, definition.stages[0].key, answers, {})
    assert isinstance(result, CheckedAnswers) or result


@given(st.dictionaries(st.sampled_from([*HEURISTIC]), ANYTHING))
def test_every_problem_can_be_sent_as_json(answers):
    result = check_answers(shipped("safesora"), "heuristic", answers, {})
    for problem in [] if isinstance(result, CheckedAnswers) else result:
        json.dumps([problem.path, problem.code, problem.message], ensure_ascii=False).encode()


@pytest.mark.parametrize("name", [*SHIPPED, "many_kinds"])
@given(st.randoms(use_true_random=False))
def test_what_is_accepted_is_accepted_again_unchanged(name, chance):
    definition = many_kinds() if name == "many_kinds" else shipped(name)
    earlier = {}
    for stage in definition.stages:
        once = check_answers(
            definition, stage.key, answer(definition, stage, earlier, chance), earlier
        )
        stored = json.loads(json.dumps(once.answers))
        assert check_answers(definition, stage.key, stored, earlier) == once
        earlier[stage.key] = once.answers


def answer(definition, stage, earlier, chance: random.Random):
    """Answer all questions of a stage that are asked, with options in any order."""
    known = {key: value for given in earlier.values() for key, value in given.items()}
    answers: dict[str, object] = {}
    for question in stage.questions:
        if not is_asked_at_all(question, known | answers, definition.items):
            continue
        if question.target is Target.ITEM:
            items = asked_items(question, known | answers, definition.items)
            answers[question.key] = {item: one_answer(question, chance) for item in items}
        else:
            answers[question.key] = one_answer(question, chance)
    return answers


def one_answer(question, chance: random.Random):
    if question.kind is Kind.LABELS:
        plain = [option.key for option in question.options if not option.exclusive]
        ticked = chance.sample(plain, chance.randint(0, len(plain)))
        return ticked or [(question.exclusive_option or question.options[0]).key]
    choices = {
        Kind.CHOICE: [option.key for option in question.options],
        Kind.SCALE: [question.scale.min, question.scale.max] if question.scale else [],
        Kind.BOOLEAN: [True, False],
        Kind.TEXT: ["two\nlines", "三"],
        Kind.RANKING: [{"video_1": 2, "video_0": 1}, {"video_0": 1, "video_1": 1}],
    }[question.kind]
    return choices[chance.randrange(len(choices))]
