"""Pairs of a campaign that are nobody's work: gold, and what people are trained on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from annotation_server.campaigns.models.campaign import Campaign
from annotation_server.catalog.models import Pair


class GoldItem(models.Model):
    """A pair of known answers, given among the others to see how somebody judges.

    Its pair is of origin `gold`, so that no place is ever opened for it. `keys` are the answers
    held to be right, by stage and question; a question may be left out. `sensitive` and
    `categories` say the same as of a slot. A retired item is given to nobody any more.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="gold")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="gold_items")
    keys = models.JSONField(default=dict)
    sensitive = models.BooleanField(default=False)
    categories = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "pair"], name="pair_is_gold_once"),
        ]

    def __str__(self) -> str:
        return f"gold pair {self.pair_id}"


class TrainingItem(models.Model):
    """A pair with its answers, to learn from or to be tested on. It is nobody's work.

    `answers` are those of all stages, by stage and question; only the questions in `keyed` have a
    right answer. `explanations` say why, by question, in the manager's words.
    """

    class Kind(models.TextChoices):
        TUTORIAL = "tutorial"
        QUALIFICATION = "qualification"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="training")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="training_items")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    answers = models.JSONField(default=dict)
    keyed = ArrayField(models.CharField(max_length=64), default=list)
    explanations = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "pair"], name="pair_trains_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} pair {self.pair_id}"
