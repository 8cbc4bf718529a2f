"""What automatic judges said about a campaign's pairs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import NotFoundError
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.problems import Json
from annotation_server.quality.models import Judge, JudgeAnswer
from annotation_server.quality.queries.answers import Codes, as_whole
from annotation_server.quality.queries.counted import not_withdrawn
from annotation_server.quality.rules.answers import MISSING, WHOLE, Column, Place, places_of
from annotation_server.quality.rules.judge_lines import Known
from annotation_server.quality.rules.judges import UNKNOWN_ORDER
from annotation_server.quality.rules.opinions import Sheet, Sheets

AT_ONCE = 5000
NOT_ASKED = object()
SHOWN_FIRST = {"video_0": 0, "video_1": 1, "": UNKNOWN_ORDER}


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """A judge; `answers` are lines of files, `pairs` how many pairs they are about."""

    id: int
    name: str
    answers: int
    pairs: int
    added_at: datetime


def judges_of(campaign: Campaign) -> list[JudgeRow]:
    """By name."""
    judges = Judge.objects.filter(campaign=campaign).order_by("name")
    counted = judges.annotate(Count("answers"), pairs=Count("answers__pair", distinct=True))
    return [
        JudgeRow(*row)
        for row in counted.values_list("pk", "name", "answers__count", "pairs", "added_at")
    ]


def judge_of(campaign: Campaign, judge_id: int) -> Judge:
    """Raises NotFoundError for what is not there and for another campaign's."""
    judge = Judge.objects.filter(campaign=campaign, pk=judge_id).first()
    if judge is None:
        raise NotFoundError("This campaign has no such judge. It may have been removed.")
    return judge


def known_pairs(campaign: Campaign) -> Known:
    """The pairs that a judge may answer about, by published id. Gold is not among them."""
    own = Slot.objects.filter(campaign=campaign).values("pair")
    pairs = Pair.objects.filter(pk__in=own).exclude(Q(pair_id=None) | Q(origin=Pair.Origin.GOLD))
    shown = pairs.only("pair_id", "video_1_id").iterator(AT_ONCE)
    return {str(pair.pair_id): (pair.pk, 1 if pair.video_1_id is None else 2) for pair in shown}


def stored_answers(campaign: Campaign, names: set[str]) -> dict[tuple[str, int, str], Json]:
    """What these judges have said so far, by name, pair and the video shown first."""
    rows = JudgeAnswer.objects.filter(judge__campaign=campaign, judge__name__in=names)
    found = rows.values_list("judge__name", "pair_id", "first", "answers").iterator(AT_ONCE)
    return {(name, pair, first): answers for name, pair, first, answers in found}


def sheets_of(campaign: Campaign, definition: Definition) -> Sheets:
    """All that the judges of a campaign said, in arrays; nothing about what was withdrawn."""
    said = JudgeAnswer.objects.filter(judge__campaign=campaign, **not_withdrawn("pair__"))
    pairs, videos = Codes(), Codes()
    shown: list[list[int]] = []
    about = Pair.objects.filter(pk__in=said.values("pair")).order_by("pk")
    for pair in about.only("video_0_id", "video_1_id").iterator(AT_ONCE):
        pairs.of(pair.pk)
        both = (pair.video_0_id, pair.video_1_id)
        shown.append([MISSING if video is None else videos.of(video) for video in both])
    return Sheets(
        pair_ids=as_whole(list(pairs.known)),
        video_ids=as_whole(list(videos.known)),
        videos=as_whole(shown).reshape(len(shown), 2),
        sheets=tuple(
            _sheet(judge, said.filter(judge=judge), definition, pairs)
            for judge in Judge.objects.filter(campaign=campaign).order_by("name")
        ),
    )


def _sheet(
    judge: Judge, said: QuerySet[JudgeAnswer], definition: Definition, pairs: Codes
) -> Sheet:
    columns = {
        place: _Given() for one in definition.questions for place in places_of(definition, one)
    }
    pair, first = [], []
    rows = said.order_by("pk").values_list("pair_id", "first", "answers").iterator(AT_ONCE)
    for key, shown_first, answers in rows:
        pair.append(pairs.known[key])
        first.append(SHOWN_FIRST[shown_first])
        for place, column in columns.items():
            column.add(_at(answers, place))
    return Sheet(
        name=judge.name,
        pair=as_whole(pair),
        first=as_whole(first),
        columns={place: column.finished() for place, column in columns.items()},
    )


@dataclass(slots=True)
class _Given:
    """The answers at one place, as they are met."""

    codes: list[int] = field(default_factory=list)
    values: Codes = field(default_factory=Codes)

    def add(self, answer: Any) -> None:
        if answer is NOT_ASKED:
            self.codes.append(MISSING)
        else:
            self.codes.append(self.values.of(tuple(answer) if type(answer) is list else answer))

    def finished(self) -> Column:
        values = (list(one) if type(one) is tuple else one for one in self.values.known)
        return Column(as_whole(self.codes), tuple(values))


def _at(answers: dict[str, Any], place: Place) -> Any:
    """The answer at a place, None where it was unparseable, or NOT_ASKED."""
    key, item = place
    said = answers.get(key, NOT_ASKED)
    if item == WHOLE or said is None or said is NOT_ASKED:
        return said
    return said.get(item, NOT_ASKED)
