"""A campaign: one protocol, pairs and people; and the places (slots) that answers fill."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.catalog.models import Corpus, Pair
from annotation_server.protocol.models import Protocol


class Campaign(models.Model):
    """One protocol over the pairs of one corpus, and how its people are cared for.

    `asks_consent`: nobody is given work before they agreed. Sensitive pairs somebody may look at:
    `sensitive_per_hour`, `sensitive_per_day` (None: any number), and `neutral_share` percent of a
    day's pairs are neutral. After `session_minutes` of work a break of `break_minutes` is due.
    `support` is Markdown for whoever needs help.

    `asks_training`: work is given only to whoever passed its training. `pass_marks` has the percent
    of right answers that each question asks for; after a failure one waits `retake_hours`, and has
    `most_attempts` in all (None: any number).

    `consensus_method` is how labels are weighed, one of `rules.ConsensusMethod`.

    `rate` is paid a pair, in `currency`. Nobody finishes more than `max_per_annotator` (None: any
    number); at the end they get `completion_url` and `completion_code`.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        PAUSED = "paused"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    corpus = models.ForeignKey(Corpus, models.PROTECT, related_name="campaigns")
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="campaigns")
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    overlap = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    guidelines = models.TextField(blank=True, default="")
    open_to_all_annotators = models.BooleanField(default=False)
    session_size = models.PositiveSmallIntegerField(default=40)
    lease_minutes = models.PositiveSmallIntegerField(default=30)
    rate = models.DecimalField(max_digits=8, decimal_places=4, default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    max_per_annotator = models.PositiveIntegerField(null=True, blank=True)
    completion_url = models.CharField(max_length=500, blank=True, default="")
    completion_code = models.CharField(max_length=100, blank=True, default="")
    gold_share = models.PositiveSmallIntegerField(default=0)
    repeat_share = models.PositiveSmallIntegerField(default=0, db_default=0)
    consensus_method = models.CharField(
        max_length=11,
        choices=[(method.value, method.value) for method in ConsensusMethod],
        default=ConsensusMethod.MAJORITY.value,
        db_default=ConsensusMethod.MAJORITY.value,
    )
    slots_changed = models.PositiveBigIntegerField(default=0)
    asks_consent = models.BooleanField(default=False)
    sensitive_per_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    sensitive_per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    neutral_share = models.PositiveSmallIntegerField(default=0)
    session_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=10)
    support = models.TextField(blank=True, default="")
    asks_training = models.BooleanField(default=False)
    pass_marks = models.JSONField(default=dict)
    most_attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    retake_hours = models.PositiveSmallIntegerField(default=24)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overlap__gte=1, overlap__lte=100), name="overlap_is_1_to_100"
            ),
            models.CheckConstraint(
                condition=Q(session_size__gte=1, lease_minutes__gte=1),
                name="session_and_lease_are_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(gold_share__lte=50), name="gold_share_is_at_most_half"
            ),
            models.CheckConstraint(
                condition=Q(repeat_share__lte=20), name="repeat_share_is_at_most_a_fifth"
            ),
            models.CheckConstraint(
                condition=Q(consensus_method__in=[*ConsensusMethod]),
                name="consensus_is_by_a_known_method",
            ),
            models.CheckConstraint(
                condition=Q(neutral_share__lte=90), name="neutral_share_is_at_most_90_percent"
            ),
            models.CheckConstraint(
                condition=Q(session_minutes=None) | Q(session_minutes__gte=1),
                name="a_session_lasts_a_minute_at_least",
            ),
            models.CheckConstraint(
                condition=Q(break_minutes__gte=1), name="a_break_lasts_a_minute_at_least"
            ),
            models.CheckConstraint(
                condition=Q(max_per_annotator=None) | Q(max_per_annotator__gte=1),
                name="an_annotator_may_finish_one_pair_at_least",
            ),
            models.CheckConstraint(
                condition=Q(most_attempts=None) | Q(most_attempts__gte=1),
                name="a_qualification_can_be_tried_once_at_least",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody's part in a campaign, and for an annotator how far they came in its order.

    Who was taken out keeps the row with `left_at`, so that an open campaign does not let them back.
    `cursor` is the place in the shuffle up to which they came, `freed_seen` the number of the last
    freed place they looked at; `second_look` says that they are on their second way through, and
    `passed_over` that sensitive places were left out on this way.
    `opt_outs` are categories of which no place is given to them, `neutral_only` is of all.
    `qualified_at` is when they passed the training, or a manager let them work without.
    `invitation` is the link they came by, if they did.
    """

    class Role(models.TextChoices):
        ANNOTATOR = "annotator"
        REVIEWER = "reviewer"

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="memberships", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role.choices)
    cursor = models.IntegerField(default=-1)
    freed_seen = models.BigIntegerField(default=0)
    second_look = models.BooleanField(default=False)
    passed_over = models.BooleanField(default=False)
    nothing_left_at = models.PositiveBigIntegerField(null=True, blank=True)
    opt_outs = ArrayField(models.CharField(max_length=40), default=list)
    neutral_only = models.BooleanField(default=False)
    given = models.PositiveIntegerField(default=0)
    consented_at = models.DateTimeField(null=True, blank=True)
    qualified_at = models.DateTimeField(null=True, blank=True)
    finished = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    invitation = models.ForeignKey(
        "Invitation", models.SET_NULL, null=True, blank=True, related_name="memberships"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user"], name="one_membership_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class Consent(models.Model):
    """What somebody agreed to, and when. A change is a new row; a trigger refuses all others.

    `version` is of the page's words, `kinds` are the categories that it named.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="consents")
    version = models.PositiveSmallIntegerField()
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    opt_outs = ArrayField(models.CharField(max_length=40), default=list)
    locale = models.CharField(max_length=12)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"consent {self.pk} of {self.membership_id}"


class Slot(models.Model):
    """One place for one counted answer. All slots of a pair share its place in the shuffle.

    `freed` is 0, or the number under which those who went past it find it again. A place in use
    that is `leaving` says that its pair has one too many: the next one that comes free retires.
    """

    class State(models.TextChoices):
        FREE = "free"
        HELD = "held"
        DONE = "done"
        RETIRED = "retired"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="slots", db_index=False)
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="slots")
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.FREE)
    position = models.PositiveIntegerField()
    sensitive = models.BooleanField(default=False)
    categories = ArrayField(models.CharField(max_length=40), default=list)
    fence = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    freed = models.BigIntegerField(default=0, db_default=0)
    leaving = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "pair", "ordinal"], name="slot_of_a_pair_is_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(state="held", leased_until__isnull=False)
                | (~Q(state="held") & Q(leased_until=None)),
                name="only_a_held_slot_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(leaving=False) | Q(state__in=["held", "done"]),
                name="only_a_slot_in_use_is_leaving",
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "position", "ordinal"],
                condition=Q(state="free", sensitive=False),
                name="slot_free_neutral",
            ),
            models.Index(
                fields=["campaign", "position", "ordinal"],
                condition=Q(state="free", sensitive=True),
                name="slot_free_sensitive",
            ),
            models.Index(
                fields=["campaign", "freed"],
                condition=Q(state="free", freed__gt=0),
                name="slot_freed_again",
            ),
            models.Index(
                fields=["campaign", "leased_until"],
                condition=Q(state="held"),
                name="slot_held_by_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"slot {self.ordinal} of pair {self.pair_id}"
