"""The assignments as columns: those of `jsonl`'s lines."""

from collections.abc import Callable
from functools import partial

from psycopg2.sql import SQL, Literal

from annotation_server.annotation.rules import left_slot
from annotation_server.exports.formats import jsonl
from annotation_server.exports.formats.cut import Cut, Seconds
from annotation_server.exports.formats.parquet.sheet import (
    Column,
    Group,
    Members,
    Sheet,
    column,
    prompt,
    videos,
)
from annotation_server.exports.formats.pieces import Kept, outside
from annotation_server.protocol.rules.definition import Stage

PAIR, ASSIGNMENT = "pair_id", "assignment"
# What `jsonl` does not tell: nothing was judged, nothing was written, nothing was done to the view.
VIEW = "NULLIF(j{n}.view, '{{}}')"
NOTE = "NULLIF(j{n}.note, '')"
LEFT = "CASE WHEN v1.video_id IS NULL THEN 0 ELSE a.seed % 2 END"


def sheet(cut: Cut) -> Sheet:
    pseudonym = _quoted(cut.pseudonyms())
    stages = cut.definition.stages
    numbers = dict(enumerate(stage.key for stage in stages))
    notes = {key: column(NOTE.format(n=n)) for n, key in numbers.items()}
    members: Members = {
        ASSIGNMENT: column("s.assignment_id", pseudonym),
        "annotator": column("a.annotator_id", pseudonym),
        PAIR: column("p.pair_id"),
        **prompt(),
        "split": column("t.split"),
        **videos(),
        "left": column(LEFT, _quoted(lambda seed: left_slot(int(seed)))),
        "purpose": column("a.purpose"),
        "round": column("a.round"),
        "state": column("s.state"),
        "counted": column("s.counted"),
        "skip_reason": column("NULLIF(s.skip_reason, '')"),
        "locale": column(_locale(len(stages))),
        "answers": Group(
            {
                key: answer
                for n, stage in enumerate(stages)
                for key, answer in _answers(n, stage).items()
            }
        ),
        "seconds": Group({key: _seconds(cut, n) for n, key in numbers.items()}),
        "view": Group({key: column(VIEW.format(n=n), str) for n, key in numbers.items()}),
        **({"notes": Group(notes)} if cut.options.notes else {}),
        "protocol": Column(Literal(cut.snapshot.protocol_sha256)),
    }
    select = partial(jsonl.selected, cut)
    return Sheet("assignments", jsonl.row_schema(cut), Group(members), select, (PAIR, ASSIGNMENT))


def _quoted(name: Callable[[str], str]) -> Callable[[str], str]:
    return lambda given: f'"{name(given)}"'


def _locale(stages: int) -> str:
    """Give the locale of the last stage that was judged."""
    last_first = reversed(range(stages))
    judged = " ".join(f"WHEN j{n}.id IS NOT NULL THEN j{n}.locale" for n in last_first)
    return f"NULLIF(CASE {judged} END, '')"


def _answers(number: int, stage: Stage) -> dict[str, Column]:
    return {
        question.wire: Column(
            SQL(f"j{number}.answers -> {{}}").format(Literal(question.key)),
            Kept(partial(outside, question)),
        )
        for question in stage.questions
    }


def _seconds(cut: Cut, number: int) -> Column:
    told = jsonl.TELLING[Seconds(cut.options.seconds)]
    return column(f"j{number}.timing ->> 'active_ms'", lambda active: told(float(active)))
