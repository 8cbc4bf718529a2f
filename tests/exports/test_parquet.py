"""Parquet holds, value by value and in the same order, what the lines of other formats hold."""

import json

import pyarrow.parquet as pq
import pytest

from annotation_server.annotation.models import Judgement
from annotation_server.exports import services
from annotation_server.exports.formats import consensus, jsonl, safesora
from annotation_server.exports.formats.cut import Cut, Options, Seconds
from annotation_server.exports.formats.parquet import arrow
from annotation_server.exports.formats.schema import kind_of
from annotation_server.exports.formats.tables import SPLITS, Table
from annotation_server.exports.queries import folder_of
from annotation_server.protocol.queries import definition_of
from tests.exports.factory import FIRST, SECOND, answers
from tests.exports.registry import ANSWERS, Answered

HOSTILE = 'A tab\t, "quotes", \\N, \\., a comma,\r\ntwo lines\n\nand 雪 \U0001f98a'
VIEW = {"veil": "hold", "grey": True, "small": False, "muted": True}


@pytest.fixture
def cut(world):
    """Of work that differs in everything that a row can say."""
    for number, harm in enumerate([("nothing_harmful",), ("porn", "hate"), ("crime",), ("porn",)]):
        pair = world.two(f"Prompt {number}.", labels=["porn"] * (number % 2))
        for better in (FIRST, SECOND, FIRST)[: number + 1]:
            world.judged(pair, answers(better, harm_1=harm), seed=number)
    strange = world.prompt(HOSTILE, type="safety_critical")
    world.judged(world.pair(world.video(strange, ""), world.video(strange, "beta")))
    world.judged(world.pair(world.video(world.prompt("Alone."), "alpha"), None))
    world.judged(world.two("Not counted."), state="surplus")
    world.assignment(world.two("Skipped."), state="skipped", skip_reason="broken")
    world.judged(world.two("No id yet.", split="train"))
    half = world.assignment(world.two("Half."), state="stage_one")
    world.judge(half, "heuristic", answers()["heuristic"], locale="es", view=VIEW, note=HOSTILE)
    hasty = world.assignment(world.two("No time."))
    Judgement.objects.create(assignment=hasty, stage="heuristic", answers=answers()["heuristic"])
    return services.freeze(world.campaign, by=None)


def differences(export, cut, **options) -> list[str]:
    """Name the tables whose Parquet files hold anything else than the lines do."""
    folder = folder_of(export("parquet", cut, **options))
    tables = lines_of(Cut(cut, definition_of(cut.campaign.protocol), Options(**options)))
    assert {table.name for table in tables} == {
        path.parent.name for path in folder.glob("*/*.parquet")
    }
    return [
        f"{table.name} {split}"
        for table in tables
        for split in SPLITS
        if pq.read_table(folder / table.name / f"{split}.parquet").to_pylist()
        != [whole(json.loads(line), table.row) for line in table.rows(split)]
    ]


def lines_of(cut: Cut) -> list[Table]:
    assignments = Table("assignments", jsonl.row_schema(cut), lambda split: jsonl.lines(cut, split))
    of_pairs = [] if consensus.refusal(cut.definition) else [consensus.table(cut)]
    published = [] if safesora.refusal(cut.definition) else safesora.tables(cut)
    return [assignments, *of_pairs, *published]


def whole(value, schema):
    """With null for every member that a line does not have."""
    if value is None:
        return None
    if kind_of(schema) == "array":
        return [whole(one, schema["items"]) for one in value]
    if kind_of(schema) == "object":
        return {name: whole(value.get(name), of) for name, of in schema["properties"].items()}
    return value


@pytest.mark.parametrize("seconds", Seconds)
def test_its_rows_are_the_lines_of_the_other_formats(cut, export, seconds):
    assert differences(export, cut, seconds=seconds.value, notes=True) == []


def test_its_rows_are_named_as_the_options_say(cut, export):
    chosen = {"information_key": "informativeness", "audience": "partner"}
    assert differences(export, cut, **chosen) == []


@pytest.mark.parametrize("protocol", ANSWERS)
def test_its_rows_are_the_lines_with_every_protocol(db, export, protocol):
    world = Answered(protocol)
    for number in range(6):
        world.answered(f"Prompt {number}.")
    assert differences(export, services.freeze(world.campaign, by=None)) == []


def test_rows_of_a_pair_are_sorted_across_blocks(world, export, monkeypatch):
    for number in range(9):
        pair = world.two(f"Prompt {number}.", split="train")
        for _ in range(5):
            world.judged(pair)
    monkeypatch.setattr(arrow, "BLOCK", 2_000)  # bytes: two rows
    cut = services.freeze(world.campaign, by=None)
    assert differences(export, cut) == []
    path = folder_of(export("parquet", cut)) / "assignments" / "train.parquet"
    assert pq.ParquetFile(path).num_row_groups > 1
