"""JSON that takes nothing for granted (RFC 8259, and I-JSON, RFC 7493, for the rest)."""

import json
import re
from typing import Any, NoReturn

from annotation_server.core.errors import FieldProblem, InvalidError

DEEPEST_NESTING = 20
LARGEST_NUMBER = 2**53
SURROGATE = re.compile("[\ud800-\udfff]")


def _problem(path: str, code: str, message: str) -> InvalidError:
    return InvalidError(message, code=code, fields=[FieldProblem(path, code, message)])


def _no_constant(name: str) -> NoReturn:
    raise _problem("", "not_a_number", f"{name} is not JSON. Send a number or leave it out.")


def _unique_keys(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in members:
        if key in found:
            # A key was not checked yet: it may hold what no reply and no table can.
            path = key if key.isprintable() else repr(key)
            raise _problem(
                path, "duplicate_field", f"The field {key!r} is given twice. Send it once."
            )
        found[key] = value
    return found


def _check_text(value: str, path: str) -> None:
    if "\x00" in value:
        raise _problem(
            path, "nul_character", f"{path or 'The body'} has a NUL character. Remove it."
        )
    if SURROGATE.search(value):
        raise _problem(path, "lone_surrogate", f"{path or 'The body'} is not valid Unicode text.")


def _check(value: object, path: str, depth: int) -> None:
    if depth > DEEPEST_NESTING:
        raise _problem(
            path, "too_deep", f"The body is nested deeper than {DEEPEST_NESTING} levels."
        )
    match value:
        case str():
            _check_text(value, path)
        case dict():
            for key, member in value.items():
                _check_text(key, path)
                _check(member, f"{path}.{key}" if path else key, depth + 1)
        case list():
            for place, member in enumerate(value):
                _check(member, f"{path}[{place}]", depth + 1)
        case int() | float() if abs(value) > LARGEST_NUMBER:
            raise _problem(path, "number_too_large", f"{path}: the number is beyond 2^53.")


def parse_json(raw: bytes) -> Any:
    """One JSON value out of UTF-8 bytes.

    Raises InvalidError naming the field for: duplicate fields, NaN and infinities, NUL and lone
    surrogates, nesting over 20 levels, numbers beyond 2^53; and for what is not JSON.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique_keys, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        raise InvalidError("The body is not UTF-8 text.", code="not_utf8") from error
    except RecursionError as error:
        raise _problem("", "too_deep", "The body is nested far too deep.") from error
    except ValueError as error:
        raise InvalidError(f"The body is not JSON: {error}.", code="not_json") from error
    _check(value, "", 0)
    return value
