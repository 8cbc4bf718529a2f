"""The consensus of each pair as columns: those of `consensus`'s lines."""

import json
from functools import partial

from psycopg2.sql import SQL, Literal

from annotation_server.exports.formats import consensus
from annotation_server.exports.formats.consensus import Asked, Weights, weighed
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.formats.parquet.sheet import (
    Column,
    Group,
    Members,
    Sheet,
    column,
    prompt,
    videos,
)
from annotation_server.exports.formats.pieces import Kept
from annotation_server.protocol.rules.definition import Question, Target

# Of one question: what was decided, the votes, and of a video whether that is weak and how many.
OF_PAIR = SQL("jsonb_build_array(c.decided -> {key}, c.votes -> {key}, false, 0)")
OF_VIDEO = SQL("""
    CASE WHEN jsonb_exists({h}.votes, {key})
         THEN jsonb_build_array({h}.decided -> {key}, {h}.votes -> {key}, {h}.weak, {h}.answers) END
""")


def sheet(cut: Cut) -> Sheet:
    items = len(cut.definition.items)
    said = {question.wire: _said(question, items) for question in weighed(cut.definition)}
    members: Members = {
        "pair_id": column("p.pair_id"),
        **prompt(),
        "split": column("t.split"),
        **videos(),
        "consensus": Group(said),
    }
    row = consensus.table(cut).row
    return Sheet("consensus", row, Group(members), partial(consensus.selected, cut))


def _said(question: Question, items: int) -> Column | Group:
    said, key = Kept(partial(_of_one, Asked(question))), Literal(question.key)
    if question.target is Target.SET:
        return Column(OF_PAIR.format(key=key), said)
    return Group(
        {f"video_{n}": Column(OF_VIDEO.format(h=SQL(f"h{n}"), key=key), said) for n in range(items)}
    )


def _of_one(asked: Asked, given: str) -> str:
    decided, votes, weak, answers = json.loads(given)
    return asked.said(Weights({asked.key: decided}, {asked.key: votes or {}}, weak, answers))
