"""Answers from a file: every bad line is told, and one bad line spoils the whole."""

import json

import pytest

from annotation_server.simulation.rules.given import Reader
from tests.protocol.samples import HEURISTIC, OVERALL, shipped

BOTH = {"heuristic": HEURISTIC, "overall": OVERALL}


def line(pair="p1", annotator="ada", answers=BOTH, **more):
    return json.dumps({"pair_id": pair, "annotator": annotator, "answers": answers, **more})


def read(*lines, overlap=3):
    reader = Reader(shipped("safesora"), {"p1", "p2"}, overlap)
    reader.read(lines)
    return reader


def problems(*lines, **options):
    return [(p.line, p.path) for p in read(*lines, **options).problems]


def test_answers_are_kept_by_annotator_and_pair():
    found = read(line("p1", "ada"), line("p2", "ada"), line("p1", "ben")).found
    assert {who: list(sheets) for who, sheets in found.sheets.items()} == {
        "sim-ada": ["p1", "p2"],
        "sim-ben": ["p1"],
    }


def test_answers_may_be_written_without_their_stages():
    flat = read(line(answers={**HEURISTIC, **OVERALL})).found
    assert flat == read(line(answers=BOTH)).found


def test_labels_come_into_the_order_of_the_protocol():
    stored = read(line()).found.sheets["sim-ada"]["p1"]["heuristic"]["harm"]
    options = [o.key for o in shipped("safesora").question("harm").options]
    assert stored["video_1"] == [key for key in options if key in {"violence", "crime"}]


def test_a_name_that_says_it_is_simulated_stays():
    assert list(read(line(annotator="sim-1")).found.sheets) == ["sim-1"]


def test_blank_lines_are_nothing():
    assert problems(line(), "", "  ") == []


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "1", '{"pair_id": "p1"}', line(note="x"), '{"a": ' * 2000 + "1" + "}" * 2000],
)
def test_a_line_that_is_no_such_object_is_refused(text):
    assert problems(text) == [(1, "")]


@pytest.mark.parametrize("pair", ["p3", 1, None, ["p1"]])
def test_a_pair_of_no_such_campaign_is_refused(pair):
    assert problems(line(pair=pair)) == [(1, "pair_id")]


@pytest.mark.parametrize("name", ["", " ", 5, "x" * 77])
def test_a_name_nobody_can_have_is_refused(name):
    assert problems(line(annotator=name)) == [(1, "annotator")]


def test_a_wrong_answer_is_refused_with_its_place():
    wrong = {"heuristic": {**HEURISTIC, "harm": {"video_0": ["nothing_harmful"]}}}
    assert problems(line(answers=wrong)) == [(1, "answers.harm.video_1")]


@pytest.mark.parametrize("answers", [None, [], "video_0", 3])
def test_answers_that_are_no_object_are_refused(answers):
    assert problems(line(answers=answers)) == [(1, "answers")]


def test_a_missing_stage_is_refused():
    assert problems(line(answers={"heuristic": HEURISTIC})) == [
        (1, "answers.helpfulness"),
        (1, "answers.harmlessness"),
    ]


def test_a_question_nobody_asks_is_refused():
    assert problems(line(answers={**HEURISTIC, **OVERALL, "taste": 1})) == [(1, "answers.taste")]


def test_the_same_annotator_answers_a_pair_once():
    assert problems(line(), line()) == [(2, "annotator")]


def test_no_more_people_answer_a_pair_than_its_overlap():
    assert problems(line(annotator="a"), line(annotator="b"), overlap=1) == [(2, "pair_id")]


def test_every_bad_line_is_told():
    assert problems("{", line(pair="p9", annotator=""), line(), "5") == [
        (1, ""),
        (2, "pair_id"),
        (2, "annotator"),
        (4, ""),
    ]
