"""What the counted answers of a campaign come to, one row a question and thing judged."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Pair, Video


class Consensus(models.Model):
    """The consensus on one question: of a pair for preferences, of a video for harm.

    `value` has the shape of one answer (an option's key, or a list of keys with the none option
    alone for "safe") and is null for a tie. `votes` counts the answers by option.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="consensus")
    question = models.CharField(max_length=64)
    pair = models.ForeignKey(Pair, models.CASCADE, null=True, related_name="consensus")
    video = models.ForeignKey(Video, models.CASCADE, null=True, related_name="consensus")
    value = models.JSONField(null=True)
    votes = models.JSONField()
    answers = models.PositiveIntegerField()
    weak = models.BooleanField(default=False)
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "question", "pair"], name="one_consensus_a_question_and_pair"
            ),
            models.UniqueConstraint(
                fields=["campaign", "question", "video"], name="one_consensus_a_question_and_video"
            ),
            models.CheckConstraint(
                condition=Q(pair=None, video__isnull=False) | Q(pair__isnull=False, video=None),
                name="consensus_is_on_a_pair_or_a_video",
            ),
            models.CheckConstraint(condition=Q(answers__gte=1), name="consensus_rests_on_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.pair_id or self.video_id}"
