"""The append-only record of what staff did and of state changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """Written plain in the action's own transaction; a periodic job seals it into a hash chain.

    A trigger refuses every UPDATE but the one that seals, and every DELETE.
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="audit_events"
    )
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    seal_number = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seal_number__isnull=True, seal="")
                | Q(seal_number__isnull=False, seal__regex="^[0-9a-f]{64}$"),
                name="sealed_event_has_number_and_seal",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["id"], condition=Q(seal_number=None), name="audit_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
