"""Pairs that a campaign shows beside a question, to tell what a right answer is."""

from django.db import models
from django.db.models.functions import Now

from annotation_server.campaigns.models.campaign import Campaign
from annotation_server.catalog.models import Pair


class WorkedExample(models.Model):
    """One pair shown in the guidance of one question, and why its right answer is right.

    Whoever judges sees it, so the pair is no work of the campaign.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="worked_examples", db_index=False
    )
    question = models.CharField(max_length=64)
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="worked_examples")
    explanation = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "question"], name="one_worked_example_a_question"
            ),
            models.CheckConstraint(
                condition=~models.Q(explanation=""), name="a_worked_example_is_explained"
            ),
        ]

    def __str__(self) -> str:
        return f"worked example of {self.question}"
