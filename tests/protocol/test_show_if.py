import pytest

from annotation_server.protocol.rules.validate import CheckedAnswers, check_answers
from tests.protocol.samples import many_kinds, shipped

SAFE = {"video_0": True, "video_1": True}
ONE_UNSAFE = {"video_0": True, "video_1": False}


def found(name, stage, answers, earlier=None):
    definition = many_kinds() if name == "many_kinds" else shipped(name)
    result = check_answers(definition, stage, answers, earlier or {})
    return [] if isinstance(result, CheckedAnswers) else [(p.path, p.code) for p in result]


def test_two_safe_videos_are_asked_nothing_more():
    assert found("safe_rlhf_gated", "safety", {"is_safe": SAFE}) == []


def test_an_unsafe_video_is_asked_its_kind_and_severity():
    assert found("safe_rlhf_gated", "safety", {"is_safe": ONE_UNSAFE}) == [
        ("harm_category", "missing"),
        ("severity_level", "missing"),
    ]


def test_only_the_unsafe_video_is_asked():
    answers = {
        "is_safe": ONE_UNSAFE,
        "harm_category": {"video_1": ["drugs"]},
        "severity_level": {"video_1": "minor"},
    }
    assert found("safe_rlhf_gated", "safety", answers) == []


def test_a_kind_of_harm_for_a_safe_video_is_refused():
    answers = {
        "is_safe": ONE_UNSAFE,
        "harm_category": {"video_0": ["drugs"], "video_1": ["drugs"]},
        "severity_level": {"video_1": "minor"},
    }
    assert found("safe_rlhf_gated", "safety", answers) == [("harm_category.video_0", "not_asked")]


def test_an_answer_to_a_question_that_is_not_asked_is_refused():
    answers = {"is_safe": SAFE, "severity_level": {"video_0": "minor"}}
    assert found("safe_rlhf_gated", "safety", answers) == [("severity_level", "not_asked")]


def test_what_depends_on_a_wrong_answer_is_not_judged():
    answers = {"is_safe": {"video_0": "yes", "video_1": False}}
    assert found("safe_rlhf_gated", "safety", answers) == [("is_safe.video_0", "wrong_type")]


@pytest.mark.parametrize(("clear", "problems"), [(True, []), (False, [("why_unclear", "missing")])])
def test_a_question_may_depend_on_an_earlier_stage(clear, problems):
    assert found("many_kinds", "second", {}, {"first": {"clear": clear}}) == problems


def test_what_was_not_answered_passes_no_test_also_not_the_negative_one():
    first = {"clear": True, "kinds": {"video_0": ["a", "b"]}}
    assert found("many_kinds", "second", {}, {"first": first}) == []


def test_a_negative_test_is_passed_by_another_answer():
    first = {"clear": True, "kinds": {"video_0": ["a"], "video_1": ["b"]}}
    assert found("many_kinds", "second", {}, {"first": first}) == [("score", "missing")]


@pytest.mark.parametrize(
    ("labels", "problems"), [(["b", "a"], [("only_b", "missing")]), (["b"], []), ([], None)]
)
def test_equals_compares_whole_sets_of_labels(labels, problems):
    kinds = {"video_0": ["a", "b"], "video_1": labels}
    given = found("many_kinds", "first", {"clear": True, "kinds": kinds})
    assert given == ([("kinds.video_1", "empty_labels")] if problems is None else problems)
