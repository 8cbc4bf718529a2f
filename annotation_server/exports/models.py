"""A snapshot is what a campaign held at one moment, as rows; an export is one rendering of it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.catalog.models import HEX_ID, Pair, Video
from annotation_server.core.models import Job


class Snapshot(models.Model):
    """One cut through a campaign. Nothing that happens later changes it.

    `figures` is what its answers come to as a whole, for every card, once its labels are weighed:
    JSON as text, which keeps the order that a card has them in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="snapshots")
    protocol_sha256 = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    options = models.JSONField(default=dict)
    figures = models.TextField(blank=True, default="")
    frozen_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(protocol_sha256__regex=HEX_ID),
                name="snapshot_protocol_is_64_hex_digits",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def consensus_method(self) -> ConsensusMethod:
        """How the labels of this cut were weighed; kept where it is not the majority."""
        return ConsensusMethod(self.options.get("consensus_method", ConsensusMethod.MAJORITY))


class SnapshotAssignment(models.Model):
    """An assignment as it stood at the cut. `left_out` is why no file shows it, or empty."""

    class LeftOut(models.TextChoices):
        NOTHING_ANSWERED = "nothing_answered"
        WITHDRAWN = "withdrawn"
        OUTSIDE_TIME = "outside_time"
        PROMPT_TYPE = "prompt_type_not_chosen"
        ANNOTATOR = "annotator_left_out"
        NOT_ACCEPTED = "not_accepted"

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="assignments")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=Assignment.State.choices)
    skip_reason = models.CharField(max_length=20, blank=True, default="")
    counted = models.BooleanField()
    left_out = models.CharField(max_length=22, choices=LeftOut.choices, blank=True, default="")
    judgement_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "assignment"], name="assignment_is_once_in_a_snapshot"
            ),
            models.CheckConstraint(
                condition=Q(counted=False) | Q(state="complete", left_out=""),
                name="only_complete_work_is_counted_in_a_snapshot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.assignment_id}"


class SnapshotConsensus(models.Model):
    """What the snapshot's counted answers come to, for a pair or for a video with its prompt.

    `decided` has a value a question: an option's key, a number, or for harm a list of keys with the
    none option alone for "safe". `votes` counts the answers a question by option. A question that
    is in `votes` alone is a tie. `answers` is how many people's answers it rests on; `weak` says
    that no harm label reached half of them.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="consensus")
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, related_name="+")
    video = models.ForeignKey(Video, models.PROTECT, null=True, related_name="+")
    decided = models.JSONField()
    votes = models.JSONField()
    answers = models.PositiveIntegerField()
    weak = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "pair"], name="snapshot_has_one_consensus_a_pair"
            ),
            models.UniqueConstraint(
                fields=["snapshot", "video"], name="snapshot_has_one_consensus_a_video"
            ),
            models.CheckConstraint(
                condition=Q(pair=None, video__isnull=False) | Q(pair__isnull=False, video=None),
                name="snapshot_consensus_is_on_a_pair_or_a_video",
            ),
        ]

    def __str__(self) -> str:
        return f"consensus of {self.pair_id or self.video_id}"


class SnapshotExclusion(models.Model):
    """Why a pair or a video is not in the published shape; `question` is what lacks consensus."""

    class Reason(models.TextChoices):
        WITHDRAWN = "withdrawn"
        NOT_READY = "not_ready"
        SINGLE = "single"
        NO_ANSWERS = "no_counted_answers"
        UNANSWERED = "question_unanswered"
        TIE = "tie"
        TOO_FEW = "too_few_answers"
        PROMPT_TYPE = "prompt_type_not_chosen"

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="exclusions")
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, related_name="+")
    video = models.ForeignKey(Video, models.PROTECT, null=True, related_name="+")
    question = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=22, choices=Reason.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "pair", "question"], name="pair_is_excluded_once_a_question"
            ),
            models.UniqueConstraint(
                fields=["snapshot", "video", "question"], name="video_is_excluded_once_a_question"
            ),
            models.CheckConstraint(
                condition=Q(pair=None, video__isnull=False) | Q(pair__isnull=False, video=None),
                name="exclusion_is_of_a_pair_or_a_video",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.pair_id or self.video_id}"


class Export(Job):
    """One format of a snapshot. `name` tells its options apart, `folder` is set when it is done.

    When its files expire it is cancelled, with the moment; its report and its list of files stay.
    """

    class Format(models.TextChoices):
        JSONL = "jsonl"
        SAFESORA = "safesora"
        CONSENSUS = "consensus"
        PARQUET = "parquet"
        DPO = "dpo"
        VIDEOREWARD = "videoreward"
        VIDEOFEEDBACK = "videofeedback"
        GENAI_ARENA = "genai_arena"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="exports")
    format = models.CharField(max_length=20, choices=Format.choices)
    name = models.CharField(max_length=120)
    options = models.JSONField(default=dict)
    folder = models.CharField(max_length=80, blank=True, default="")
    report = models.JSONField(default=dict)
    expired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "name"], name="export_is_once_in_its_snapshot"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(folder=""), name="finished_export_has_a_folder"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["queued", "running"]), name="export_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.snapshot_id}"


class ExpiryRule(models.Model):
    """After how many days the finished files of a campaign's exports are deleted."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="expiry_rule"
    )
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="files_are_kept_for_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.days} days"


class ExportFile(models.Model):
    """A finished file of an export; `rows` is null where a file has none to count."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    rows = models.PositiveBigIntegerField(null=True)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "name"], name="file_is_once_in_its_export"),
            models.CheckConstraint(
                condition=Q(sha256__regex=HEX_ID), name="export_file_sha256_is_64_hex_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name
