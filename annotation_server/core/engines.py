"""Whether the engines keep what they are told: asked at every start, and by the deep health check.

A database that answers before its disk has the answer would break the first promise of this server
at the next power cut, and nobody would notice before.
"""

import logging
from collections.abc import Iterator

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from annotation_server.core.errors import TandemError

log = logging.getLogger(__name__)

MUST_BE_ON = {
    "fsync": "an acknowledged answer may be lost, and the whole database broken, in a power cut",
    "full_page_writes": "a power cut may leave pages half written, and the database broken",
    "synchronous_commit": "an acknowledged answer may be lost in a crash",
}
UTC = {"utc", "etc/utc", "gmt", "etc/gmt", "zulu", "etc/zulu", "uct", "etc/uct"}
BROKER_SECONDS = 2
SETTINGS = """
    SELECT name, CASE WHEN name = 'TimeZone' THEN reset_val ELSE setting END FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'TimeZone')
"""


class UnsafeEnginesError(TandemError):
    """An engine is set so that it may lose what it was told."""

    code = "unsafe_engines"


def flaws() -> list[str]:
    """A sentence for each setting that is wrong. An engine that does not answer has none."""
    found: list[str] = []
    for ask in (database_flaws, broker_flaws):
        try:
            found += ask()
        except (DatabaseError, redis.RedisError) as error:
            log.warning("%s could not be asked: %s", ask.__name__, type(error).__name__)
    return found


def database_flaws() -> Iterator[str]:
    """What is wrong with the database as our own sessions see it."""
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        found = dict(cursor.fetchall())
    for name, danger in MUST_BE_ON.items():
        if found[name] == "off":
            yield (
                f"PostgreSQL runs with {name} = off: {danger}. Set {name} = on in its "
                "configuration (or remove it from there) and restart it."
            )
    if found["TimeZone"].lower() not in UTC:
        yield (
            f"PostgreSQL's time zone is {found['TimeZone']}: dates that it writes would differ "
            "from ours. Set timezone = 'UTC' in its configuration and reload it."
        )


def broker_flaws() -> Iterator[str]:
    """What is wrong with the broker: one that evicts loses hints without a word."""
    options = {"socket_timeout": BROKER_SECONDS, "socket_connect_timeout": BROKER_SECONDS}
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, **options) as client:
        policy = str(client.info("memory").get("maxmemory_policy", ""))
    if policy != "noeviction":
        yield (
            f"Redis or Valkey runs with maxmemory-policy {policy or 'unknown'}: when its memory is "
            "full it throws work away. Set maxmemory-policy noeviction and restart it."
        )


def refuse_unsafe() -> None:
    """Log every flaw; raise UnsafeEnginesError unless the settings allow unsafe engines."""
    found = flaws()
    for flaw in found:
        log.warning("%s", flaw)
    if found and not settings.TANDEM_UNSAFE_ENGINES:
        raise UnsafeEnginesError(
            f"{' '.join(found)} The server does not start like this; TANDEM_UNSAFE_ENGINES=true "
            "lets it, for data that may be lost."
        )
