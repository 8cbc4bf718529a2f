"""The three published sets as columns: those of `safesora`'s files."""

from functools import partial

from psycopg2.sql import SQL, Composable, Literal

from annotation_server.exports.formats import safesora
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.formats.parquet.sheet import (
    Column,
    Group,
    Members,
    Sheet,
    column,
    prompt,
)
from annotation_server.exports.formats.pieces import Kept, outside
from annotation_server.exports.formats.published import PAIRS, PROMPTS, VIDEOS, Sets
from annotation_server.exports.formats.videos import path_of
from annotation_server.protocol.rules.definition import Role


def sheets(cut: Cut) -> list[Sheet]:
    sets = Sets(cut)
    made: dict[str, tuple[SQL, Members]] = {
        "preference": (PAIRS, _preference(sets)),
        "label": (VIDEOS, _label(sets)),
        "prompt": (PROMPTS, _prompt(sets)),
    }
    return [
        Sheet(table.name, table.row, Group(members), partial(sets.selected, query))
        for table in safesora.tables(cut)
        for query, members in [made[table.name]]
    ]


def _preference(sets: Sets) -> Members:
    overall: dict[str, Column] = {}
    subs: dict[str, Column] = {}
    for question in sets.comparisons:
        answer = SQL("c.decided -> {}").format(Literal(question.key))
        of = subs if question.role is Role.SUB_PREFERENCE else overall
        of[sets.name_of(question)] = Column(answer, Kept(partial(outside, question)))
    return {
        "pair_id": column("p.pair_id"),
        **prompt(),
        **{f"video_{n}": Group(_side(sets, n)) for n in (0, 1)},
        **overall,
        "sub_preferences": Group(subs),
    }


def _side(sets: Sets, number: int) -> dict[str, Column]:
    video = f"v{number}"
    return {**_video(sets, video, f"h{number}"), **_generator(video), **prompt()}


def _label(sets: Sets) -> Members:
    return {
        **_prompt(sets),
        **_video(sets, "v", "c"),
        "video_labels": Column(_harm(sets, "c"), sets.flags),
        **_generator("v"),
    }


def _prompt(sets: Sets) -> dict[str, Column]:
    return {**prompt(), "prompt_labels": column("array_to_json(t.labels)", sets.flags)}


def _video(sets: Sets, video: str, consensus: str) -> dict[str, Column]:
    return {
        "video_id": column(f"{video}.video_id"),
        "video_text": column(f"{video}.video_text"),
        "video_path": Column(path_of(sets.cut.options, video)),
        "is_safe": Column(_harm(sets, consensus), sets.safe),
    }


def _generator(video: str) -> dict[str, Column]:
    return {"generated_from": column(f"{video}.generated_from")}


def _harm(sets: Sets, consensus: str) -> Composable:
    return SQL(f"{consensus}.decided -> {{}}").format(Literal(sets.harm.key))
