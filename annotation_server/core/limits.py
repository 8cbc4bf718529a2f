"""How often something may be tried: counted in the database, so that every process counts as one.

A count is kept by a keyed hash of whom it concerns, and starts anew when its time is over.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from annotation_server.core.errors import TandemError
from annotation_server.core.models import Attempts

KEPT = timedelta(days=1)
# One statement: whoever comes at the same moment is counted too, before anything is tried.
COUNT = """
    INSERT INTO core_attempts AS known (key, since, number) VALUES (%(key)s, now(), 1)
    ON CONFLICT (key) DO UPDATE SET (since, number) = (
        SELECT CASE WHEN is_over THEN now() ELSE known.since END,
               CASE WHEN is_over THEN 1 ELSE known.number + 1 END
        FROM (SELECT known.since <= now() - %(span)s::interval AS is_over) AS found
    )
    RETURNING number, ceil(extract(epoch FROM since + %(span)s::interval - now()))::int
"""


class TooManyAttemptsError(TandemError):
    """Refused for so many seconds: the reply says so in `Retry-After` and in `details`."""

    code = "too_many_attempts"
    status = 429

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message, details={"retry_after_seconds": wait})
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within a span; `refusal` says what happened and has a place for `{wait}`."""

    name: str
    most: int
    span: timedelta
    refusal: str


def count(limit: Limit, *whom: str) -> None:
    """Count one more. Raises TooManyAttemptsError when there were enough already."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT, {"key": _key(limit, whom), "span": f"{limit.span.total_seconds()} seconds"}
        )
        number, seconds = cursor.fetchone()
    if number > limit.most:
        wait = max(1, seconds)
        raise TooManyAttemptsError(limit.refusal.format(wait=in_words(wait)), wait)


def take_back(limit: Limit, *whom: str) -> None:
    """What was counted went well, and does not count."""
    Attempts.objects.filter(key=_key(limit, whom), number__gt=0).update(number=F("number") - 1)


def forget(limit: Limit, *whom: str) -> None:
    """Start anew."""
    Attempts.objects.filter(key=_key(limit, whom)).delete()


def forget_old() -> int:
    return Attempts.objects.filter(since__lt=Now() - KEPT).delete()[0]


def in_words(seconds: int) -> str:
    if seconds < 60:  # noqa: PLR2004  # a minute
        return f"{seconds} seconds" if seconds > 1 else "a second"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute"


def _key(limit: Limit, whom: tuple[str, ...]) -> str:
    return salted_hmac(
        f"tandem.limits.{limit.name}", "\0".join(whom), algorithm="sha256"
    ).hexdigest()
