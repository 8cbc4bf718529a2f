"""Reads all counted answers of a campaign into arrays."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet

from annotation_server.annotation.models import Assignment
from annotation_server.annotation.rules import left_slot
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.protocol.rules.definition import Definition, Kind
from annotation_server.quality.queries.counted import counted_assignments
from annotation_server.quality.queries.decisions import standing
from annotation_server.quality.queries.gold import scores
from annotation_server.quality.rules.answers import (
    MISSING,
    WHOLE,
    Answers,
    Column,
    Decided,
    Place,
    Things,
    places_of,
)
from annotation_server.quality.rules.votes import Real, Whole

AT_ONCE = 5000
UNKNOWN = float("nan")
# Placeholders stand for keys of the protocol; names in braces are written here alone.
ROWS = """
    WITH counted AS ({counted})
    SELECT work.annotator_id, work.pair_id, work.seed, extract(epoch FROM work.finished_at),
           {active}, {seen}{columns}
    FROM counted JOIN annotation_assignment work ON work.id = counted.id
    {stages}
    ORDER BY work.annotator_id, work.finished_at, work.id
"""
STAGE = (
    "LEFT JOIN annotation_judgement {name} ON {name}.assignment_id = work.id AND {name}.stage = %s"
)
PAIRS = """
    WITH counted AS ({counted})
    SELECT pair.id, pair.video_0_id, pair.video_1_id, one.generated_from, two.generated_from,
           prompt.type, greatest(first.duration_us, second.duration_us)
    FROM (SELECT DISTINCT work.pair_id FROM counted
          JOIN annotation_assignment work ON work.id = counted.id) AS judged
    JOIN catalog_pair pair ON pair.id = judged.pair_id
    JOIN catalog_prompt prompt ON prompt.id = pair.prompt_id
    JOIN catalog_video one ON one.id = pair.video_0_id
    LEFT JOIN catalog_video two ON two.id = pair.video_1_id
    LEFT JOIN catalog_rendition first ON first.video_id = one.id
    LEFT JOIN catalog_rendition second ON second.video_id = two.id
    ORDER BY pair.id
"""


@transaction.atomic
def answers_of(campaign: Campaign, definition: Definition) -> Answers:
    """All counted answers, by annotator and time. Free texts and rankings are left out."""
    found = answers_among(counted_assignments(campaign), definition)
    place_of = {int(pair): place for place, pair in enumerate(found.things.pair_ids)}
    decisions = standing(campaign).filter(pair__in=place_of)
    decided = tuple(Decided(place_of[one.pair_id], one.answers) for one in decisions)
    scored = scores(campaign).by_annotator
    gold = {annotator: (score.right, score.of) for annotator, score in scored.items()}
    method = ConsensusMethod(campaign.consensus_method)
    return replace(found, decisions=decided, gold=gold, method=method)


@transaction.atomic
def answers_among(
    chosen: QuerySet[Assignment], definition: Definition, only: Collection[str] = ()
) -> Answers:
    """What these assignments say, to all questions or to some, without gold and decisions."""
    counted, values = chosen.order_by().values("id").query.sql_with_params()
    things, place_of = _things(PAIRS.format(counted=counted), list(values))
    statement, keys, places = _statement(definition, counted, only)
    sheet = _Sheet([Codes() for _ in places], len(definition.items), things.clip_ms, place_of)
    for row in _rows(statement, [*values, *keys]):
        sheet.add(row)
    return sheet.finished(places, things)


def _statement(
    definition: Definition, counted: str, only: Collection[str]
) -> tuple[str, list[str], list[Place]]:
    """The query, its values in their order, and what each of its last columns holds."""
    stages = [f"stage_{number}" for number in range(len(definition.stages))]
    first = stages[0]
    columns, column_keys, places = [], [], []
    for name, stage in zip(stages, definition.stages, strict=True):
        for question in stage.questions:
            if question.kind in {Kind.TEXT, Kind.RANKING} or (only and question.key not in only):
                continue
            for key, item in places_of(definition, question):
                columns.append(f"({name}.answers{'->%s' if item == WHOLE else '->%s->%s'})::text")
                column_keys += [key] if item == WHOLE else [key, item]
                places.append((key, item))
    seen = [f"({first}.seen->%s->'intervals')::text" for _ in definition.items]
    active = " + ".join(f"coalesce(({name}.timing->>'active_ms')::float8, 0)" for name in stages)
    statement = ROWS.format(
        counted=counted,
        active=active,
        seen=", ".join(seen),
        columns="".join(f", {column}" for column in columns),
        stages="\n".join(STAGE.format(name=name) for name in stages),
    )
    keys = [*definition.items, *column_keys, *(stage.key for stage in definition.stages)]
    return statement, keys, places


def _rows(statement: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Stream the rows from a cursor of the server, so that they are never all in memory."""
    connection.ensure_connection()
    with connection.connection.cursor(name="answers") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(statement, values)
        yield from cursor


def _things(statement: str, values: list[Any]) -> tuple[Things, dict[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    generators, types, videos = Codes(), Codes(), Codes()
    generator_of: dict[int, int] = {}
    shown, kinds, clips = [], [], []
    for _, first, second, first_by, second_by, kind, longest in rows:
        both = [(first, first_by), (second, second_by)]
        for video, by in both:
            if video is not None:
                generator_of[videos.of(video)] = generators.of(by)
        shown.append([MISSING if video is None else videos.of(video) for video, _ in both])
        kinds.append(types.of(kind))
        clips.append(UNKNOWN if longest is None else longest / 1000)
    things = Things(
        pair_ids=as_whole([row[0] for row in rows]),
        video_ids=as_whole(list(videos.known)),
        videos=as_whole(shown).reshape(len(rows), 2),
        generator=as_whole(list(generator_of.values())),
        generators=tuple(generators.known),
        type=as_whole(kinds),
        types=tuple(types.known),
        clip_ms=np.array(clips, dtype=np.float64),
    )
    return things, {row[0]: place for place, row in enumerate(rows)}


@dataclass(slots=True)
class Codes:
    """Numbers values in the order in which they are met."""

    known: dict[Any, int] = field(default_factory=dict)

    def of(self, value: Any) -> int:
        return self.known.setdefault(value, len(self.known))


@dataclass(slots=True)
class _Sheet:
    """Takes the rows in, one by one."""

    columns: list[Codes]
    items: int
    clip_ms: Real
    place_of: dict[int, int]
    annotators: Codes = field(default_factory=Codes)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    codes: list[list[int]] = field(default_factory=list)

    def add(self, row: tuple[Any, ...]) -> None:
        annotator, pair, seed, finished, active, *more = row
        place = self.place_of[pair]
        covered = _coverage(more[: self.items], self.clip_ms[place])
        first = left_slot(seed) == "video_0"
        known = (self.annotators.of(annotator), place, first, float(finished or 0), active, covered)
        self.rows.append(known)
        given = zip(self.columns, more[self.items :], strict=True)
        self.codes.append([MISSING if text is None else column.of(text) for column, text in given])

    def finished(self, places: list[Place], things: Things) -> Answers:
        annotator, pair, first, finished, active, covered = (
            zip(*self.rows, strict=True) if self.rows else ((),) * 6
        )
        codes = np.array(self.codes, dtype=np.int64).reshape(len(self.rows), len(places))
        return Answers(
            annotator_ids=tuple(self.annotators.known),
            things=things,
            annotator=as_whole(annotator),
            pair=as_whole(pair),
            left_first=np.array(first, dtype=bool),
            active_ms=np.array(active, dtype=np.float64),
            coverage=np.array(covered, dtype=np.float64),
            finished=np.array(finished, dtype=np.float64),
            columns={
                place: Column(codes[:, number], tuple(map(json.loads, column.known)))
                for number, (place, column) in enumerate(zip(places, self.columns, strict=True))
            },
        )


def _coverage(seen: list[str | None], clip_ms: float) -> float:
    """Share of the clip played in the first stage, of the video that was watched least."""
    if not clip_ms > 0 or all(text is None for text in seen):
        return UNKNOWN
    played = (sum(end - start for start, end in json.loads(text)) if text else 0 for text in seen)
    return float(min(1.0, min(played) / (clip_ms * 1000)))


def as_whole(values: Any) -> Whole:
    return np.array(values, dtype=np.int64)
