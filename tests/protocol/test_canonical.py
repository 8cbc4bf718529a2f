import json

import pytest

from annotation_server.protocol.rules.canonical import as_data, canonical_json, sha256_of
from annotation_server.protocol.rules.parse import parse_data, parse_definition
from tests.protocol.samples import MANY_KINDS, SHIPPED, SMALL, many_kinds, shipped, small

# A protocol that has been used is never edited: a change of these is a new version.
NAMES = {
    "genai_arena": "8c5a4eab2106bfb2819f232b5192d5d9a91f45377a2a97e31a753949aff114fa",
    "safe_rlhf_gated": "7a226fe90b82575e2a849f00b7cbd123051547b703b90046199767ef96b207d4",
    "safesora": "c275f52c929b19e5730f01fc70e4e2c8bcc07ed5b6485c2e3a126a43e11f0c38",
    "videofeedback": "5a70c5bfb848ec8899c75d7298e698b3afb500e3f8fb871e46b1bad8a873f3b6",
    "videoreward": "aa89f41a0b2624cead198c7c0233da201a17c56fd709e62a9bae0e6312aa6523",
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
