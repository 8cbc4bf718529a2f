"""Some columns of a model in a statement by hand, and the model made of a row that it gives.

For the few statements that every request needs: building and compiling them anew each time takes
longer than the engine takes to answer.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

# Before a statement of many joins, in one text with it: they are made in the order in which they
# stand. To look for a better one takes the engine ten times as long as all the rest of it.
AS_WRITTEN = "SET LOCAL join_collapse_limit = 1;"

Row = TypeVar("Row", bound=Model)


class Columns(Generic[Row]):
    """The named columns, or all, in the order of the model's fields, as `from_db` reads them.

    A column of JSON must be selected as `json`: as `jsonb` it comes as text.
    """

    def __init__(self, model: type[Row], *names: str) -> None:
        self.model = model
        fields = [field.attname for field in model._meta.concrete_fields]
        if unknown := set(names) - set(fields):
            raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}.")
        self.names = [name for name in fields if not names or name in names]

    def __len__(self) -> int:
        return len(self.names)

    def of(self, table: str) -> str:
        """What to select; `table` is its name or alias in the statement."""
        return ", ".join(f"{table}.{name}" for name in self.names)

    def read(self, values: Sequence[Any]) -> Row:
        """The model; a column that was not named is read by itself when it is asked for."""
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)
