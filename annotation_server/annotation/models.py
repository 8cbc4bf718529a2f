"""Who was given what to judge, and what they answered."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.campaigns.models import Campaign, Membership, Slot, TrainingItem
from annotation_server.catalog.models import Pair


class Feedback(models.Model):
    """What a reviewer says of work that they send back, and the annotator's one reply.

    `example` is one pair of the work: its prompt, the answers that are in question, a note.
    """

    reason = models.TextField(blank=True, default="")
    example = models.JSONField(null=True)
    reply = models.TextField(blank=True, default="")
    replied_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="reply_is_given_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class Assignment(models.Model):
    """One pair given to one annotator. Only `work` holds a slot.

    Campaign and annotator lead other indexes, and need none of their own.
    """

    class Purpose(models.TextChoices):
        WORK = "work"
        GOLD = "gold"
        REPEAT = "repeat"
        TUTORIAL = "tutorial"
        QUALIFICATION = "qualification"
        INSPECTION = "inspection"

    class State(models.TextChoices):
        LEASED = "leased"
        STAGE_ONE = "stage_one"
        COMPLETE = "complete"
        SKIPPED = "skipped"
        RELEASED = "released"
        SURPLUS = "surplus"
        RETURNED = "returned"
        EXCLUDED = "excluded"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="assignments", db_index=False
    )
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="assignments")
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", db_index=False
    )
    purpose = models.CharField(max_length=13, choices=Purpose.choices, default=Purpose.WORK)
    round = models.PositiveSmallIntegerField(default=0)
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, related_name="assignments")
    seed = models.BigIntegerField()
    fence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.LEASED)
    skip_reason = models.CharField(max_length=20, blank=True, default="")
    note = models.TextField(blank=True, default="")
    rate = models.DecimalField(max_digits=8, decimal_places=4, default=0)
    locale = models.CharField(max_length=12, default="en")
    claimed_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    feedback = models.ForeignKey(
        Feedback, models.PROTECT, null=True, blank=True, db_index=False, related_name="assignments"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "pair", "annotator", "purpose", "round"],
                name="one_assignment_a_pair_annotator_purpose_round",
            ),
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state="complete"),
                name="one_counted_assignment_a_slot",
            ),
            models.CheckConstraint(
                condition=Q(slot=None) | Q(purpose="work"), name="only_work_holds_a_slot"
            ),
            models.CheckConstraint(
                condition=~Q(state="complete", purpose="work") | Q(slot__isnull=False),
                name="counted_work_has_a_slot",
            ),
            models.CheckConstraint(
                condition=Q(state="skipped") | Q(skip_reason=""),
                name="only_a_skipped_assignment_has_a_skip_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["annotator", "campaign", "claimed_at"],
                condition=Q(state__in=["leased", "stage_one"]),
                name="assignment_live",
            ),
            models.Index(
                fields=["annotator", "campaign", "-finished_at"], name="assignment_history"
            ),
            models.Index(
                fields=["annotator", "campaign", "revealed_at"],
                condition=Q(revealed_at__isnull=False),
                name="assignment_revealed",
            ),
            models.Index(
                fields=["campaign", "finished_at"],
                condition=Q(finished_at__isnull=False),
                name="assignment_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Judgement(models.Model):
    """One stage's answers, written once. A trigger refuses every UPDATE and DELETE.

    `seen`, `timing` and `flags` are what the server believes of what the page observed; `view` is
    how the annotator chose to look, as the page says it.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="judgements", db_index=False
    )
    stage = models.CharField(max_length=40)
    answers = models.JSONField()
    seen = models.JSONField(default=dict)
    timing = models.JSONField(default=dict)
    view = models.JSONField(default=dict, db_default={})
    note = models.TextField(blank=True, default="")  # for the reviewer
    flags = ArrayField(models.CharField(max_length=30), default=list)
    locale = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "stage"], name="stage_is_judged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.assignment_id}"


class Attempt(models.Model):
    """Somebody's way through a campaign's tutorial or qualification, numbered from 1.

    It counts in no figure, export or pay. `scores` and `passed` are there when a qualification is
    finished: by question how many answers were right, and of how many.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attempts")
    kind = models.CharField(max_length=13, choices=TrainingItem.Kind.choices)
    number = models.PositiveSmallIntegerField()
    scores = models.JSONField(default=dict)
    passed = models.BooleanField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind", "number"], name="an_attempt_is_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["membership", "kind"],
                condition=Q(finished_at=None),
                name="one_attempt_of_a_kind_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.membership_id}"


class Trial(models.Model):
    """One pair of an attempt, and what was answered, by stage. A stage is answered once.

    `keys` are the right answers as they were when the attempt began, by stage and question: a later
    change of the item changes no result.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="trials")
    item = models.ForeignKey(TrainingItem, models.PROTECT, related_name="trials")
    position = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    keys = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    locale = models.CharField(max_length=12, default="en")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item"], name="item_is_tried_once"),
        ]

    def __str__(self) -> str:
        return f"trial {self.id}"
