"""What the counted answers of a campaign come to: consensus, counts by time, figures."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Pair, Video
from annotation_server.core.models import Job


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


class Tally(models.Model):
    """Counted answers that were finished within one minute or one hour, from `since` on.

    `counts` is by question and answer; of a question on videos both videos together. Whole hours
    take the place of their minutes when nothing of them can change any more.
    """

    class Span(models.TextChoices):
        MINUTE = "minute"
        HOUR = "hour"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tallies")
    since = models.DateTimeField()
    span = models.CharField(max_length=6, choices=Span.choices)
    finished = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "span", "since"], name="one_tally_a_campaign_and_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finished} in the {self.span} of {self.since}"


class Report(Job):
    """The figures of a campaign that take long to compute; as a job it is their computation.

    `figures` stay what they were, of the moment `as_of`, until the next ones are there. `basis` is
    what they rest on: how many assignments were in which state.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="report")
    figures = models.JSONField(null=True)
    as_of = models.DateTimeField(null=True, blank=True)
    basis = models.TextField(blank=True, default="")
    seconds = models.FloatField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(figures=None, as_of=None)
                | Q(figures__isnull=False, as_of__isnull=False),
                name="figures_have_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"figures of {self.campaign_id} as of {self.as_of}"


class Decision(models.Model):
    """A reviewer's answers to a pair: they win over everybody's, and are undone, never changed.

    `answers` has a comparison's option by question, and for harm a list of options by video.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="decisions")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="decisions")
    answers = models.JSONField()
    reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "pair"],
                condition=Q(undone_at=None),
                name="one_decision_stands_on_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"decision on {self.pair_id}"


class Batch(models.Model):
    """One annotator's finished work of one day (UTC), inspected as a whole by a sample of it.

    `plan` says how much is looked at (`rules.sampling`), `inspection` counts how often: after a
    batch was sent back and done anew, the next one looks at the new rounds.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        RETURNED = "returned"
        EXCLUDED = "excluded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="batches")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    inspection = models.PositiveSmallIntegerField(default=1)
    plan = models.JSONField()
    reason = models.TextField(blank=True, default="")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="batch_is_decided_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state", "day"], name="batch_by_state")]

    def __str__(self) -> str:
        return f"{self.state} batch of {self.annotator_id} on {self.day}"


class BatchedWork(models.Model):
    """An assignment of a batch; when it was sent back, its next round is in the batch too."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="work")
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="batched")

    def __str__(self) -> str:
        return f"{self.assignment_id} in {self.batch_id}"


class InspectedItem(models.Model):
    """One assignment of a batch's sample, and what the reviewer found.

    `answers` is the reviewer's own, blind assignment on the pair; `verdict` comes after it.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right"
        FAULT = "fault"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    inspection = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    work = models.ForeignKey(Assignment, models.PROTECT, related_name="inspected")
    answers = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=5, choices=Verdict.choices, blank=True, default="")
    note = models.TextField(blank=True, default="")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "inspection", "place"], name="place_in_a_sample_is_taken_once"
            ),
            models.UniqueConstraint(
                fields=["batch", "inspection", "work"], name="work_is_once_in_a_sample"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(answers__isnull=False, judged_at__isnull=False),
                name="verdict_follows_own_answers",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.place} of {self.batch_id}"


class ExtraPlaces(models.Model):
    """Places that were added to the pairs with the most to gain; undone, the free ones retire."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="extra_places")
    pairs = ArrayField(models.BigIntegerField())
    each = models.PositiveSmallIntegerField()
    places = models.PositiveIntegerField()
    gain = models.FloatField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(each__gte=1, places__gte=1), name="extra_places_are_some"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.places} places of {self.campaign_id}"


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
