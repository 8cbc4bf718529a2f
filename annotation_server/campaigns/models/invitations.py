"""Links by which people come into a campaign by themselves."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from annotation_server.campaigns.models.campaign import Campaign, Membership


class Invitation(models.Model):
    """A link by which people come into a campaign by themselves.

    Its token is told once, to the manager who made it; only `digest`, its SHA-256, is kept.
    """

    class State(models.TextChoices):
        OPEN = "open"
        EXPIRED = "expired"
        USED_UP = "used_up"
        REVOKED = "revoked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=9, choices=Membership.Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    most_uses = models.PositiveSmallIntegerField()
    uses = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(most_uses__gte=1, uses__lte=F("most_uses")),
                name="invitation_is_used_as_often_as_it_allows",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.campaign_id}"

    def state(self, now: datetime) -> State:
        """Whether it lets anybody in, and if not, why; what the manager did says most."""
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.expires_at <= now:
            return self.State.EXPIRED
        return self.State.USED_UP if self.uses >= self.most_uses else self.State.OPEN
