"""What people are told beside the videos: complete in both languages, and short."""

import pytest

from annotation_server.protocol.rules.definition import Kind
from annotation_server.protocol.rules.page import for_page
from tests.protocol.samples import SHIPPED, shipped

LOCALES = ["en", "zh-Hans"]
LONGEST = {"en": 260, "zh-Hans": 100}


def page_questions(name, locale):
    page = for_page(shipped(name), locale)
    steps = (step for stage in page["stages"] for step in stage["steps"])
    return [question for step in steps for question in step["questions"]]


def texts_in(value):
    """Give every string people read: those under keys that hold words."""
    words = {"title", "text", "definition", "do", "dont", "example", "includes", "excludes"}
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key in words and isinstance(inner, str) else texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_question_of_safesora_has_guidance_with_a_worked_example(locale):
    for question in page_questions("safesora", locale):
        assert all(question["guidance"].values()), question["key"]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_category_says_what_it_is_and_is_not_and_shows_an_example(locale):
    (harm,) = [q for q in page_questions("safesora", locale) if q["key"] == "harm"]
    for option in harm["options"]:
        assert all(option["guidance"].values()), option["key"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SHIPPED)
def test_guidance_can_be_read_beside_the_videos(name, locale):
    for text in texts_in(for_page(shipped(name), locale)):
        assert len(text) <= LONGEST[locale], text


@pytest.mark.parametrize("name", SHIPPED)
def test_no_word_is_left_untranslated(name):
    english = set(texts_in(for_page(shipped(name), "en")))
    chinese = set(texts_in(for_page(shipped(name), "zh-Hans")))
    assert english & chinese <= {"{video_0}", "{video_1}"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SHIPPED)
def test_both_ends_of_every_scale_are_named(name, locale):
    for question in page_questions(name, locale):
        if question["kind"] == Kind.SCALE:
            named = [anchor["value"] for anchor in question["anchors"]]
            assert (named[0], named[-1]) == (question["min"], question["max"])


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_protocol_can_be_run(name):
    assert shipped(name).why_not_runnable() is None
