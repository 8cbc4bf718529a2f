"""The rows behind the numbers: assignments by filter, one pair with its whole history."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import NotFoundError

MOST_EVENTS = 200
OWN_KEY = re.compile(r"[0-9]{1,18}")
# What a page of rows shows of each. In statements of their own: to plan one join of all eight
# tables takes the engine ten times as long as to read the rows.
SHOWN = (
    Prefetch(
        "pair",
        Pair.objects.select_related("prompt", "video_0", "video_1").only(
            *("pair_id", "prompt__text", "prompt__type", "prompt__labels"),
            *("video_0__labels", "video_1__labels"),
        ),
    ),
    Prefetch("annotator", User.objects.select_related("identity")),
    Prefetch(
        "judgements",
        Judgement.objects.only("assignment", "stage", "answers", "timing", "created_at"),
    ),
)


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which assignments are asked for; what is empty filters nothing.

    `answer` is of `question`; of questions on videos it fits either video. Times are those at which
    assignments were finished, from `since` on and before `until`.
    """

    question: str = ""
    answer: str = ""
    annotator: uuid.UUID | None = None
    generator: str = ""
    prompt_type: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None


def rows_of(
    campaign: Campaign, wanted: RowFilter, before: Assignment | None = None
) -> QuerySet[Assignment]:
    """Finished assignments, newest first, those behind `before` if given."""
    asked = {
        "annotator": wanted.annotator,
        "state": wanted.state,
        "pair__prompt__type": wanted.prompt_type,
        "finished_at__gte": wanted.since,
        "finished_at__lt": wanted.until,
    }
    found = Assignment.objects.filter(
        campaign=campaign,
        finished_at__isnull=False,
        **{name: value for name, value in asked.items() if value},
    )
    if wanted.generator:
        by = wanted.generator
        found = found.filter(
            Q(pair__video_0__generated_from=by) | Q(pair__video_1__generated_from=by)
        )
    if wanted.question and wanted.answer:
        found = found.filter(_answered(wanted.question, wanted.answer))
    if before is not None:
        older = Q(finished_at__lt=before.finished_at)
        found = found.filter(older | Q(finished_at=before.finished_at, id__lt=before.pk))
    return found.prefetch_related(*SHOWN).order_by("-finished_at", "-id")


def _answered(question: str, answer: str) -> Q:
    name = f"judgements__answers__{question}"
    whole = Q(**{name: answer})
    videos = Q(**{f"{name}__video_0__contains": [answer]}) | Q(
        **{f"{name}__video_1__contains": [answer]}
    )
    number = Q(**{name: int(answer)}) if answer.lstrip("-").isdigit() else Q()
    return whole | videos | number


def row_before(campaign: Campaign, assignment_id: uuid.UUID | None) -> Assignment | None:
    """The row that a page ended with; None for the first page, or when it is not there."""
    if assignment_id is None:
        return None
    finished = Assignment.objects.filter(campaign=campaign, finished_at__isnull=False)
    return finished.filter(pk=assignment_id).first()


def judged_pair(campaign: Campaign, key: str) -> Pair:
    """A pair of the campaign by its published id or its number here. Raises NotFoundError."""
    own = Slot.objects.filter(campaign=campaign).values("pair")
    wanted = Q(pair_id=key) | (Q(pk=int(key)) if OWN_KEY.fullmatch(key) else Q(pk=None))
    found = Pair.objects.filter(wanted, pk__in=own).select_related(
        "prompt", "video_0__rendition", "video_1__rendition"
    )
    pair = found.first()
    if pair is None:
        raise NotFoundError("This campaign has no such pair. Check the id.")
    return pair


def is_withdrawn(pair: Pair) -> bool:
    """Whether the pair, its prompt or one of its videos was withdrawn."""
    moments = [pair.withdrawn_at, pair.prompt.withdrawn_at]
    return any([*moments, *(video.withdrawn_at for video in pair.videos)])


def history_of(campaign: Campaign, pair: Pair) -> QuerySet[Assignment]:
    """Every assignment of a pair in a campaign, the oldest first."""
    return (
        Assignment.objects.filter(campaign=campaign, pair=pair)
        .select_related("annotator__identity")
        .prefetch_related("judgements")
        .order_by("claimed_at", "id")
    )


def events_of(pair: Pair) -> QuerySet[AuditEvent]:
    """What the audit trail has on a pair, the oldest first."""
    return AuditEvent.objects.filter(subject_type="pair", subject_id=str(pair.pk)).order_by("id")[
        :MOST_EVENTS
    ]
