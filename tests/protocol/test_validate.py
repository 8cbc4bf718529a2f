import pytest

from annotation_server.protocol.rules.validate import CheckedAnswers, check_answers
from tests.protocol.samples import HEURISTIC, OVERALL, many_kinds, shipped

FIRST = {"clear": True, "kinds": {"video_0": ["a"], "video_1": ["b"]}}


def found(answers, stage="heuristic", earlier=None):
    """Give (path, code) of every problem that Ada's answers to SafeSora have."""
    result = check_answers(shipped("safesora"), stage, answers, earlier or {})
    return [] if isinstance(result, CheckedAnswers) else [(p.path, p.code) for p in result]


def found_in_second(answers, first):
    result = check_answers(many_kinds(), "second", answers, {"first": first})
    return [] if isinstance(result, CheckedAnswers) else [(p.path, p.code) for p in result]


def with_harm(labels):
    return {**HEURISTIC, "harm": {"video_0": ["nothing_harmful"], "video_1": labels}}


def test_complete_answers_are_accepted_as_they_are():
    result = check_answers(shipped("safesora"), "heuristic", HEURISTIC, {})
    assert result == CheckedAnswers("heuristic", HEURISTIC)


def test_the_second_stage_is_accepted_after_the_first():
    assert found(OVERALL, "overall", {"heuristic": HEURISTIC}) == []


def test_the_second_stage_waits_for_the_first():
    assert found(OVERALL, "overall") == [("", "stage_out_of_order")]


def test_a_stage_that_is_not_there_is_refused():
    assert found(HEURISTIC, "third") == [("", "unknown_stage")]


@pytest.mark.parametrize("answers", [None, [], "video_0", 3, True])
def test_answers_have_to_be_an_object(answers):
    assert found(answers) == [("", "wrong_type")]


def test_every_question_left_out_is_named():
    assert found({"correctness": "video_0"}) == [
        ("instruction_following", "missing"),
        ("informativeness", "missing"),
        ("aesthetics", "missing"),
        ("harm", "missing"),
    ]


def test_a_question_of_another_stage_is_refused():
    assert found(HEURISTIC | {"helpfulness": "video_0"}) == [("helpfulness", "unknown_question")]


def test_a_hostile_key_is_quoted_and_cut_in_the_path():
    ((path, code),) = found(HEURISTIC | {"\ud800" + "x" * 500: 1})
    assert (path[:9], code) == ("'\\ud800xx", "unknown_question")
    assert len(path) < 60


@pytest.mark.parametrize("value", [None, True, 0, 1.5, ["video_0"], {"video_0": 1}])
def test_a_choice_is_the_key_of_an_option(value):
    assert found(HEURISTIC | {"correctness": value}) == [("correctness", "wrong_type")]


@pytest.mark.parametrize("value", ["", "tie", "left", "VIDEO_0"])
def test_a_forced_choice_knows_the_two_videos_only(value):
    assert found(HEURISTIC | {"correctness": value}) == [("correctness", "unknown_option")]


def test_labels_are_stored_in_the_order_of_the_checklist():
    result = check_answers(shipped("safesora"), "heuristic", with_harm(["crime", "violence"]), {})
    assert result == CheckedAnswers("heuristic", with_harm(["violence", "crime"]))


def test_a_blank_label_list_is_not_an_answer():
    assert found(with_harm([])) == [("harm.video_1", "empty_labels")]


def test_nothing_harmful_stands_alone():
    assert found(with_harm(["nothing_harmful", "hate"])) == [
        ("harm.video_1", "exclusive_with_others")
    ]


def test_a_label_given_twice_is_refused():
    assert found(with_harm(["hate", "hate"])) == [("harm.video_1[1]", "duplicate_option")]


def test_an_unknown_label_is_named_with_its_place():
    assert found(with_harm(["hate", "spam"])) == [("harm.video_1[1]", "unknown_option")]


@pytest.mark.parametrize("labels", ["hate", {"hate": True}, None, 0])
def test_labels_are_a_list(labels):
    assert found(with_harm(labels)) == [("harm.video_1", "wrong_type")]


def test_each_video_needs_its_labels():
    only_one = {**HEURISTIC, "harm": {"video_0": ["hate"]}}
    assert found(only_one) == [("harm.video_1", "missing_item")]


def test_labels_of_a_third_video_are_refused():
    harm = {**HEURISTIC["harm"], "video_2": ["hate"]}
    assert found({**HEURISTIC, "harm": harm}) == [("harm.video_2", "unknown_item")]


def test_labels_for_both_videos_at_once_are_refused():
    assert found({**HEURISTIC, "harm": ["hate"]}) == [("harm", "wrong_type")]


def test_a_single_is_answered_for_its_one_video():
    scores = {question.key: {"video_0": 3} for question in shipped("videofeedback").questions}
    result = check_answers(shipped("videofeedback"), "scores", scores, {})
    assert isinstance(result, CheckedAnswers)


@pytest.mark.parametrize(
    ("score", "code"),
    [(0, "out_of_range"), (5, "out_of_range"), (True, "wrong_type"), (2.0, "wrong_type")],
)
def test_a_score_is_a_whole_number_on_the_scale(score, code):
    scores = {question.key: {"video_0": 3} for question in shipped("videofeedback").questions}
    scores["visual_quality"] = {"video_0": score}
    result = check_answers(shipped("videofeedback"), "scores", scores, {})
    assert [(p.path, p.code) for p in result] == [("visual_quality.video_0", code)]


@pytest.mark.parametrize("vote", ["video_0", "video_1", "tie", "both_bad"])
def test_an_arena_vote_may_be_a_tie_or_both_bad(vote):
    result = check_answers(shipped("genai_arena"), "vote", {"vote": vote}, {})
    assert result == CheckedAnswers("vote", {"vote": vote})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (7, "wrong_type"),
        ("  \n", "blank_text"),
        ("x" * 21, "too_long"),
        ("nul \x00", "bad_character"),
        ("escape \x1b", "bad_character"),
        ("half \ud83d", "bad_character"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(text, code):
    answers = {"score": {"video_1": 0}, "note": text}
    assert found_in_second(answers, FIRST) == [("note", code)]


def test_a_text_is_kept_to_the_letter():
    answers = {"score": {"video_1": 0}, "note": " 两行\n\t😀 "}
    result = check_answers(many_kinds(), "second", answers, {"first": FIRST})
    assert result == CheckedAnswers("second", answers)


def test_an_optional_question_of_each_item_may_be_answered_for_one():
    answers = {"clear": True, "kinds": {"video_1": ["b"]}}
    assert check_answers(many_kinds(), "first", answers, {}) == CheckedAnswers("first", answers)


def test_an_optional_question_of_each_item_is_not_answered_by_an_empty_object():
    result = check_answers(many_kinds(), "first", {"clear": True, "kinds": {}}, {})
    assert {p.code for p in result} == {"missing_item"}


@pytest.mark.parametrize(
    ("ranks", "code"),
    [
        ({"video_0": 1, "video_1": 3}, "out_of_range"),
        ({"video_0": 2, "video_1": 2}, "bad_ranks"),
        ({"video_0": 1}, "wrong_type"),
        ({"video_0": 1, "video_1": True}, "out_of_range"),
        (["video_0", "video_1"], "wrong_type"),
    ],
)
def test_ranks_that_make_no_order_are_refused(ranks, code):
    ((_, problem),) = found_in_second({"score": {"video_1": 0}, "order": ranks}, FIRST)
    assert problem == code


def test_equal_ranks_pass_where_ties_are_allowed():
    answers = {"score": {"video_1": 0}, "order": {"video_0": 1, "video_1": 1}}
    assert found_in_second(answers, FIRST) == []


def test_a_hundred_problems_are_enough():
    assert len(found({f"key_{n}": 1 for n in range(5000)})) == 100


def test_every_problem_is_a_sentence():
    for problem in check_answers(shipped("safesora"), "heuristic", {"harm": 1, "x": 1}, {}):
        assert problem.message[-1] == "."
        assert problem.message[0].isalnum() or problem.message[0] in "'\"-"
