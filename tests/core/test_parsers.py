"""What a body may not hold, whoever sends it."""

import pytest

from annotation_server.core.errors import InvalidError
from annotation_server.core.strict_json import parse_json


def refusal(raw: bytes) -> str:
    with pytest.raises(InvalidError) as caught:
        parse_json(raw)
    return caught.value.code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"a": 1, "a": 2}', "duplicate_field"),
        (b'{"a": NaN}', "not_a_number"),
        (b'{"a": -Infinity}', "not_a_number"),
        (b'{"a": 1e999}', "number_too_large"),
        (b'{"a": 9007199254740993}', "number_too_large"),
        (b'{"a": "x\\u0000y"}', "nul_character"),
        (b'{"a": "\\ud800"}', "lone_surrogate"),
        (b"[" * 30 + b"]" * 30, "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b"\xff\xfe", "not_utf8"),
        (b'{"a": 1', "not_json"),
        (b"", "not_json"),
    ],
)
def test_a_body_that_is_not_plain_json_is_refused_with_its_code(raw, code):
    assert refusal(raw) == code


def test_the_refusal_names_the_field():
    with pytest.raises(InvalidError) as caught:
        parse_json(b'{"answers": {"harm": ["ok", "\\u0000"]}}')
    assert caught.value.fields[0].path == "answers.harm[1]"


def test_plain_json_comes_out_as_it_went_in():
    assert parse_json('{"a": [1, 2.5, true, null, "é"]}'.encode()) == {
        "a": [1, 2.5, True, None, "é"]
    }
