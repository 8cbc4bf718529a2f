"""`assignments.jsonl`: one line for each assignment, with everything that was answered.

A line is put together from pieces of JSON: encoding a whole dictionary for each of a million lines
would take most of the time. The bytes are those that `json.dumps(..., ensure_ascii=False)` writes.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

from psycopg2.sql import SQL, Composable, Literal

from annotation_server.annotation.rules import left_slot
from annotation_server.exports.folder import ExportFolder, Row
from annotation_server.exports.formats.copied import Cells, copied
from annotation_server.exports.formats.cut import Cut, Seconds, facts
from annotation_server.exports.formats.pieces import Kept, dumps, outside, text
from annotation_server.exports.formats.schema import (
    FLAG,
    ID,
    NUMBER,
    PROMPT,
    SIDE,
    SPLIT,
    TEXT,
    VIDEO,
    WHOLE,
    Schema,
    an_object,
    answers_schema,
    or_null,
)
from annotation_server.exports.formats.tables import Written
from annotation_server.protocol.rules.definition import Definition, Stage

FILE = "assignments.jsonl"
ALL = "full"
MILLISECONDS = 1000
OF_A_STAGE = 6  # columns
ASSIGNMENT = (
    *("s.assignment_id", "a.annotator_id", "p.pair_id", "t.prompt_id", "t.text", "t.type"),
    *("t.split", "v0.video_id", "v0.generated_from", "v1.video_id", "v1.generated_from", "a.seed"),
    *("a.purpose", "a.round", "s.state", "s.counted", "s.skip_reason"),
)
PAIR = ASSIGNMENT.index("p.pair_id")
SEED, SECOND = ASSIGNMENT.index("a.seed"), ASSIGNMENT.index("v1.video_id")
OF_A_PAIR = slice(PAIR, SEED)  # columns that are alike in all rows of a pair
STATE = slice(ASSIGNMENT.index("a.purpose"), len(ASSIGNMENT))
QUERY = SQL("""
    SELECT {columns}
    FROM exports_snapshotassignment s
    JOIN annotation_assignment a ON a.id = s.assignment_id
    JOIN catalog_pair p ON p.id = a.pair_id
    JOIN catalog_prompt t ON t.id = p.prompt_id
    JOIN catalog_video v0 ON v0.id = p.video_0_id
    LEFT JOIN catalog_video v1 ON v1.id = p.video_1_id
    {judgements}
    WHERE s.snapshot_id = {snapshot} AND s.left_out = '' AND {chosen}
    ORDER BY p.pair_id COLLATE "C" NULLS LAST
""")
VEIL = {"type": "string", "enum": ["none", "toggle", "hold"]}
VIEW = an_object({"veil": VEIL, "grey": FLAG, "small": FLAG, "muted": FLAG})
# Judgements that came after the cut are not joined: the frozen ids say which were there.
JUDGEMENT = SQL("""
    LEFT JOIN annotation_judgement {alias}
      ON {alias}.assignment_id = s.assignment_id AND {alias}.stage = {stage}
      AND {alias}.id = ANY (s.judgement_ids)
""")


def refusal(definition: Definition) -> str | None:
    return None


def total(cut: Cut) -> int:
    return cut.snapshot.assignments.filter(left_out="").count()


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write the lines and the report; the left-out list has the assignments without a line."""
    count = folder.lines(FILE, lines(cut))
    report = facts(cut, "jsonl") | {"files": {FILE: count}}
    folder.report("report.json", report, left_out(cut))
    return [Written("assignments", row_schema(cut), {ALL: FILE}, {ALL: count})]


def lines(cut: Cut, split: str = "") -> Iterator[str]:
    """Yield each assignment as a JSON object, without the end of the line.

    Those of one pair are in the order of their pseudonyms, with which a line begins: an order of
    ours would be the same for every audience, and so join what two of them were given.
    """
    line = Line(cut)
    rows = ((row[PAIR], line(row)) for row in copied(selected(cut, split, _columns(cut))))
    for _, of_pair in groupby(rows, key=itemgetter(0)):
        yield from sorted(written for _, written in of_pair)


def row_schema(cut: Cut) -> Schema:
    """Describe a line."""
    stages = {stage.key: or_null(NUMBER) for stage in cut.definition.stages}
    views = {stage.key: VIEW for stage in cut.definition.stages}
    notes = cut.options.notes
    return an_object(
        {
            "assignment": TEXT,
            "annotator": TEXT,
            "pair_id": or_null(ID),
            **PROMPT,
            "split": SPLIT,
            "video_0": an_object(VIDEO),
            "video_1": or_null(an_object(VIDEO)),
            "left": SIDE,
            "purpose": TEXT,
            "round": WHOLE,
            "state": TEXT,
            "counted": FLAG,
            "skip_reason": or_null(TEXT),
            "locale": or_null(TEXT),
            "answers": answers_schema(cut.definition),
            "seconds": an_object(stages, stages),
            "view": an_object(views, views),
            **({"notes": an_object(dict.fromkeys(stages, TEXT), stages)} if notes else {}),
            "protocol": ID,
        }
    )


def selected(cut: Cut, split: str, columns: Sequence[Composable]) -> Composable:
    """Give the query of these columns: a row for each assignment, those of a pair together.

    `j0` is the judgement of the first stage, `j1` that of the second.
    """
    joins = [
        JUDGEMENT.format(alias=SQL(f"j{number}"), stage=Literal(stage.key))
        for number, stage in enumerate(cut.definition.stages)
    ]
    return QUERY.format(
        columns=SQL(", ").join(columns),
        judgements=SQL("").join(joins),
        snapshot=Literal(str(cut.snapshot.pk)),
        chosen=SQL("t.split = {}").format(Literal(split)) if split else SQL("true"),
    )


def _columns(cut: Cut) -> list[Composable]:
    columns: list[Composable] = [SQL(column) for column in ASSIGNMENT]
    for number, _ in enumerate(cut.definition.stages):
        columns += _columns_of(SQL(f"j{number}"))
    return columns


def _columns_of(alias: SQL) -> list[Composable]:
    own = ("{}.id", "{}.locale", "{}.timing -> 'active_ms'", "{}.note", "{}.view", "{}.answers")
    return [SQL(column).format(alias) for column in own]


def _rounded_to(step: int) -> Callable[[float], str]:
    return lambda active: str(round(active / MILLISECONDS / step) * step)


# What `json.dumps` makes of a number, without its way there: these are two for every line.
TELLING: Mapping[Seconds, Callable[[float], str]] = {
    Seconds.EXACT: lambda active: repr(active / MILLISECONDS),
    Seconds.WHOLE: _rounded_to(1),
    Seconds.TEN: _rounded_to(10),
    Seconds.NONE: lambda _: "null",
}


class Line:
    """Writes an assignment's line from the row of the query."""

    def __init__(self, cut: Cut) -> None:
        self.notes = cut.options.notes
        self.pseudonym = cut.pseudonyms()
        self.stages = [(text(stage.key), StagePieces(stage)) for stage in cut.definition.stages]
        self.annotators: dict[str | None, str] = {}
        self.states: dict[tuple[str | None, ...], str] = {}
        self.pair: Cells = []
        self.of_pair = ""
        self.seconds = TELLING[Seconds(cut.options.seconds)]
        self.end = f', "protocol": {text(cut.snapshot.protocol_sha256)}}}'

    def __call__(self, row: Cells) -> str:
        assignment, annotator = row[:PAIR]
        cells = row[OF_A_PAIR]
        if cells != self.pair:
            self.pair, self.of_pair = cells, _of_pair(cells)
        return (
            f'{{"assignment": "{self.pseudonym(assignment or "")}", '
            f'"annotator": "{self._annotator(annotator)}", {self.of_pair}'
            f'"left": "{self._left(row)}", {self._state(tuple(row[STATE]))}'
            f"{self._judged(row)}{self.end}"
        )

    def _left(self, row: Cells) -> str:
        return left_slot(int(row[SEED] or 0)) if row[SECOND] else "video_0"

    def _state(self, cells: tuple[str | None, ...]) -> str:
        """Say what it was for and how it stood: alike for nearly all, so written once."""
        said = self.states.get(cells)
        if said is None:
            purpose, round_, state, counted, skipped = cells
            said = self.states[cells] = (
                f'"purpose": "{purpose}", "round": {round_}, "state": "{state}", '
                f'"counted": {"true" if counted == "t" else "false"}, '
                f'"skip_reason": {text(skipped) if skipped else "null"}, '
            )
        return said

    def _annotator(self, key: str | None) -> str:
        name = self.annotators.get(key)
        if name is None:
            name = self.annotators[key] = self.pseudonym(key or "")
        return name

    def _judged(self, row: Cells) -> str:
        """Write the locale of the last stage, the answers of all, the time and view of each."""
        at, locale = len(ASSIGNMENT), None
        answers: list[str] = []
        seconds: list[str] = []
        notes: list[str] = []
        views: list[str] = []
        for stage, pieces in self.stages:
            judged, spoken, active, note, view, given = row[at : at + OF_A_STAGE]
            if judged is not None:
                locale = spoken
                seconds.append(f"{stage}: {self._seconds(active)}")
                if note:
                    notes.append(f"{stage}: {text(note)}")
                if view != "{}":
                    views.append(f"{stage}: {view}")
                if answered := pieces(given or "{}"):
                    answers.append(answered)
            at += OF_A_STAGE
        told = f', "notes": {{{", ".join(notes)}}}' if self.notes else ""
        return (
            f'"locale": {text(locale) if locale else "null"}, '
            f'"answers": {{{", ".join(answers)}}}, "seconds": {{{", ".join(seconds)}}}, '
            f'"view": {{{", ".join(views)}}}{told}'
        )

    def _seconds(self, active: str | None) -> str:
        """Give the time in which somebody was at it, as the page measured it."""
        return "null" if active in (None, "null") else self.seconds(float(active or 0))


class StagePieces(Kept):
    """A stage's answers as members of an object: names outside, in the protocol's order."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(self._members)
        self.answers = [
            (question.key, text(question.wire), Kept(partial(outside, question)))
            for question in stage.questions
        ]

    def _members(self, answers: str) -> str:
        given = json.loads(answers)
        return ", ".join(
            f"{name}: {answer(dumps(given[key]))}"
            for key, name, answer in self.answers
            if key in given
        )


def _of_pair(cells: Cells) -> str:
    pair, prompt, words, kind, split, id_0, of_0, id_1, of_1 = cells
    return (
        f'"pair_id": {_id(pair)}, "prompt_id": "{prompt}", "prompt_text": {text(words)}, '
        f'"prompt_type": "{kind}", "split": "{split}", "video_0": {_video(id_0, of_0)}, '
        f'"video_1": {_video(id_1, of_1)}, '
    )


def _id(value: str | None) -> str:
    return f'"{value}"' if value else "null"


def _video(video_id: str | None, generated_from: str | None) -> str:
    if not video_id:
        return "null"
    return f'{{"video_id": "{video_id}", "generated_from": {text(generated_from)}}}'


def left_out(cut: Cut) -> Iterator[Row]:
    """Yield what has no line and why, in the order of the pseudonyms."""
    pseudonym = cut.pseudonyms()
    rows = cut.snapshot.assignments.exclude(left_out="").order_by()
    found = rows.values_list("assignment", "state", "left_out").iterator()
    for name, state, reason in sorted((pseudonym(str(key)), *rest) for key, *rest in found):
        yield {"assignment": name, "state": state, "reason": reason}
