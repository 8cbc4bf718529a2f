import json

import pytest

from annotation_server.protocol.rules.canonical import as_data, canonical_json, sha256_of
from annotation_server.protocol.rules.parse import parse_data, parse_definition
from tests.protocol.samples import MANY_KINDS, SHIPPED, SMALL, many_kinds, shipped, small

# A protocol that has been used is never edited: a change of these is a new version.
NAMES = {
    "genai_arena": "7f6670eba0afedc3133036983ed6683b87cab2fcb8f8b0de85edb72ab933eff3",
    "safe_rlhf_gated": "c01d19da5d27c7901c18d4d866e69aa7499974ed3e20d01514ed9b66d3626247",
    "safesora": "dc07cf4f4c717d7752a99e11eb203a149af43043c953e997c5bce1a2507ba95d",
    "videofeedback": "b7e76297e84ddf877cf0db50e640c28881eed1fe00891ee91cea0da4116a658d",
    "videoreward": "2d8fd598d43a6b41d53553a413541495fcf43d9081ea46f841210503aac6fa75",
}


def test_the_shipped_definitions_keep_their_names():
    assert {name: sha256_of(shipped(name)) for name in SHIPPED} == NAMES


@pytest.mark.parametrize("name", SHIPPED)
def test_stored_data_gives_the_same_definition_back(name):
    assert parse_data(json.loads(canonical_json(shipped(name)))) == shipped(name)


def test_stored_data_keeps_every_kind_of_question():
    assert parse_data(as_data(many_kinds())) == many_kinds()


def test_formatting_and_comments_do_not_change_the_name():
    loose = "# A comment.\n" + SMALL.replace(
        "key: small\nversion: 1", "version: 1\n\nkey:  'small'"
    )
    assert sha256_of(parse_definition(loose)) == sha256_of(small())


def test_a_field_written_at_its_default_does_not_change_the_name():
    written = SMALL.replace("kind: choice", "kind: choice\n            required: true")
    assert sha256_of(parse_definition(written)) == sha256_of(small())


def test_one_answer_and_a_list_of_one_are_the_same_condition():
    listed = MANY_KINDS.replace("equals: false}", "equals: [false]}")
    assert sha256_of(parse_definition(listed)) == sha256_of(many_kinds())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Which one is better?", "Which one is best?"),
        ("{key: video_0}, {key: video_1}", "{key: video_1}, {key: video_0}"),
        ("version: 1", "version: 2"),
    ],
)
def test_what_people_see_changes_the_name(old, new):
    assert sha256_of(parse_definition(SMALL.replace(old, new))) != sha256_of(small())
