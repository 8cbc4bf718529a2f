"""Videos that a campaign shows beside a question, to tell what a right answer is."""

from django.db import models
from django.db.models.functions import Now

from annotation_server.campaigns.models.campaign import Campaign
from annotation_server.catalog.models import Pair, Prompt, Video


class WorkedExample(models.Model):
    """Two videos shown in the guidance of one question, and why the right answer is right.

    Any two of the corpus, clip A first; one, where the protocol judges one. If they are a pair,
    `pair` is that: whoever judges sees it, so it is no work of the campaign.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="worked_examples", db_index=False
    )
    question = models.CharField(max_length=64)
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, related_name="worked_examples")
    video_0 = models.ForeignKey(Video, models.PROTECT, related_name="+")
    video_1 = models.ForeignKey(Video, models.PROTECT, null=True, related_name="+")
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
            models.CheckConstraint(
                condition=models.Q(video_1=None) | ~models.Q(video_0=models.F("video_1")),
                name="a_worked_example_has_two_videos",
            ),
        ]

    def __str__(self) -> str:
        return f"worked example of {self.question}"

    @property
    def videos(self) -> list[Video]:
        """Clip A and, where the protocol compares, clip B."""
        return [self.video_0] if self.video_1 is None else [self.video_0, self.video_1]

    @property
    def prompts(self) -> list[Prompt]:
        """The pair's, or that of each video, each once."""
        if self.pair is not None:
            return [self.pair.prompt]
        return list({video.prompt_id: video.prompt for video in self.videos}.values())

    @property
    def is_taken_down(self) -> bool:
        """Whether the pair, a video or its prompt is out."""
        if self.pair is not None:
            return self.pair.is_taken_down
        parts: list[Video | Prompt] = [*self.videos, *self.prompts]
        return any(one.withdrawn_at is not None for one in parts)

    @property
    def categories(self) -> list[str]:
        """The harm categories known of its prompts and videos."""
        parts: list[Video | Prompt] = [*self.videos, *self.prompts]
        return sorted({label for one in parts for label in one.labels})

    @property
    def is_sensitive(self) -> bool:
        return any(one.is_sensitive for one in self.prompts) or bool(self.categories)
