"""The corpus: prompts, the videos made for them, what browsers play, and the pairs to judge."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now

from annotation_server.catalog.models.fingerprints import FingerprintParts
from annotation_server.core.models import Job

HEX_ID = "^[0-9a-f]{64}$"
PUBLISHED = "published"  # the source of references that came with a published file


class Corpus(models.Model):
    """A collection of prompts and videos that is imported, judged and exported together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    split_seed = models.BigIntegerField(default=0)
    licence = models.CharField(max_length=200, blank=True, default="")
    intended_use = models.TextField(blank=True, default="")
    content_warning = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class Prompt(models.Model):
    """A text that videos were generated for. `prompt_id` is the published 64-digit id."""

    class Type(models.TextChoices):
        NEUTRAL = "safety_neutral"
        CRITICAL = "safety_critical"

    class Split(models.TextChoices):
        TRAIN = "train"
        TEST = "test"

    corpus = models.ForeignKey(Corpus, models.CASCADE, related_name="prompts")
    prompt_id = models.CharField(max_length=64)
    text = models.TextField()
    type = models.CharField(max_length=16, choices=Type.choices, default=Type.NEUTRAL)
    labels = ArrayField(models.CharField(max_length=40), default=list)
    refined_from = models.CharField(max_length=64, blank=True, default="")
    source = models.CharField(max_length=200, blank=True, default="")
    split = models.CharField(max_length=5, choices=Split.choices, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["corpus", "prompt_id"], name="prompt_is_once_in_its_corpus"
            ),
            models.CheckConstraint(
                condition=Q(prompt_id__regex=HEX_ID), name="prompt_id_is_64_hex_digits"
            ),
            models.CheckConstraint(
                condition=Q(split__in=["", "train", "test"]), name="prompt_split_is_train_or_test"
            ),
        ]
        indexes = [models.Index(fields=["corpus", "id"], name="prompt_in_order")]

    def __str__(self) -> str:
        return self.prompt_id

    @property
    def is_sensitive(self) -> bool:
        return self.type == self.Type.CRITICAL or bool(self.labels)


class Video(Job):
    """One source clip; as a job it is the probing and transcoding of that clip.

    `video_id` is derived from the bytes and so unknown until a worker has hashed them, unless the
    manifest gave it. `source_key` is what tells a second import that the clip is known already.
    `media_id` names the files made for it: known before they are, so that none is ever left over.
    `alteration` is what is done to its picture, for gold alone; of an ordinary clip nothing.
    """

    corpus = models.ForeignKey(Corpus, models.CASCADE, related_name="videos")
    prompt = models.ForeignKey(Prompt, models.CASCADE, related_name="videos")
    video_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  # not yet known
    source_key = models.TextField()
    source_name = models.TextField()
    source_path = models.TextField()
    media_id = models.UUIDField(default=uuid.uuid4, editable=False)
    is_linked = models.BooleanField(default=False)
    video_text = models.TextField()
    generated_from = models.CharField(max_length=200, blank=True, default="")
    licence = models.CharField(max_length=200, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    labels = ArrayField(models.CharField(max_length=40), default=list)
    alteration = models.CharField(max_length=8, blank=True, default="", db_default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    files_deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["corpus", "video_id"], name="video_is_once_in_its_corpus"
            ),
            models.UniqueConstraint(
                fields=["prompt", "generated_from", "source_key"],
                name="source_is_once_for_a_prompt_and_generator",
            ),
            models.CheckConstraint(
                condition=Q(video_id=None) | Q(video_id__regex=HEX_ID),
                name="video_id_is_64_hex_digits",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(video_id__isnull=False, sha256__regex=HEX_ID),
                name="finished_video_has_id_and_hash",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["queued", "running"]), name="video_due"
            ),
            models.Index(fields=["corpus", "state", "id"], name="video_by_state"),
            models.Index(fields=["corpus", "id"], name="video_in_order"),
            models.Index(fields=["sha256"], name="video_by_bytes"),
        ]

    def __str__(self) -> str:
        return self.video_id or self.source_name


class Rendition(models.Model):
    """What the browser plays: H.264 in MP4, with the decoded presentation times in microseconds.

    `recipe` is what it was made with; empty for those from before that was kept. What was measured
    is as `media.measures` says, and null for those from before; `has_audio` is of the source.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.OneToOneField(Video, models.CASCADE, related_name="rendition")
    name = models.CharField(max_length=80, unique=True)
    poster_name = models.CharField(max_length=80, db_index=True)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    duration_us = models.PositiveBigIntegerField()
    frame_times_us = ArrayField(models.PositiveBigIntegerField())
    recipe = models.CharField(max_length=64, blank=True, default="")
    has_audio = models.BooleanField(null=True, blank=True)
    black = models.FloatField(null=True, blank=True)
    still = models.FloatField(null=True, blank=True)
    flashing = models.FloatField(null=True, blank=True)
    fingerprint = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bytes__gt=0, width__gt=0, height__gt=0, duration_us__gt=0),
                name="rendition_is_measured",
            ),
        ]
        indexes = [
            GinIndex(FingerprintParts("fingerprint"), name="rendition_alike", fastupdate=False)
        ]

    def __str__(self) -> str:
        return str(self.id)


class Pair(models.Model):
    """Two videos of one prompt, or one video alone (a single)."""

    class Origin(models.TextChoices):
        GIVEN = "given"
        BUILT = "built"
        GOLD = "gold"

    corpus = models.ForeignKey(Corpus, models.CASCADE, related_name="pairs")
    prompt = models.ForeignKey(Prompt, models.CASCADE, related_name="pairs")
    pair_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  # not yet known
    video_0 = models.ForeignKey(Video, models.CASCADE, related_name="pairs_as_0")
    video_1 = models.ForeignKey(Video, models.CASCADE, null=True, related_name="pairs_as_1")
    origin = models.CharField(max_length=5, choices=Origin.choices)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["corpus", "pair_id"], name="pair_is_once_in_its_corpus"
            ),
            models.UniqueConstraint(
                Least("video_0", "video_1"),
                Greatest("video_0", "video_1"),
                condition=Q(video_1__isnull=False) & ~Q(origin="gold"),
                name="two_videos_are_paired_once",
            ),
            models.UniqueConstraint(
                fields=["video_0"],
                condition=Q(video_1__isnull=True) & ~Q(origin="gold"),
                name="single_is_there_once",
            ),
            models.CheckConstraint(
                condition=Q(video_1=None) | ~Q(video_0=F("video_1")), name="pair_has_two_videos"
            ),
            models.CheckConstraint(
                condition=Q(pair_id=None) | Q(pair_id__regex=HEX_ID),
                name="pair_id_is_64_hex_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.pair_id or f"pair {self.pk}"

    @property
    def videos(self) -> list[Video]:
        """`video_0` and, unless this is a single, `video_1`."""
        return [self.video_0] if self.video_1 is None else [self.video_0, self.video_1]

    @property
    def is_taken_down(self) -> bool:
        """Whether it cannot be judged now: it, its prompt or one of its videos is out."""
        if self.withdrawn_at is not None or self.prompt.withdrawn_at is not None:
            return True
        return any(
            video.withdrawn_at is not None
            or (video.prompt_id != self.prompt_id and video.prompt.withdrawn_at is not None)
            for video in self.videos
        )

    @property
    def categories(self) -> list[str]:
        """The harm categories known of its prompt and videos."""
        labels = {label for video in self.videos for label in video.labels}
        return sorted(labels.union(self.prompt.labels))

    @property
    def is_sensitive(self) -> bool:
        return self.prompt.type == Prompt.Type.CRITICAL or bool(self.categories)


class Import(Job):
    """One manifest on its way into a corpus: all of it or nothing.

    Of an archive the worker finds out the manifest's folder and name, when it has unpacked it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    corpus = models.ForeignKey(Corpus, models.CASCADE, related_name="imports")
    folder = models.TextField()
    manifest_name = models.TextField()
    pairs_name = models.TextField(blank=True, default="")
    archive_name = models.TextField(blank=True, default="")
    link = models.BooleanField(default=False)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.manifest_name or self.archive_name} into {self.corpus_id}"


class Reference(models.Model):
    """Answers that came with an import or from an automatic judge: never counted as annotators."""

    pair = models.ForeignKey(Pair, models.CASCADE, null=True, related_name="references")
    video = models.ForeignKey(Video, models.CASCADE, null=True, related_name="references")
    source = models.CharField(max_length=120)
    answers = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pair=None, video__isnull=False) | Q(pair__isnull=False, video=None),
                name="reference_is_on_a_pair_or_a_video",
            ),
            models.UniqueConstraint(fields=["pair", "source"], name="one_reference_a_pair"),
            models.UniqueConstraint(fields=["video", "source"], name="one_reference_a_video"),
        ]

    def __str__(self) -> str:
        return f"{self.source} on {self.pair_id or self.video_id}"
