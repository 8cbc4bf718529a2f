"""What is asked about assignments and judgements."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Judgement, Trial
from annotation_server.annotation.queries.worked_examples import is_in_an_example
from annotation_server.annotation.rules import DAY, Exposure, Shown, left_slot
from annotation_server.campaigns.models import Campaign, Membership, Slot
from annotation_server.catalog.models import Pair, Video
from annotation_server.catalog.queries.takedowns import Thing, files_of, pairs_of
from annotation_server.core.columns import AS_WRITTEN, Columns
from annotation_server.core.errors import NotFoundError
from annotation_server.core.prepared import execute_prepared

NOT_YOURS = "There is no such assignment of yours. Reload the page."
LIVE = (Assignment.State.LEASED, Assignment.State.STAGE_ONE)


def live(user: User, campaign: Campaign) -> QuerySet[Assignment]:
    """What an annotator has begun or holds: half-done pairs, returned ones, then oldest first."""
    return (
        Assignment.objects.filter(annotator=user, campaign=campaign, state__in=LIVE)
        .select_related("pair__prompt", "pair__video_0", "pair__video_1")
        .order_by("-state", "-round", "claimed_at", "id")
    )


# The membership is locked in the subquery, and so before the assignment. What was answered is read
# after it by itself: this statement sees the rows as they were when it began to wait. A manager who
# inspects has no membership, and none to lock.
ASSIGNMENT = Columns(Assignment)
JUDGEMENT = Columns(Judgement, "id", "stage", "answers", "seen", "timing")
ASKED = ("protocol_sha256", "given_for", "sensitive", "duration_0", "duration_1")
OWN = f"""{AS_WRITTEN}
    WITH mine AS MATERIALIZED (
        SELECT campaign_id, annotator_id FROM annotation_assignment WHERE id = %(id)s),
    member AS MATERIALIZED (
        SELECT member.id FROM mine JOIN campaigns_membership member
            ON member.campaign_id = mine.campaign_id AND member.user_id = mine.annotator_id
        WHERE mine.annotator_id = %(user)s FOR UPDATE OF member)
    SELECT {ASSIGNMENT.of("assignment")}, protocol.sha256,
        statement_timestamp() - assignment.claimed_at,
        coalesce(slot.sensitive, gold.sensitive, false), one.duration_us, two.duration_us
    FROM (SELECT count(*) FROM member) AS locked, annotation_assignment assignment
    JOIN campaigns_campaign campaign ON campaign.id = assignment.campaign_id
    JOIN protocol_protocol protocol ON protocol.id = campaign.protocol_id
    JOIN catalog_pair pair ON pair.id = assignment.pair_id
    LEFT JOIN catalog_rendition one ON one.video_id = pair.video_0_id
    LEFT JOIN catalog_rendition two ON two.video_id = pair.video_1_id
    LEFT JOIN campaigns_slot slot ON slot.id = assignment.slot_id
    LEFT JOIN campaigns_golditem gold
        ON gold.campaign_id = assignment.campaign_id AND gold.pair_id = assignment.pair_id
    WHERE assignment.id = %(id)s AND (SELECT annotator_id FROM mine) = %(user)s
    FOR UPDATE OF assignment
"""  # noqa: S608  # no value is in the text
STORED = """
    SELECT id, stage, answers::json, seen::json, timing::json
    FROM annotation_judgement WHERE assignment_id = %s"""


def own_assignment(user: User, assignment_id: uuid.UUID) -> Assignment:
    """The locked assignment of this annotator; NotFoundError for anybody else's.

    In one statement by hand: the row with what a submit asks about it, and nothing else.
    """
    with connection.cursor() as cursor:
        execute_prepared(cursor, OWN, {"id": assignment_id, "user": user.pk})
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(NOT_YOURS)
    assignment = ASSIGNMENT.read(row[: len(ASSIGNMENT)])
    vars(assignment).update(zip(ASKED, row[len(ASSIGNMENT) :], strict=True))
    return assignment


def protocol_sha256(own: Assignment) -> str:
    """For a row of `own_assignment`."""
    sha256: str = own.protocol_sha256  # type: ignore[attr-defined]  # selected above
    return sha256


def is_sensitive(own: Assignment) -> bool:
    """For a row of `own_assignment`: as its place or its item of gold says."""
    sensitive: bool = own.sensitive  # type: ignore[attr-defined]  # selected above
    return sensitive


def locked_assignment(assignment_id: uuid.UUID) -> Assignment:
    """Anybody's assignment, locked for staff."""
    return _locked(Assignment.objects.filter(pk=assignment_id).select_related("annotator"))


def _locked(wanted: QuerySet[Assignment]) -> Assignment:
    """The annotator's membership is locked before their assignment, as by the queue.

    So what one person asks for at the same time is done one after the other, without a deadlock.
    """
    whose = wanted.values("annotator")[:1], wanted.values("campaign")[:1]
    memberships = Membership.objects.select_for_update(of=("self",)).values_list("pk")
    memberships.filter(user=whose[0], campaign=whose[1]).first()
    rows = (
        wanted.select_for_update(of=("self",))
        .select_related("campaign__protocol")
        .defer(
            "campaign__guidelines", "campaign__protocol__definition", "campaign__protocol__source"
        )
    )
    assignment = rows.first()
    if assignment is None:
        raise NotFoundError(NOT_YOURS)
    return assignment


def refuse_unless_theirs(user: User, assignment_id: uuid.UUID) -> None:
    """Before a body is read: whoever may not see an assignment learns nothing about it."""
    if not Assignment.objects.filter(pk=assignment_id, annotator=user).exists():
        raise NotFoundError(NOT_YOURS)


@dataclass(frozen=True, slots=True)
class Showing:
    """What the server knows of how a locked assignment was shown, by its own clock and files."""

    given_for: timedelta
    shown: Shown


def showing(assignment: Assignment) -> Showing:
    """For a row of `own_assignment`: how long it has been given out, and its videos' lengths."""
    durations = {
        f"video_{index}": int(duration)
        for index in range(2)
        if (duration := getattr(assignment, f"duration_{index}")) is not None
    }
    given_for: timedelta = assignment.given_for  # type: ignore[attr-defined]  # selected above
    return Showing(given_for, Shown(durations, left_slot(assignment.seed)))


def stored_judgements(assignment: Assignment) -> dict[str, Judgement]:
    """By stage, read now: for a locked assignment."""
    with connection.cursor() as cursor:
        execute_prepared(cursor, STORED, [assignment.pk])
        judgements = [JUDGEMENT.read(row) for row in cursor.fetchall()]
    return {judgement.stage: judgement for judgement in judgements}


def not_begun(user: User, campaign: Campaign) -> QuerySet[Assignment]:
    """What an annotator holds without having answered anything of it; not what was sent back."""
    held = live(user, campaign).filter(state=Assignment.State.LEASED, round=0)
    return held.exclude(purpose=Assignment.Purpose.INSPECTION)


def exposure(user: User, campaign: Campaign, now: datetime) -> Exposure:
    """What an annotator looked at on the day before `now`, and holds."""
    rows = Assignment.objects.filter(annotator=user, campaign=campaign)
    day = now - DAY
    seen = rows.filter(revealed_at__gt=day).order_by("revealed_at")
    ended = rows.filter(finished_at__gt=day)
    held = rows.filter(state__in=LIVE, revealed_at=None)
    sensitive, neutral = (_is_of(campaign, sensitive=one) for one in (True, False))
    return Exposure(
        reveals=[at for at in seen.values_list("revealed_at", flat=True) if at],
        reserved=held.filter(sensitive).count(),
        neutral=held.filter(neutral).count() + ended.filter(neutral).count(),
        ends=[
            at for at in ended.order_by("finished_at").values_list("finished_at", flat=True) if at
        ],
    )


def _is_of(campaign: Campaign, *, sensitive: bool) -> Q:
    """What is hard to see is so by its place, or by its item of the campaign's gold."""
    item = {"pair__gold_items__campaign": campaign, "pair__gold_items__sensitive": sensitive}
    return Q(slot__sensitive=sensitive) | Q(purpose=Assignment.Purpose.GOLD, **item)


def judgements_of(assignment: Assignment) -> dict[str, Judgement]:
    return {judgement.stage: judgement for judgement in assignment.judgements.all()}


def history(user: User, campaign: Campaign, after: uuid.UUID | None = None) -> QuerySet[Assignment]:
    """An annotator's own finished assignments, newest first; those behind `after`, if given."""
    rows = Assignment.objects.filter(annotator=user, campaign=campaign, finished_at__isnull=False)
    page = (
        rows.select_related("pair__prompt", "pair__video_0__rendition", "pair__video_1__rendition")
        .prefetch_related("judgements")
        .order_by("-finished_at", "-id")
    )
    last = rows.filter(pk=after).first() if after else None
    if last is None:
        return page
    older = Q(finished_at__lt=last.finished_at)
    return page.filter(older | Q(finished_at=last.finished_at, id__lt=last.pk))


def may_watch(user: User, video: Video) -> bool:
    """Whether a video is shown to this user now.

    It is to managers, to reviewers of a campaign with a pair of it, and to annotators who hold such
    a pair, have finished it, are trained on it or are shown it as an example. A withdrawn pair
    gives no right to its videos.
    """
    if user.is_manager:
        return True
    its_pairs = Pair.objects.filter(Q(video_0=video) | Q(video_1=video), withdrawn_at=None)
    held = Q(state__in=LIVE) | Q(finished_at__isnull=False)
    own = Assignment.objects.filter(held, annotator=user, pair__in=its_pairs)
    reviewed = _reviews(user).filter(campaign__slots__pair__in=its_pairs)
    trained = Trial.objects.filter(attempt__membership__user=user, item__pair__in=its_pairs)
    if own.exists() or reviewed.exists() or trained.filter(finished_at=None).exists():
        return True
    return is_in_an_example(user, video)


def _reviews(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, left_at=None, role=Membership.Role.REVIEWER)


def refuse_unless_staff(user: User) -> None:
    """Raises NotFoundError for who neither manages nor reviews anything."""
    if not (user.is_manager or _reviews(user).exists()):
        raise NotFoundError


def refuse_unless_reviewed(user: User, thing: Thing) -> None:
    """Raises NotFoundError for a thing of which no pair is in a campaign of this reviewer."""
    if user.is_manager:
        return
    if not _reviews(user).filter(campaign__slots__pair__in=pairs_of(thing)).exists():
        raise NotFoundError


@dataclass(frozen=True, slots=True)
class Effects:
    """What it means that a thing is taken down, counted now.

    `files` are its videos, `holders` have a pair of it before them, `places` wait for an answer,
    `answers` are finished assignments that later exports leave out.
    """

    files: int
    pairs: int
    holders: int
    places: int
    answers: int
    campaigns: int


def effects(thing: Thing) -> Effects:
    pairs = pairs_of(thing)
    work = Assignment.objects.filter(pair__in=pairs)
    slots = Slot.objects.filter(pair__in=pairs)
    waiting = slots.filter(state__in=[Slot.State.FREE, Slot.State.HELD])
    return Effects(
        files=len(files_of(thing)),
        pairs=pairs.count(),
        holders=work.filter(state__in=LIVE).aggregate(n=Count("annotator", distinct=True))["n"],
        places=waiting.count(),
        answers=work.filter(state=Assignment.State.COMPLETE).count(),
        campaigns=slots.aggregate(n=Count("campaign", distinct=True))["n"],
    )
