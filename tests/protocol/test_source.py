from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation_server.protocol.rules.parse import parse_definition
from annotation_server.protocol.rules.problems import DefinitionError
from annotation_server.protocol.rules.source import MOST_CHARACTERS, read_yaml
from tests.protocol.samples import SMALL


def codes(source):
    try:
        return [problem.code for problem in read_yaml(source).problems]
    except DefinitionError as error:
        return [problem.code for problem in error.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("7", 7),
        ("-1", -1),
        ("007", "007"),
        ("1.5", "1.5"),
        ("2024-06-20", "2024-06-20"),
        ("1:30", "1:30"),
        ("~", None),
        ("'7'", "7"),
        ("9" * 30, "9" * 30),
    ],
)
def test_a_value_reads_as_it_looks(text, value):
    assert read_yaml(f"a: {text}").data == {"a": value}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a: &x 1\nb: 2", "anchor"),
        ("a: &x 1\nb: *x", "alias"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        ("a: !!binary aGk=", "tag"),
        ("a: 1\na: 2", "duplicate_key"),
        ("? [a]\n: 1", "bad_key"),
        ("", "empty"),
        ("# nothing", "empty"),
        ("a: 'open", "not_yaml"),
        ("a: 1\n---\nb: 2", "not_yaml"),
        ('a: "\\U99999999"', "not_yaml"),
        ("a: \x00", "bad_character"),
        ("a: \ud800", "bad_character"),
        ("[" * 5000, "too_deep"),
        ("- " * 5000, "too_deep"),
        ("a" * (MOST_CHARACTERS + 1), "too_large"),
    ],
)
def test_yaml_that_is_too_clever_is_refused(source, code):
    assert code in codes(source)


def test_a_bomb_of_aliases_is_listed_and_never_expanded():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    tree = read_yaml(bomb)
    assert tree.data["i"] == [None, None]
    assert [problem.line for problem in tree.problems if problem.code == "alias"][-1] == 9


def test_every_value_knows_its_line():
    lines = read_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n").lines
    assert (lines["a"], lines["b"], lines["b[0].d"]) == (1, 2, 4)


def test_a_syntax_error_names_its_line():
    with pytest.raises(DefinitionError, match=r"^line 3, "):
        parse_definition("a: 1\nb: 2\nc: {d: e?}\n")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(source):
    with pytest.raises(DefinitionError):
        parse_definition(source)


@given(st.integers(0, len(SMALL)), st.text(st.characters(codec=None), min_size=1, max_size=3))
def test_a_definition_with_a_stray_character_is_read_or_refused(at, stray):
    with suppress(DefinitionError):
        assert parse_definition(SMALL[:at] + stray + SMALL[at:]).stages
