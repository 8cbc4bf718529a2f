"""What the counted answers of a campaign come to: counts by time, and figures."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Pair
from annotation_server.core.models import Job


class Tally(models.Model):
    """Counted answers that were finished within one minute or one hour, from `since` on.

    `counts` is by question and answer; of a question on videos both videos together. Whole hours
    take the place of their minutes when nothing of them can change any more.
    """

    class Span(models.TextChoices):
        MINUTE = "minute"
        HOUR = "hour"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tallies")
    since = models.DateTimeField()
    span = models.CharField(max_length=6, choices=Span.choices)
    finished = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "span", "since"], name="one_tally_a_campaign_and_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finished} in the {self.span} of {self.since}"


class Report(Job):
    """The figures of a campaign that take long to compute; as a job it is their computation.

    `figures` stay what they were, of the moment `as_of`, until the next ones are there. `basis` is
    what they rest on: how many assignments were in which state.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="report")
    figures = models.JSONField(null=True)
    as_of = models.DateTimeField(null=True, blank=True)
    basis = models.TextField(blank=True, default="")
    seconds = models.FloatField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(figures=None, as_of=None)
                | Q(figures__isnull=False, as_of__isnull=False),
                name="figures_have_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"figures of {self.campaign_id} as of {self.as_of}"


class Decision(models.Model):
    """A reviewer's answers to a pair: they win over everybody's, and are undone, never changed.

    `answers` has a comparison's option by question, and for harm a list of options by video.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="decisions")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="decisions")
    answers = models.JSONField()
    reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "pair"],
                condition=Q(undone_at=None),
                name="one_decision_stands_on_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"decision on {self.pair_id}"


class ExtraPlaces(models.Model):
    """Places that were added to the pairs with the most to gain; undone, the free ones retire.

    `slots` are those places.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="extra_places")
    pairs = ArrayField(models.BigIntegerField())
    each = models.PositiveSmallIntegerField()
    slots = ArrayField(models.BigIntegerField(), default=list)
    places = models.PositiveIntegerField()
    gain = models.FloatField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(each__gte=1, places__gte=1), name="extra_places_are_some"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.places} places of {self.campaign_id}"
