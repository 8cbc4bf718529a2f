"""Write to the audit trail, inside the transaction of the action that an event speaks of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model

from annotation_server.audit.models import AuditEvent


def record(
    *, by: AbstractBaseUser | None, action: str, subject: Model, **details: Any
) -> AuditEvent:
    """`by` is None for what the server did by itself. Details are JSON and name nobody."""
    return AuditEvent.objects.create(
        actor_id=None if by is None else by.pk,
        action=action,
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        details=details,
    )


def record_each(
    *,
    by: AbstractBaseUser | None,
    action: str,
    subjects: Iterable[tuple[Model, Mapping[str, Any]]],
) -> None:
    """One event a subject, with its own details, in one statement."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            actor_id=None if by is None else by.pk,
            action=action,
            subject_type=subject._meta.model_name or "",
            subject_id=str(subject.pk),
            details=dict(details),
        )
        for subject, details in subjects
    )
