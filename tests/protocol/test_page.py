import json

import pytest

from annotation_server.protocol.rules.page import for_page, pick_locale
from annotation_server.protocol.rules.parse import parse_definition
from tests.protocol.samples import SHIPPED, SMALL, many_kinds, shipped, small

FRENCH = "  fr:\n    questions:\n      better:\n        text: Lequel ?\n"


def only_question(page):
    return page["stages"][0]["steps"][0]["questions"][0]


def test_a_small_definition_has_exactly_this_shape():
    video = {"exclusive": False, "guidance": None}
    question = {
        "key": "better", "wire": "better", "target": "set", "kind": "choice",
        "title": "Better", "text": "Which one is better?", "required": True,
        "guidance": None, "show_if": None, "recalls": [],
        "options": [
            {"key": "video_0", "wire": "video_0", "item": "video_0", "text": "{video_0}", **video},
            {"key": "video_1", "wire": "video_1", "item": "video_1", "text": "{video_1}", **video},
            {"key": "tie", "wire": "tie", "item": None, "text": "Neither", **video},
        ],
        "min": None, "max": None, "anchors": [], "max_length": None,
    }  # fmt: skip
    step = {"key": "vote", "title": "Vote", "text": None, "questions": [question]}
    assert for_page(small(), "en") == {
        "key": "small", "version": 1, "title": "A small protocol", "targets": "pair",
        "items": ["video_0", "video_1"], "locale": "en", "locales": ["en"],
        "skip_reasons": ["upsetting", "broken", "unintelligible", "other"],
        "stages": [{"key": "only", "title": "Vote", "text": None, "steps": [step]}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "can_be_said"),
    [
        ("safesora", True),
        ("safe_rlhf_gated", True),
        ("genai_arena", False),
        ("videofeedback", False),
    ],
)
def test_no_difference_is_a_reason_where_no_answer_says_it(name, can_be_said):
    assert ("no_difference" in for_page(shipped(name), "en")["skip_reasons"]) is can_be_said


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_is_plain_json(name):
    page = for_page(shipped(name), "zh-Hans")
    assert json.loads(json.dumps(page)) == page


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [("zh-Hans", "zh-Hans"), ("ZH-hans", "zh-Hans"), ("zh-CN", "zh-Hans"), ("en-GB", "en")],
)
def test_the_nearest_locale_is_chosen(wanted, chosen):
    assert pick_locale(shipped("safesora"), wanted) == chosen


@pytest.mark.parametrize("wanted", ["", "fr", "-", "\x00"])
def test_an_unknown_locale_falls_back_to_the_default(wanted):
    assert pick_locale(shipped("safesora"), wanted) == "en"


def test_words_that_a_locale_lacks_come_from_the_default():
    question = only_question(for_page(parse_definition(SMALL + FRENCH), "fr"))
    assert (question["text"], question["title"]) == ("Lequel ?", "Better")


def test_guidance_is_never_half_in_another_language():
    english = "        guidance: {definition: The better one., do: Look twice.}\n"
    french = "        guidance: {definition: La meilleure.}\n"
    source = SMALL + english + FRENCH + french
    question = only_question(for_page(parse_definition(source), "fr"))
    assert question["guidance"]["definition"] == "La meilleure."
    assert question["guidance"]["do"] is None


def test_a_scale_names_its_points_in_ascending_order():
    score = for_page(many_kinds(), "en")["stages"][1]["steps"][0]["questions"][1]
    assert (score["min"], score["max"]) == (-1, 1)
    assert score["anchors"] == [{"value": -1, "text": "bad"}, {"value": 1, "text": "good"}]


def test_a_condition_is_given_with_its_test_and_values():
    score = for_page(many_kinds(), "en")["stages"][1]["steps"][0]["questions"][1]
    assert score["show_if"] == {"question": "kinds", "item": "same", "test": "not", "values": ["a"]}
