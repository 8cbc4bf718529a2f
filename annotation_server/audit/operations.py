"""Seal what was written, and check the whole chain."""

from collections.abc import Iterator

from django.db import connection, transaction

from annotation_server.audit.models import AuditEvent
from annotation_server.audit.rules import FIRST_SEAL, seal

MOST_AT_ONCE = 5000
SEALING_LOCK = 7_201_001


def _content(event: AuditEvent) -> dict[str, object]:
    return {
        "id": event.pk,
        "at": event.at.isoformat(),
        "actor": None if event.actor_id is None else str(event.actor_id),
        "action": event.action,
        "subject": [event.subject_type, event.subject_id],
        "details": event.details,
    }


@transaction.atomic
def seal_events() -> int:
    """Seal the events that are not sealed yet; returns how many. Safe to run twice at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING_LOCK])
    last = AuditEvent.objects.exclude(seal_number=None).order_by("-seal_number").first()
    number, previous = (last.seal_number or 0, last.seal) if last else (0, FIRST_SEAL)
    events = list(AuditEvent.objects.filter(seal_number=None).order_by("id")[:MOST_AT_ONCE])
    for event in events:
        number += 1
        previous = seal(previous, _content(event))
        event.seal_number, event.seal = number, previous
    AuditEvent.objects.bulk_update(events, ["seal_number", "seal"], batch_size=500)
    return len(events)


def broken_seals() -> Iterator[int]:
    """The ids of sealed events whose content, order or predecessor is not what was sealed."""
    previous, number = FIRST_SEAL, 0
    for event in AuditEvent.objects.exclude(seal_number=None).order_by("seal_number").iterator():
        number += 1
        if event.seal_number != number or event.seal != seal(previous, _content(event)):
            yield event.pk
        previous, number = event.seal, event.seal_number or number
