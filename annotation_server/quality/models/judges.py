"""Judges that are no annotators, and their answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Pair


class Judge(models.Model):
    """A model outside whose answers were uploaded: compared with people, never one of them."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="judges")
    name = models.CharField(max_length=120)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"], name="a_judge_has_its_name_in_a_campaign"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JudgeAnswer(models.Model):
    """What a judge said about a pair, by question; null is a reply that could not be read.

    `first` is the video that it was shown first, empty where that is not known.
    """

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="answers")
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="judge_answers")
    first = models.CharField(max_length=7, blank=True, default="")
    answers = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "pair", "first"], name="a_judge_answers_once_a_pair_and_order"
            ),
            models.CheckConstraint(
                condition=Q(first__in=["", "video_0", "video_1"]),
                name="a_judge_is_shown_one_of_the_two_videos_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge_id} on {self.pair_id}"
