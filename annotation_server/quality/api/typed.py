"""Describes our dataclasses to whoever reads the API's description: one serializer a class."""

import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from rest_framework import serializers

PLAIN: dict[Any, type[serializers.Field[Any, Any, Any, Any]]] = {
    bool: serializers.BooleanField,
    int: serializers.IntegerField,
    float: serializers.FloatField,
    str: serializers.CharField,
    datetime: serializers.DateTimeField,
    Decimal: serializers.FloatField,
    UUID: serializers.UUIDField,
}


@cache
def described(cls: type) -> type[serializers.Serializer[Any]]:
    """A serializer with the fields of a dataclass, whose types may nest."""
    hints = get_type_hints(cls)
    found = {field.name: _field(hints[field.name]) for field in fields(cls)}
    made: type[serializers.Serializer[Any]] = type(
        f"{cls.__name__}Output", (serializers.Serializer,), {**found, "__doc__": cls.__doc__}
    )
    return made


def _field(kind: Any, **options: Any) -> Any:
    arguments = [one for one in get_args(kind) if one is not type(None)]
    if get_origin(kind) in {Union, types.UnionType} and len(arguments) == 1:
        return _field(arguments[0], allow_null=True)
    if get_origin(kind) in {tuple, list}:
        inner = arguments[0]
        if is_dataclass(inner):
            return described(inner)(many=True, **options)  # type: ignore[arg-type]
        return serializers.ListField(child=_field(inner), **options)
    if get_origin(kind) is dict:
        return serializers.DictField(child=_field(arguments[-1]), **options)
    if is_dataclass(kind):
        return described(kind)(**options)  # type: ignore[arg-type]
    made = PLAIN.get(kind, serializers.JSONField)
    return made(**options)
