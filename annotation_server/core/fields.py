"""Serializers that convert nothing silently: "3" is not 3, 1 is not true, unknown is refused."""

import uuid
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from rest_framework import serializers

from annotation_server.core.errors import FieldProblem, InvalidError

LONGEST_TEXT = 10_000
EARLIEST, LATEST = 1970, 9000


class Text(serializers.CharField):
    default_error_messages = {"invalid": "This must be text in quotes."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_TEXT, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    default_error_messages = {"invalid": "This must be a whole number without quotes."}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Amount(serializers.DecimalField):
    """Decimal text like "0.25", so that no reader rounds it on the way."""

    default_error_messages = {"invalid": 'This must be a decimal number in quotes, like "0.25".'}

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WebAddress(Text):
    """An address to link to: nothing that a browser would run."""

    default_error_messages = {"no_web_address": "This must begin with https:// or http://."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 500, **options})

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text and not text.startswith(("https://", "http://")):
            self.fail("no_web_address")
        return text


class Id(serializers.UUIDField):
    default_error_messages = {"invalid": "This must be an id in quotes, taken from a reply."}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        found: uuid.UUID = super().to_internal_value(data)
        return found


class Flag(serializers.BooleanField):
    default_error_messages = {"invalid": "This must be true or false without quotes."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Input(serializers.Serializer[Any]):
    """A request body. A field that is not declared is a mistake, and is named."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            self._refuse_unknown(data)
        return super().to_internal_value(data)

    def _refuse_unknown(self, data: dict[str, Any]) -> None:
        unknown = sorted(set(data) - set(self.fields))
        if unknown:
            message = "This field is not known here. Leave it out or check its spelling."
            raise serializers.ValidationError(
                {name: serializers.ErrorDetail(message, code="unknown_field") for name in unknown}
            )

    @classmethod
    def of(cls, data: object) -> dict[str, Any]:
        """The checked body as a dictionary of the declared fields.

        Raises InvalidError with one FieldProblem for each mistake.
        """
        if not isinstance(data, dict):
            raise InvalidError("The body must be a JSON object.", code="not_an_object")
        try:
            checked: dict[str, Any] = _form(cls).run_validation(data)
        except serializers.ValidationError as error:
            raise invalid(error.detail) from error
        return checked


@cache
def _form(declared: type[Input]) -> Input:
    """One for all bodies: it keeps nothing of what it checks, and to make it takes longer."""
    return declared()


def as_uuid(text: str, name: str) -> uuid.UUID | None:
    """A UUID from a query parameter, None when it is empty. Raises InvalidError."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        message = f"{text[:80]!r} is no id. Take it from an earlier reply, or leave it out."
        raise InvalidError(message, fields=[FieldProblem(name, "invalid", message)]) from None


def as_moment(text: str, name: str) -> datetime | None:
    """A time with its zone from a query parameter, None when it is empty. Raises InvalidError."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not EARLIEST < found.year < LATEST:
        message = f"{text[:80]!r} is no time with a zone. Write it as 2026-11-25T09:30:00Z."
        raise InvalidError(message, fields=[FieldProblem(name, "invalid", message)])
    return found


def invalid(errors: Any) -> InvalidError:
    """DRF's nested error lists as one InvalidError with dotted paths."""
    problems = list(_problems(errors, ""))
    places = ", ".join(sorted({problem.path for problem in problems}))
    return InvalidError(f"These fields need a correction: {places}.", fields=problems)


def _problems(errors: Any, path: str) -> Any:
    if isinstance(errors, dict):
        for key, value in errors.items():
            yield from _problems(value, f"{path}.{key}" if path else str(key))
    elif isinstance(errors, list):
        for value in errors:
            yield from _problems(value, path)
    else:
        yield FieldProblem(path, str(getattr(errors, "code", "invalid")), str(errors))
