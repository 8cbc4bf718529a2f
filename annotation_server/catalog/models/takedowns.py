"""What was taken down, why, and the files that are deleted for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.catalog.models.corpus import Corpus, Pair, Prompt, Video
from annotation_server.core.models import Job


class Takedown(models.Model):
    """Why a prompt, a video or a pair is out of circulation: reported and held, or withdrawn.

    While it is, `withdrawn_at` of the thing is set, and whatever asks for that leaves it out. A
    held one waits for a manager, who releases or withdraws it; `ended` is release or restoration.
    """

    class State(models.TextChoices):
        HELD = "held"
        WITHDRAWN = "withdrawn"
        RELEASED = "released"
        RESTORED = "restored"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    corpus = models.ForeignKey(Corpus, models.CASCADE, related_name="takedowns")
    prompt = models.ForeignKey(Prompt, models.CASCADE, null=True, related_name="takedowns")
    video = models.ForeignKey(Video, models.CASCADE, null=True, related_name="takedowns")
    pair = models.ForeignKey(Pair, models.CASCADE, null=True, related_name="takedowns")
    state = models.CharField(max_length=9, choices=State.choices)
    report = models.TextField(blank=True, default="")
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(prompt__isnull=False, video=None, pair=None)
                | Q(prompt=None, video__isnull=False, pair=None)
                | Q(prompt=None, video=None, pair__isnull=False),
                name="takedown_is_of_a_prompt_a_video_or_a_pair",
            ),
            *(
                models.UniqueConstraint(
                    fields=[thing],
                    condition=Q(state__in=["held", "withdrawn"]),
                    name=f"{thing}_is_taken_down_once",
                )
                for thing in ("prompt", "video", "pair")
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="takedown_by_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.thing}"

    @property
    def thing(self) -> Prompt | Video | Pair:
        thing = self.prompt or self.video or self.pair
        if thing is None:
            raise ValueError("The constraint lets no takedown be of nothing.")
        return thing


class FileDeletion(Job):
    """The work of deleting the files of what was withdrawn: clips, and what was made of them."""

    takedown = models.OneToOneField(Takedown, models.CASCADE, related_name="deletion")

    def __str__(self) -> str:
        return f"files of {self.takedown_id}"
