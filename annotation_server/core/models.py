"""Work to be done is a row: `Job` is its state, its lease and its last error.

`Attempts` counts what may be done only so often; `Heartbeat` tells which workers live.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Job(models.Model):
    """A row that a worker has to work on. Leases are in database time."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")
    error_code = models.CharField(max_length=60, blank=True, default="")
    done_units = models.PositiveBigIntegerField(default=0)
    total_units = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Attempts(models.Model):
    """How often something was tried since a moment. The key tells neither a name nor an address."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(db_default=Now(), db_index=True)
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.number} since {self.since}"


class Heartbeat(models.Model):
    """When a worker last said that it lives, and which queues it serves."""

    name = models.CharField(max_length=255, primary_key=True)
    queues = ArrayField(models.CharField(max_length=60), default=list)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
