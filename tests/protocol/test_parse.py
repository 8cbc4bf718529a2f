import pytest

from annotation_server.protocol.rules.parse import parse_data, parse_definition
from annotation_server.protocol.rules.problems import DefinitionError
from tests.protocol.samples import MANY_KINDS, SMALL, small

QUESTION = "stages[0].steps[0].questions[0]"
BETTER = "questions.better"
CHOICE = "options: [{key: video_0}, {key: video_1}, {key: tie}]"


def problems(source):
    with pytest.raises(DefinitionError) as caught:
        parse_definition(source)
    return caught.value.problems


def places(source):
    return [(problem.line, problem.path, problem.code) for problem in problems(source)]


def edited(old, new, source=SMALL):
    assert old in source
    return source.replace(old, new, 1)


def test_a_small_definition_is_read():
    definition = small()
    assert (definition.key, definition.title) == ("small", "A small protocol")
    assert [option.key for option in definition.question("better").options][2] == "tie"


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "code"),
    [
        ("version: 1", "version: one", 2, "version", "bad_number"),
        ("version: 1", "version: true", 2, "version", "bad_number"),
        ("version: 1", "", 1, "version", "missing_field"),
        ("key: small", "key: Small!", 1, "key", "bad_key"),
        ("key: small", "key: 7", 1, "key", "bad_key"),
        ("targets: pair", "targets: triple", 3, "targets", "bad_value"),
        ("targets: pair", "targets: pair\nitems: {}", 4, "items", "misplaced_field"),
        ("targets: pair", "targets: set\nitems: {min: 4}", 4, "items.max", "missing_field"),
        ("default_locale: en", "default_locale: fr", 4, "default_locale", "no_texts"),
        ("texts:\n", "texts:\n  English: {}\n", 15, "texts.English", "bad_locale"),
    ],
)
def test_a_mistake_is_shown_with_its_place(old, new, line, path, code):
    assert (line, path, code) in places(edited(old, new))


@pytest.mark.parametrize(
    ("field", "path", "code"),
    [
        ("min: 1", "min", "misplaced_field"),
        ("colour: red", "colour", "unknown_field"),
        ("required: often", "required", "bad_flag"),
        ("role: harm", "role", "bad_role"),
        ("recalls: [later]", "recalls[0]", "unknown_question"),
        ("recalls: vote", "recalls", "not_a_list"),
        ("wire_order: [tie]", "wire_order", "misplaced_field"),
        ("wire: Better", "wire", "bad_key"),
        ("show_if: {question: better, equals: tie}", "show_if.question", "unknown_question"),
        ("show_if: better", "show_if", "not_a_mapping"),
    ],
)
def test_a_field_that_a_question_cannot_have_is_shown(field, path, code):
    source = edited("kind: choice", f"kind: choice\n            {field}")
    assert (13, f"{QUESTION}.{path}", code) in places(source)


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("target: set", "target: both", "target", "bad_value"),
        ("kind: choice", "kind: vote", "kind", "bad_value"),
        ("target: set", "target: item", "options", "bad_item_options"),
        ("{key: tie}", "{key: tie, exclusive: true}", "options[2].exclusive", "bad_exclusive"),
        ("{key: tie}", "{key: tie}, {key: tie}", "options[3].key", "duplicate_key"),
        ("{key: tie}", "{key: tie, wire: video_0}", "options[2].wire", "duplicate_key"),
        ("{key: tie}", "tie", "options[2]", "not_a_mapping"),
        ("{key: video_1}, ", "", "options", "bad_item_options"),
        ("{key: tie}", "{key: video_2}", "options", "bad_item_options"),
        (CHOICE, "options: [{key: tie}]", "options", "bad_options"),
    ],
)
def test_a_question_that_makes_no_sense_is_shown(old, new, path, code):
    found = problems(edited(old, new))
    assert (f"{QUESTION}.{path}", code) in [(p.path, p.code) for p in found]


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("A small protocol", "12", "title", "not_a_text"),
        ("A small protocol", "' '", "title", "blank_text"),
        ("A small protocol", "x" * 2001, "title", "text_too_long"),
        ("A small protocol", '"a \\0"', "title", "bad_character"),
        ("A small protocol", '"a \\ud800"', "title", "bad_character"),
        ("steps: {vote:", "steps: {votes: {title: x}, vote:", "steps.votes", "unknown_key"),
        ("steps: {vote: {title: Vote}}", "steps: [Vote]", "steps", "not_a_mapping"),
        ("text: Which", "text: Is {video_2} or", f"{BETTER}.text", "unknown_placeholder"),
        ("{tie: {text: N", "{ties: {text: N", f"{BETTER}.options.ties", "unknown_key"),
        ("{text: Neither}", "{excludes: x}", f"{BETTER}.options.tie.includes", "missing_field"),
        ("{text: Neither}", "{}", f"{BETTER}.options.tie.text", "missing_text"),
        ("title: Better", "guidance: {do: x}", f"{BETTER}.guidance.definition", "missing_field"),
    ],
)
def test_words_that_do_not_fit_are_shown(old, new, path, code):
    found = problems(edited(old, new))
    assert (f"texts.en.{path}", code) in [(p.path, p.code) for p in found]


@pytest.mark.parametrize(
    ("new", "path", "code"),
    [
        ("{question: clear, equals: 'no'}", "show_if.equals", "unknown_answer"),
        ("{question: clear, equals: false, in: [true]}", "show_if", "bad_condition"),
        ("{question: clear, equals: []}", "show_if.equals", "bad_condition"),
        ("{question: clear, equals: [[true]]}", "show_if.equals", "bad_condition"),
        ("{question: clear, item: any, equals: false}", "show_if.item", "bad_condition"),
        ("{question: kinds, item: same, in: a}", "show_if.item", "bad_condition"),
        ("{question: kinds, in: a}", "show_if", "bad_condition"),
        ("{question: kinds, item: any, in: c}", "show_if.in", "unknown_answer"),
        ("{question: score, item: any, in: 1}", "show_if.question", "unknown_question"),
    ],
)
def test_a_condition_that_can_never_be_tested_is_shown(new, path, code):
    found = problems(edited("{question: clear, equals: false}", new, MANY_KINDS))
    assert (f"stages[1].steps[0].questions[0].{path}", code) in [(p.path, p.code) for p in found]


def test_a_ranking_is_about_the_set():
    found = problems(
        edited("target: set, kind: ranking", "target: item, kind: ranking", MANY_KINDS)
    )
    assert "ranking_of_one" in [problem.code for problem in found]


@pytest.mark.parametrize(("low", "high"), [(1, 1), (5, 1), (0, 101)])
def test_a_scale_has_two_points_to_a_hundred_and_one(low, high):
    source = edited(
        "min: -1\n            max: 1", f"min: {low}\n            max: {high}", MANY_KINDS
    )
    assert "bad_scale" in [problem.code for problem in problems(source)]


def test_all_mistakes_are_listed_in_the_order_of_their_lines():
    source = edited("version: 1", "version: 0")
    source = edited(CHOICE, "options: [{key: video_0}, {kay: video_1}]", source)
    source = edited("text: Which one is better?", "txt: Which one is better?", source)
    assert places(source) == [
        (2, "version", "bad_number"),
        (13, f"{QUESTION}.options", "bad_item_options"),
        (13, f"{QUESTION}.options[1].kay", "unknown_field"),
        (13, f"{QUESTION}.options[1].key", "missing_field"),
        (20, f"texts.en.{BETTER}.text", "missing_text"),
        (22, f"texts.en.{BETTER}.txt", "unknown_field"),
        (23, f"texts.en.{BETTER}.options.tie", "unknown_key"),
    ]


def test_a_misspelt_field_is_told_the_right_one():
    messages = [p.message for p in problems(edited("default_locale: en", "default_local: en"))]
    assert "'default_local' is not a field here. Did you mean `default_locale`?" in messages


def test_a_key_may_be_used_once_only():
    twice = edited("texts:", SMALL[SMALL.index("  - key: only") : SMALL.index("texts:")] + "texts:")
    assert [problem.path for problem in problems(twice) if problem.code == "duplicate_key"] == [
        "stages[1].key",
        "stages[1].steps[0].key",
        "stages[1].steps[0].questions[0].key",
    ]


def test_one_video_has_no_set_to_choose_from():
    found = problems(edited("targets: pair", "targets: single"))
    assert (f"{QUESTION}.target", "set_of_one") in [(p.path, p.code) for p in found]


@pytest.mark.parametrize(
    "field", ["targets", "default_locale", "stages", "texts", "key", "version"]
)
def test_what_is_missing_altogether_is_named(field):
    found = [problem.path for problem in problems("{}")]
    assert field in found


@pytest.mark.parametrize("data", [None, [], "safesora", 3, {"stages": {}}, {"texts": {"en": []}}])
def test_data_of_any_other_shape_is_refused(data):
    with pytest.raises(DefinitionError):
        parse_data(data)


def test_an_error_prints_one_line_a_mistake():
    with pytest.raises(DefinitionError, match=r"^line 2, version: 'one' is not a whole number"):
        parse_definition(edited("version: 1", "version: one"))


def test_a_set_of_many_is_described_and_not_run():
    source = edited("targets: pair", "targets: set\nitems: {min: 4, max: 9}")
    choice = "options: [" + ", ".join(f"{{key: video_{n}}}" for n in range(9)) + ", {key: tie}]"
    definition = parse_definition(edited(CHOICE, choice, source))
    assert len(definition.items) == 9
    assert "up to 9 videos" in definition.why_not_runnable()


def test_a_ranking_is_described_and_not_run():
    assert "has a ranking, order" in parse_definition(MANY_KINDS).why_not_runnable()
