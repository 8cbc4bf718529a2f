"""Work that a reviewer inspects in batches, and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign


class Batch(models.Model):
    """One annotator's finished work of one day (UTC), inspected as a whole by a sample of it.

    `plan` says how much is looked at (`rules.sampling`), `inspection` counts how often: after a
    batch was sent back and done anew, the next one looks at the new rounds.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        RETURNED = "returned"
        EXCLUDED = "excluded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="batches")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    inspection = models.PositiveSmallIntegerField(default=1)
    plan = models.JSONField()
    reason = models.TextField(blank=True, default="")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="batch_is_decided_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state", "day"], name="batch_by_state")]

    def __str__(self) -> str:
        return f"{self.state} batch of {self.annotator_id} on {self.day}"


class BatchedWork(models.Model):
    """An assignment of a batch; when it was sent back, its next round is in the batch too."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="work")
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="batched")

    def __str__(self) -> str:
        return f"{self.assignment_id} in {self.batch_id}"


class InspectedItem(models.Model):
    """One assignment of a batch's sample, and what the reviewer found.

    `answers` is the reviewer's own, blind assignment on the pair; `verdict` comes after it.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right"
        FAULT = "fault"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    inspection = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    work = models.ForeignKey(Assignment, models.PROTECT, related_name="inspected")
    answers = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=5, choices=Verdict.choices, blank=True, default="")
    note = models.TextField(blank=True, default="")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "inspection", "place"], name="place_in_a_sample_is_taken_once"
            ),
            models.UniqueConstraint(
                fields=["batch", "inspection", "work"], name="work_is_once_in_a_sample"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(answers__isnull=False, judged_at__isnull=False),
                name="verdict_follows_own_answers",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.place} of {self.batch_id}"
