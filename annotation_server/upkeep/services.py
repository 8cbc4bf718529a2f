"""Look an instance over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from annotation_server.upkeep.queries import (
    DATABASE_CHECKS,
    DEEP_DATABASE_CHECKS,
    DEEP_FILE_CHECKS,
    FILE_CHECKS,
    Check,
)

MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check found: how many in all, and the first of them by name."""

    check: str
    sentence: str
    count: int
    things: list[str]


Show = Callable[[Verdict], None]


def verify(*, deep: bool = False, show: Show = lambda verdict: None) -> list[Verdict]:
    """Every check; the database as it was at one moment, so that work may go on meanwhile.

    `deep` also reads every video and checks and weighs every answer again.
    """
    verdicts: list[Verdict] = []
    with one_moment():
        verdicts += _looked_at(DATABASE_CHECKS, show)
    if deep:
        with transaction.atomic():
            verdicts += _looked_at(DEEP_DATABASE_CHECKS, show)
    verdicts += _looked_at((*FILE_CHECKS, *(DEEP_FILE_CHECKS if deep else ())), show)
    return verdicts


def _looked_at(checks: tuple[Check, ...], show: Show) -> Iterator[Verdict]:
    for check in checks:
        wrong = check.find()
        things = list(islice(wrong, MOST_NAMED))
        verdict = Verdict(check.name, check.sentence, len(things) + sum(1 for _ in wrong), things)
        show(verdict)
        yield verdict


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that sees the database as it is now, whatever others write."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
