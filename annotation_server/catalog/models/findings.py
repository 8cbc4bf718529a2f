"""What the audit of a clip found when a worker took it in."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.catalog.models.corpus import Corpus, Video


class Finding(models.Model):
    """One thing that a manager may want to know of a clip before people judge it.

    `value` is the share of its time or picture that it holds for, or for clips that look alike how
    many of 64 bits differ; `other` is the clip that it is like. Nothing follows from a finding but
    from `flashing`: such a clip is held until a manager decides.
    """

    class Kind(models.TextChoices):
        FLASHING = "flashing"
        BLACK = "black"
        FROZEN = "frozen"
        SAME_BYTES = "same_bytes"
        LOOKS_ALIKE = "looks_alike"
        AUDIO = "audio"

    corpus = models.ForeignKey(Corpus, models.CASCADE, related_name="findings", db_index=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="findings", db_index=False)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    value = models.FloatField(null=True, blank=True)
    other = models.ForeignKey(Video, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video", "kind"], name="clip_is_found_once_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["same_bytes", "looks_alike"], other__isnull=False)
                | (~Q(kind__in=["same_bytes", "looks_alike"]) & Q(other=None)),
                name="duplicate_names_the_other_clip",
            ),
        ]
        indexes = [models.Index(fields=["corpus", "kind", "id"], name="finding_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.video_id}"
