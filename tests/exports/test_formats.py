"""Every format, read by what researchers read files with.

That takes seconds to load: it is imported where it is used, in the one process that runs these.
"""

import csv
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from annotation_server.catalog.models import Prompt
from annotation_server.exports import services
from annotation_server.exports.models import Export
from annotation_server.exports.queries import folder_of
from annotation_server.protocol.services import protocol_named
from tests.exports import published
from tests.exports.factory import FIRST, SECOND, World, answers

RDFLIB = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # what mlcroissant stands on
# The columns as they stand in the published data sets, written down a second time.
VIDEOREWARD = (
    *("path_A", "path_B", "A_model", "B_model", "prompt", "VQ", "MQ", "TA", "Overall"),
    *("fps_A", "fps_B", "num_frames_A", "num_frames_B"),
)
VIDEOFEEDBACK = [
    *("id", "text prompt", "video link", "visual quality", "temporal consistency"),
    *("dynamic degree", "text-to-video alignment", "factual consistency"),
]
GENAI_BENCH = ["prompt", "left_model", "left_video", "right_model", "right_video", "vote_type"]
OURS = [Export.Format.JSONL, Export.Format.CONSENSUS, Export.Format.PARQUET, Export.Format.DPO]


@pytest.fixture
def judged(world):
    """Four pairs in train, two in test: one is a tie on everything, one was judged once."""
    for number in range(6):
        pair = world.two(f'Prompt {number} "雪".')
        Prompt.objects.filter(pk=pair.prompt_id).update(split="test" if number > 3 else "train")
        world.judged(pair, answers(FIRST, harm_0=("porn", "hate")))
        if number:
            world.judged(pair, answers(SECOND if number == 1 else FIRST))
    return world


def split_files(folder: Path, table: str) -> dict[str, str]:
    head = yaml.safe_load((folder / "README.md").read_text().split("---\n")[1])
    (config,) = (one for one in head["configs"] if one["config_name"] == table)
    return {one["split"]: str(folder / one["path"]) for one in config["data_files"]}


def loaded(folder: Path, name: str, tmp_path: Path):
    import datasets

    cache = str(tmp_path / "cache")
    return datasets.load_dataset(str(folder), name, cache_dir=cache)


def test_a_split_without_rows_hinders_no_loader(world, export, tmp_path):
    pair = world.two("A fox.")
    Prompt.objects.filter(pk=pair.prompt_id).update(split="train")
    world.judged(pair)
    folder = folder_of(export("parquet"))
    assert loaded(folder, "preference", tmp_path).num_rows == {"train": 1}


@pytest.mark.parametrize(
    ("format_", "table", "rows"),
    [
        ("safesora", "preference", {"train": 3, "test": 2}),
        ("safesora", "label", {"train": 8, "test": 4}),
        ("safesora", "prompt", {"train": 4, "test": 2}),
        ("parquet", "assignments", {"train": 7, "test": 4}),
        ("parquet", "consensus", {"train": 4, "test": 2}),
        ("consensus", "consensus", {"train": 4, "test": 2}),
        ("dpo", "helpfulness", {"train": 3, "test": 2}),
        ("jsonl", "assignments", {"full": 11}),
    ],
)
def test_datasets_loads_the_folder_with_named_splits(
    judged, export, tmp_path, format_, table, rows
):
    found = loaded(folder_of(export(format_)), table, tmp_path)
    assert {split: len(part) for split, part in found.items()} == rows


def test_duckdb_and_pandas_read_the_same_parquet(judged, export):
    import duckdb
    import pandas as pd

    folder = folder_of(export("parquet"))
    path = folder / "assignments" / "train.parquet"
    counted = duckdb.sql(
        f"SELECT count(*), sum(answers.helpfulness = 'video_0') FROM '{path}'"  # noqa: S608
    ).fetchall()
    frame = pd.read_parquet(path)
    assert counted == [(7, 6)]
    assert len(frame) == 7
    assert next(iter(frame["prompt_text"])).endswith('"雪".')


def test_jq_and_pandas_read_the_consensus(judged, export):
    import jq
    import pandas as pd

    folder = folder_of(export("consensus"))
    path = folder / "consensus" / "train.jsonl"
    text = path.read_text()
    values = jq.compile(".consensus.helpfulness.value").input_text(text).all()
    assert sorted(values, key=str) == [None, *[FIRST] * 3]
    assert len(pd.read_json(path, lines=True)) == 4


def test_a_consensus_has_value_counts_and_confidence(judged, export):
    folder = folder_of(export("consensus"))
    rows = [
        json.loads(line) for line in (folder / "consensus/train.jsonl").read_text().splitlines()
    ]
    tie = next(row for row in rows if row["consensus"]["helpfulness"]["value"] is None)
    said = tie["consensus"]
    assert said["helpfulness"] == {
        "value": None, "votes": {FIRST: 1, SECOND: 1}, "answers": 2, "confidence": None,
    }  # fmt: skip
    harm = said["video_labels"][FIRST]
    assert (harm["value"], harm["answers"], harm["confidence"]) == (["porn", "hate"], 2, 0.5)
    assert said["video_labels"][SECOND]["value"] == ["nothing_harmful"]


def test_pandas_reads_the_published_files(judged, export):
    import pandas as pd

    folder = folder_of(export("safesora"))
    frame = pd.read_json(folder / "label" / "config-train.json.gz")
    assert len(frame) == len(published.read(folder, "label", "train"))


def test_dpo_names_the_chosen_and_the_rejected_video(judged, export):
    folder = folder_of(export("dpo"))
    line = json.loads((folder / "helpfulness" / "test.jsonl").read_text().splitlines()[0])
    assert (line["chosen_from"], line["rejected_from"]) == ("alpha", "beta")
    assert line["chosen"].startswith(f"videos/{line['prompt_id']}/")


@pytest.mark.parametrize("format_", [*OURS, Export.Format.SAFESORA])
def test_every_row_fits_the_schema_beside_it(judged, export, format_):
    folder = folder_of(export(format_))
    for schema in sorted((folder / "schema").iterdir()):
        validator = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
        for path in split_files(folder, schema.name.removesuffix(".schema.json")).values():
            for row in rows_of(path):
                validator.validate(row)


def rows_of(path: str):
    if path.endswith(".jsonl"):
        return [json.loads(line) for line in Path(path).read_text().splitlines()]
    import pandas as pd

    return [] if path.endswith(".parquet") else pd.read_json(path).to_dict("records")


@RDFLIB
@pytest.mark.parametrize("format_", [*OURS, Export.Format.SAFESORA])
def test_the_croissant_metadata_is_valid(judged, export, format_):
    import mlcroissant

    folder = folder_of(export(format_))
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert found.metadata.name == judged.campaign.name
    assert not found.metadata.ctx.issues.errors


@RDFLIB
def test_croissant_loads_the_lines(judged, export):
    import mlcroissant

    folder = folder_of(export("consensus"))
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert len(list(found.records("consensus-train"))) == 4


def test_the_card_has_the_campaigns_figures(judged, export):
    judged.corpus.licence = "CC BY-NC 4.0"
    judged.corpus.save()
    folder = folder_of(export("safesora"))
    card = (folder / "README.md").read_text()
    assert "Content warning" in card
    assert "CC BY-NC 4.0" in card
    assert "| helpfulness | 5 | 80.0% | video_0 100.0% |" in card
    assert "![Harm labels among the unsafe videos](labels.svg)" in card
    assert ">100.0%</text>" in (folder / "labels.svg").read_text()


def other(key: str) -> World:
    protocol = protocol_named(key, by=None)
    assert protocol is not None
    return World(protocol, name=key)


def test_videoreward_writes_its_columns(db, export):
    import pandas as pd

    world = other("videoreward")
    said = {"visual_quality": FIRST, "motion_quality": SECOND, "text_alignment": "same"}
    pair = world.two()
    for video in pair.videos:
        world.rendition(video)
    world.judged(pair, {"comparison": {**said, "overall": FIRST}})
    Prompt.objects.update(split="train")
    folder = folder_of(export("videoreward", services.freeze(world.campaign, by=None)))
    (row,) = csv.DictReader((folder / "train.csv").read_text().splitlines())
    assert [row[name] for name in ("VQ", "MQ", "TA", "Overall")] == ["A", "B", "same", "A"]
    assert (row["A_model"], row["num_frames_B"], row["fps_B"]) == ("alpha", "1", "1000000.000")
    assert list(pd.read_csv(folder / "test.csv").columns) == [*VIDEOREWARD]


def test_videoreward_has_no_line_without_a_consensus(db, export):
    world = other("videoreward")
    said = dict.fromkeys(("visual_quality", "motion_quality", "text_alignment"), FIRST)
    pair = world.two()
    world.judged(pair, {"comparison": {**said, "overall": FIRST}})
    world.judged(pair, {"comparison": {**said, "overall": SECOND}})
    Prompt.objects.update(split="train")
    made = export("videoreward", services.freeze(world.campaign, by=None))
    assert made.report["files"]["train.csv"] == 0
    (left_out,) = made.report["left_out_counts"]
    assert (left_out["question"], left_out["reason"]) == ("overall", "tie")


def test_videofeedback_writes_a_score_a_dimension(db, export):
    world = other("videofeedback")
    prompt = world.prompt("Alone.", split="train")
    single = world.pair(world.video(prompt, "alpha"), None)
    names = (
        *("visual_quality", "temporal_consistency", "dynamic_degree"),
        *("text_to_video_alignment", "factual_consistency"),
    )
    for score in (2, 3, 4):
        world.judged(single, {"scores": {name: {FIRST: score} for name in names}})
    folder = folder_of(export("videofeedback", services.freeze(world.campaign, by=None)))
    (row,) = json.loads((folder / "train.json").read_text())
    assert list(row) == VIDEOFEEDBACK
    assert (row["text prompt"], row["visual quality"], row["factual consistency"]) == (
        "Alone.",
        3,
        3,
    )


@pytest.mark.parametrize(
    ("seed", "vote", "said"),
    [
        (0, FIRST, "leftvote"),
        (1, FIRST, "rightvote"),
        (1, SECOND, "leftvote"),
        (0, "tie", "tievote"),
    ],
)
def test_the_arenas_votes_are_by_side(db, export, seed, vote, said):
    world = other("genai_arena")
    pair = world.two()
    Prompt.objects.update(split="train")
    world.judged(pair, {"vote": {"vote": vote}}, seed=seed)
    folder = folder_of(export("genai_arena", services.freeze(world.campaign, by=None)))
    line = json.loads((folder / "votes" / "train.jsonl").read_text())
    assert list(line) == GENAI_BENCH
    assert line["vote_type"] == said
    assert line["left_model"] == ("alpha" if seed == 0 else "beta")
