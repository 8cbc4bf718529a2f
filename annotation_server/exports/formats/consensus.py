"""`consensus/<split>.jsonl`: one line a pair, with what its answers come to, question by question.

`confidence` is the share of the answers that gave the value; of a scale, that gave the median.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from psycopg2.sql import SQL, Composable, Literal

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.copied import Cells, copied
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.pieces import Kept, dumps, outside, text
from annotation_server.exports.formats.schema import (
    FLAG,
    ID,
    NUMBER,
    PROMPT,
    SPLIT,
    VIDEO,
    WHOLE,
    Schema,
    an_object,
    answer_schema,
    or_null,
)
from annotation_server.exports.formats.tables import Table, Written, counted, write_lines
from annotation_server.protocol.rules.definition import (
    Definition,
    Kind,
    Question,
    Role,
    Target,
)
from annotation_server.quality.operations import comparisons

WEIGHED = (Kind.CHOICE, Kind.BOOLEAN, Kind.SCALE)
DIGITS = 4
COLUMNS = SQL("""
    p.pair_id, t.prompt_id, t.text, t.type, v0.video_id, v0.generated_from, v1.video_id,
    v1.generated_from, c.decided, c.votes, h0.decided, h0.votes, h0.weak, h0.answers, h1.decided,
    h1.votes, h1.weak, h1.answers
""")
QUERY = SQL("""
    SELECT {columns}
    FROM catalog_pair p
    JOIN catalog_prompt t ON t.id = p.prompt_id
    JOIN catalog_video v0 ON v0.id = p.video_0_id
    LEFT JOIN catalog_video v1 ON v1.id = p.video_1_id
    LEFT JOIN exports_snapshotconsensus c ON c.pair_id = p.id AND c.snapshot_id = {snapshot}
    LEFT JOIN exports_snapshotconsensus h0 ON h0.video_id = v0.id AND h0.snapshot_id = {snapshot}
    LEFT JOIN exports_snapshotconsensus h1 ON h1.video_id = v1.id AND h1.snapshot_id = {snapshot}
    WHERE t.split = {split} AND p.id IN (
        SELECT a.pair_id FROM exports_snapshotassignment s
        JOIN annotation_assignment a ON a.id = s.assignment_id
        WHERE s.snapshot_id = {snapshot} AND s.counted
      )
      AND NOT EXISTS (
        SELECT FROM exports_snapshotexclusion x
        WHERE x.snapshot_id = {snapshot} AND x.pair_id = p.id AND x.reason = 'too_few_answers'
      )
    ORDER BY p.pair_id COLLATE "C"
""")


def refusal(definition: Definition) -> str | None:
    if weighed(definition):
        return None
    return f"{definition.key} has no question with options to weigh. Export it as jsonl."


def total(cut: Cut) -> int:
    return cut.snapshot.consensus.filter(pair__isnull=False).count()


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write the lines of each split, and the report."""
    written = [write_lines(table(cut), folder)]
    asked = [question.key for question in comparisons(cut.definition)]
    report = facts(cut, "consensus") | {
        "files": counted(written),
        "left_out_counts": reasons(cut, asked),
    }
    folder.report("report.json", report, excluded(cut, asked))
    return written


def weighed(definition: Definition) -> list[Question]:
    """Give the questions whose answers are weighed against each other."""
    return [
        question
        for question in definition.questions
        if question.kind in WEIGHED or question.role is Role.HARM
        if question.target is not Target.PROMPT
    ]


def table(cut: Cut) -> Table:
    lines = Lines(cut)
    return Table("consensus", _row(cut.definition), lambda split: lines.rows(cut, split))


def _row(definition: Definition) -> Schema:
    said = {question.wire: _said(question, definition) for question in weighed(definition)}
    return an_object(
        {
            "pair_id": ID,
            **PROMPT,
            "split": SPLIT,
            "video_0": an_object(VIDEO),
            "video_1": or_null(an_object(VIDEO)),
            "consensus": an_object(said),
        }
    )


def _said(question: Question, definition: Definition) -> Schema:
    value = answer_schema(question, definition.items)
    if question.target is Target.ITEM:
        value = value["properties"]["video_0"]
    votes = an_object(dict.fromkeys(_options(question), WHOLE))
    one = {"value": or_null(value), "votes": votes, "answers": WHOLE}
    one["confidence"] = or_null(NUMBER)
    if question.role is Role.HARM:
        one["weak"] = FLAG
    if question.target is Target.ITEM:
        return an_object(dict.fromkeys(definition.items, or_null(an_object(one))))
    return an_object(one)


def _options(question: Question) -> dict[str, str]:
    """Give every answer that can be voted for: its name outside, and inside."""
    if question.kind is Kind.BOOLEAN:
        return {"true": "true", "false": "false"}
    if question.scale:
        steps = range(question.scale.min, question.scale.max + 1)
        return {str(step): str(step) for step in steps}
    return {option.wire: option.key for option in question.options}


def selected(cut: Cut, split: str, columns: Sequence[Composable]) -> Composable:
    """Give the query of these columns: a row for each pair.

    `c` is the pair's consensus, `h0` and `h1` are those of its videos.
    """
    return QUERY.format(
        columns=SQL(", ").join(columns),
        snapshot=Literal(str(cut.snapshot.pk)),
        split=Literal(split),
    )


class Lines:
    """Writes the lines of a cut."""

    def __init__(self, cut: Cut) -> None:
        self.items = len(cut.definition.items)
        questions = [Asked(question) for question in weighed(cut.definition)]
        of_pair = [one for one in questions if one.target is Target.SET]
        of_video = [one for one in questions if one.target is Target.ITEM]
        self.pair = Kept(lambda given: _members(of_pair, Weights(*json.loads(given))))
        self.videos = [(one.name, Kept(partial(_of_video, one))) for one in of_video]

    def rows(self, cut: Cut, split: str) -> Iterator[str]:
        return (self._line(row, split) for row in copied(selected(cut, split, [COLUMNS])))

    def _line(self, row: Cells, split: str) -> str:
        pair, prompt, words, kind, id_0, of_0, id_1, of_1, *weights = row
        of_pair = self.pair(_weights([*weights[:2], "f", "0"]))
        items = [_weights(weights[at : at + 4]) for at in (2, 6)][: self.items]
        of_videos = [
            f"{name}: {{{', '.join(self._items(piece, items))}}}" for name, piece in self.videos
        ]
        said = ", ".join([*([of_pair] if of_pair else []), *of_videos])
        return (
            f'{{"pair_id": "{pair}", "prompt_id": "{prompt}", "prompt_text": {text(words)}, '
            f'"prompt_type": "{kind}", "split": "{split}", "video_0": {_video(id_0, of_0)}, '
            f'"video_1": {_video(id_1, of_1)}, "consensus": {{{said}}}}}'
        )

    def _items(self, piece: Kept, items: list[str]) -> Iterator[str]:
        for number, weights in enumerate(items):
            yield f'"video_{number}": {piece(weights)}'


@dataclass(frozen=True, slots=True)
class Weights:
    """A row of consensus: of a pair, or of one video."""

    decided: Mapping[str, Any]
    votes: Mapping[str, Mapping[str, int]]
    weak: bool
    answers: int


class Asked:
    """One question, with what is the same of it in every line."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.key, self.name, self.target = question.key, text(question.wire), question.target
        self.is_harm = question.role is Role.HARM
        self.options = [(text(wire), key) for wire, key in _options(question).items()]
        self.value = Kept(partial(outside, question))

    def said(self, weights: Weights) -> str:
        """Say what it came to, by its names outside."""
        votes, value = weights.votes.get(self.key, {}), weights.decided.get(self.key)
        answers = weights.answers if self.is_harm else sum(votes.values())
        share = _share(self.question, value, votes, answers)
        counts = ", ".join(f"{wire}: {votes.get(key, 0)}" for wire, key in self.options)
        weak = f', "weak": {dumps(weights.weak)}' if self.is_harm else ""
        return (
            f'{{"value": {"null" if value is None else self.value(dumps(value))}, '
            f'"votes": {{{counts}}}, "answers": {answers}, "confidence": {dumps(share)}{weak}}}'
        )


def _members(asked: list[Asked], weights: Weights) -> str:
    return ", ".join(f"{one.name}: {one.said(weights)}" for one in asked)


def _of_video(asked: Asked, given: str) -> str:
    weights = Weights(*json.loads(given))
    return asked.said(weights) if asked.key in weights.votes else "null"


def _share(question: Question, value: Any, votes: Mapping[str, int], answers: int) -> float | None:
    """Give the share that said so: for harm, the share that found it safe, or that did not."""
    if value is None or not answers:
        return None
    if question.role is Role.HARM and question.exclusive_option:
        none = question.exclusive_option.key
        safe = votes.get(none, 0) / answers
        return round(safe if value == [none] else 1 - safe, DIGITS)
    key = str(value).lower() if isinstance(value, bool) else str(value)
    return round(votes.get(key, 0) / answers, DIGITS)


def _weights(cells: Cells) -> str:
    decided, votes, weak, answers = cells
    is_weak = "true" if weak == "t" else "false"
    return f"[{decided or '{}'}, {votes or '{}'}, {is_weak}, {answers or 0}]"


def _video(video_id: str | None, generated_from: str | None) -> str:
    if not video_id:
        return "null"
    return f'{{"video_id": "{video_id}", "generated_from": {text(generated_from)}}}'
