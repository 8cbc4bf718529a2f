"""Fill a new snapshot, inside the transaction that makes it.

One statement reads the assignments with their judgements, so they are of one moment. Judgements
never change, so whatever is worked out from those rows afterwards is of that moment too.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Slot
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.catalog.models import Pair, Video
from annotation_server.core.statistics import refresh_statistics
from annotation_server.exports.filters import EVERYTHING, Filters
from annotation_server.exports.formats.copied import IN_MEMORY
from annotation_server.exports.models import (
    Snapshot,
    SnapshotAssignment,
    SnapshotConsensus,
    SnapshotExclusion,
)
from annotation_server.exports.operations.consensus import weigh
from annotation_server.exports.operations.decisions import settle
from annotation_server.exports.operations.modelled import leave_to_the_model
from annotation_server.protocol.rules.definition import Definition, Question, Role
from annotation_server.protocol.rules.wire import question_with
from annotation_server.quality.operations import comparisons
from annotation_server.quality.queries import is_counted, not_withdrawn
from annotation_server.quality.queries.inspections import accepted_work

LeftOut = SnapshotAssignment.LeftOut
Reason = SnapshotExclusion.Reason
NOBODY = Q(pk__in=[])
EXPORTED = (Assignment.Purpose.WORK, Assignment.Purpose.INSPECTION)  # gold has a page of its own
UNANSWERED_STATES = (Assignment.State.LEASED, Assignment.State.RELEASED)


def freeze_rows(snapshot: Snapshot, definition: Definition, filters: Filters = EVERYTHING) -> None:
    """Write the membership, the consensus and the exclusions of a snapshot.

    Labels that a model weighs are found by the first export: no exclusion hangs on them.
    """
    with connection.cursor() as cursor:
        cursor.execute(IN_MEMORY)
    _freeze_assignments(snapshot, filters)
    weigh(snapshot, definition)
    if snapshot.consensus_method is ConsensusMethod.DAWID_SKENE:
        leave_to_the_model(snapshot, definition)
    settle(snapshot, definition)
    _exclude_pairs(snapshot, filters)
    for question in comparisons(definition):
        _exclude_ties(snapshot, question)
        _exclude_unanswered(snapshot, question, ~_has_consensus(snapshot, question, pair="pk"))
    harm = question_with(definition, Role.HARM)
    if harm is not None:
        _exclude_videos(snapshot, harm, filters)
        lacking = (~_has_consensus(snapshot, harm, video=f"video_{n}") for n in (0, 1))
        _exclude_unanswered(snapshot, harm, next(lacking) | next(lacking))


def _freeze_assignments(snapshot: Snapshot, filters: Filters) -> None:
    outside, another_type, without = _not_chosen(filters)
    unaccepted = _unaccepted(snapshot, filters)
    chosen = ~outside & ~another_type & ~without & ~unaccepted
    judgements = Judgement.objects.filter(assignment=OuterRef("pk"))
    kept = Q(**not_withdrawn("pair__")) & ~Q(state=Assignment.State.WITHDRAWN)
    unanswered = Q(~Exists(judgements), state__in=UNANSWERED_STATES)
    campaigns = Assignment.objects.filter(campaign=snapshot.campaign, purpose__in=EXPORTED)
    ended = Coalesce("finished_at", "claimed_at")
    rows = campaigns.annotate(ended=ended).values_list(
        _constant(snapshot.pk, models.UUIDField()),
        "pk",
        "state",
        "skip_reason",
        ExpressionWrapper(is_counted() & chosen, models.BooleanField()),
        Case(
            When(~kept, then=Value(LeftOut.WITHDRAWN.value)),
            When(unanswered, then=Value(LeftOut.NOTHING_ANSWERED.value)),
            When(outside, then=Value(LeftOut.OUTSIDE_TIME.value)),
            When(another_type, then=Value(LeftOut.PROMPT_TYPE.value)),
            When(without, then=Value(LeftOut.ANNOTATOR.value)),
            When(unaccepted, then=Value(LeftOut.NOT_ACCEPTED.value)),
            default=Value(""),
        ),
        ArraySubquery(judgements.order_by("pk").values("pk")),
    )
    columns = "snapshot_id, assignment_id, state, skip_reason, counted, left_out, judgement_ids"
    _insert(SnapshotAssignment, columns, rows)


def _unaccepted(snapshot: Snapshot, filters: Filters) -> Q:
    """Give the condition of work that no inspection accepted, if accepted work alone is wanted."""
    if not filters.accepted_only:
        return NOBODY
    return ~Q(Exists(accepted_work(snapshot.campaign).filter(pk=OuterRef("pk"))))


def _not_chosen(filters: Filters) -> tuple[Q, Q, Q]:
    """Give the conditions of assignments that the filters leave out: time, type, annotator."""
    outside = NOBODY
    if filters.since:
        outside |= Q(ended__lt=filters.since)
    if filters.until:
        outside |= Q(ended__gte=filters.until)
    another_type = ~Q(pair__prompt__type=filters.prompt_type) if filters.prompt_type else NOBODY
    return outside, another_type, Q(annotator__in=filters.without_annotators)


def _exclude_pairs(snapshot: Snapshot, filters: Filters) -> None:
    few = SnapshotConsensus.objects.filter(
        snapshot=snapshot, pair=OuterRef("pk"), answers__lt=filters.minimum_answers
    )
    answered = SnapshotConsensus.objects.filter(snapshot=snapshot, pair=OuterRef("pk"))
    reason = Case(
        When(~Q(**not_withdrawn()), then=Value(Reason.WITHDRAWN.value)),
        When(_of_another_type(filters), then=Value(Reason.PROMPT_TYPE.value)),
        When(video_1=None, then=Value(Reason.SINGLE.value)),
        When(_without_id("", "video_0__", "video_1__"), then=Value(Reason.NOT_READY.value)),
        When(~Exists(answered), then=Value(Reason.NO_ANSWERS.value)),
        When(Exists(few), then=Value(Reason.TOO_FEW.value)),
    )
    _exclude(snapshot, "pair_id", judged_pairs(snapshot).annotate(reason=reason))


def _of_another_type(filters: Filters) -> Q:
    return ~Q(prompt__type=filters.prompt_type) if filters.prompt_type else NOBODY


def _exclude_videos(snapshot: Snapshot, harm: Question, filters: Filters) -> None:
    few = SnapshotConsensus.objects.filter(
        snapshot=snapshot, video=OuterRef("pk"), answers__lt=filters.minimum_answers
    )
    pairs = judged_pairs(snapshot)
    videos = Video.objects.filter(
        Q(pk__in=pairs.values("video_0")) | Q(pk__in=pairs.values("video_1"))
    )
    withdrawn = Q(withdrawn_at__isnull=False) | Q(prompt__withdrawn_at__isnull=False)
    reason = Case(
        When(withdrawn, then=Value(Reason.WITHDRAWN.value)),
        When(_of_another_type(filters), then=Value(Reason.PROMPT_TYPE.value)),
        When(video_id=None, then=Value(Reason.NOT_READY.value)),
        When(~_has_consensus(snapshot, harm, video="pk"), then=Value(Reason.NO_ANSWERS.value)),
        When(Exists(few), then=Value(Reason.TOO_FEW.value)),
    )
    _exclude(snapshot, "video_id", videos.annotate(reason=reason))


def _exclude_ties(snapshot: Snapshot, question: Question) -> None:
    excluded = snapshot.exclusions.filter(pair__isnull=False, question="").values("pair")
    ties = snapshot.consensus.filter(pair__isnull=False, votes__has_key=question.key).exclude(
        Q(decided__has_key=question.key) | Q(pair__in=excluded)
    )
    words = (Value(question.key), Value(Reason.TIE.value))
    rows = ties.values_list("snapshot", "pair", *(Cast(word, models.CharField()) for word in words))
    _insert(SnapshotExclusion, "snapshot_id, pair_id, question, reason", rows)


def _exclude_unanswered(snapshot: Snapshot, question: Question, lacking: Combinable | Q) -> None:
    excluded = snapshot.exclusions.filter(pair__isnull=False, question="").values("pair")
    pairs = judged_pairs(snapshot).exclude(pk__in=excluded).filter(lacking)
    reason = _constant(Reason.UNANSWERED.value, models.CharField())
    _exclude(snapshot, "pair_id", pairs.annotate(reason=reason), question.key)


def judged_pairs(snapshot: Snapshot) -> QuerySet[Pair]:
    """Give the pairs that the campaign asks about, without its gold."""
    slots = Slot.objects.filter(campaign=snapshot.campaign_id, pair=OuterRef("pk"))
    return Pair.objects.filter(Exists(slots)).exclude(origin=Pair.Origin.GOLD)


def _has_consensus(snapshot: Snapshot, question: Question, **thing: str) -> Exists:
    ((field, of),) = thing.items()
    found = SnapshotConsensus.objects.filter(
        snapshot=snapshot, votes__has_key=question.key, **{field: OuterRef(of)}
    )
    return Exists(found)


def _without_id(*prefixes: str) -> Q:
    pair, *videos = prefixes
    missing = Q(**{f"{pair}pair_id": None})
    for video in videos:
        missing |= Q(**{f"{video}video_id": None})
    return missing


def _exclude(snapshot: Snapshot, column: str, things: QuerySet[Any], question: str = "") -> None:
    rows = things.filter(reason__isnull=False).values_list(
        _constant(snapshot.pk, models.UUIDField()),
        "pk",
        _constant(question, models.CharField()),
        "reason",
    )
    _insert(SnapshotExclusion, f"snapshot_id, {column}, question, reason", rows)


def _constant(value: object, field: "models.Field[Any, Any]") -> Cast:
    return Cast(Value(value), field)


def _insert(model: type[models.Model], columns: str, rows: QuerySet[Any, Any]) -> None:
    """Insert what a query finds, without a way through Python."""
    table = model._meta.db_table  # Django's own word for it
    select, params = rows.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}", params)
        added = cursor.rowcount
    refresh_statistics(model, added)
