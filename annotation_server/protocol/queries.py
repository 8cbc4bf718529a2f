from functools import lru_cache

from django.db.models import QuerySet

from annotation_server.protocol.models import Protocol
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.parse import parse_data


def protocols() -> QuerySet[Protocol]:
    """Give all protocols, those of one key together, the newest version first."""
    return Protocol.objects.order_by("key", "-version")


def protocol_by_key(key: str) -> Protocol | None:
    """Give the newest version of a protocol."""
    return protocols().filter(key=key).first()


def protocol_by_sha256(sha256: str) -> Protocol | None:
    return Protocol.objects.filter(sha256=sha256).first()


def definition_of(protocol: Protocol) -> Definition:
    """Give the parsed definition. It is read from the database once a process."""
    return definition_by_sha256(protocol.sha256)


@lru_cache(maxsize=64)
def definition_by_sha256(sha256: str) -> Definition:
    data = Protocol.objects.values_list("definition", flat=True).get(sha256=sha256)
    return parse_data(data)
