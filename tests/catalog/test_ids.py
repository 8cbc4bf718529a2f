"""The published ids."""

import json
from hashlib import sha256

from annotation_server.catalog.rules import ids


def test_a_published_prompt_id_derives_from_its_text():
    text = "A magical diorama inside a glass bottle being crafted."
    assert ids.prompt_id(text) == "e7ca4d6408f58e3d7375b3625be1a55466ca364a61ba0cd0c54d05a909cc0ef1"


def test_a_prompt_id_is_of_the_escaped_and_unstripped_text():
    assert ids.prompt_id(" é ") == sha256(b'" \\u00e9 "').hexdigest()


def test_a_video_id_is_of_prompt_generator_and_bytes():
    expected = sha256(json.dumps(["a" * 64, "model", "b" * 64]).encode()).hexdigest()
    assert ids.video_id("a" * 64, "model", "b" * 64) == expected


def test_a_pair_id_is_of_both_videos_in_their_order():
    expected = sha256(json.dumps(["a" * 64, "b" * 64]).encode()).hexdigest()
    assert ids.pair_id("a" * 64, "b" * 64) == expected
    assert ids.pair_id("b" * 64, "a" * 64) != expected
