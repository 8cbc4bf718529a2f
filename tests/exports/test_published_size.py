"""A judged campaign of the published size, read by everything that researchers read files with."""

import gzip
import json
import re
from pathlib import Path

import datasets
import duckdb
import jq
import mlcroissant
import pandas as pd
import pytest
import yaml

from annotation_server.exports import services
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of
from annotation_server.exports.validation import validate
from annotation_server.quickstart.judged_campaign import Size, fill
from tests.exports import published

PAIRS, OVERLAP = 51_691, 3
FORMATS = ("safesora", "jsonl", "consensus", "parquet")


@pytest.mark.prove
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # what mlcroissant stands on
def test_every_reader_reads_a_campaign_of_the_published_size(db, tmp_path):
    cut = services.freeze(fill("large", Size(PAIRS, OVERLAP)), by=None)
    folders = {one: rendered(cut, one) for one in FORMATS}
    counts = published_counts(folders["safesora"])
    assert counts["preference"] + pairs_left_out(cut) == PAIRS
    datasets_read(folders, counts, tmp_path)
    others_read(folders, counts)
    # The ids of the prompts that `fill` makes do not derive from their texts, which is no fault.
    assert [one for one in validate(folders["safesora"]) if not one.is_mild] == []
    for folder in folders.values():
        found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
        assert not found.metadata.ctx.issues.errors
        card_renders(folder)


def rendered(cut, format_: str) -> Path:
    export = services.start_export(cut, format_, by=None)
    render(str(export.pk))
    export.refresh_from_db()
    assert export.state == "done", export.error
    return folder_of(export)


def pairs_left_out(cut) -> int:
    excluded = cut.exclusions.filter(pair__isnull=False)
    return int(excluded.values("pair").distinct().count())


def published_counts(folder: Path) -> dict[str, int]:
    """By the reader that was written from the description alone, which checks every row."""
    return {kind: len(published.both(folder, kind)) for kind in ("preference", "label", "prompt")}


def datasets_read(folders: dict[str, Path], counts: dict[str, int], tmp_path: Path) -> None:
    """As gzip, as plain JSON, as Parquet and as a directory."""
    cache = str(tmp_path / "cache")
    for kind, count in counts.items():
        files = {
            split: str(folders["safesora"] / kind / f"config-{split}.json.gz")
            for split in ("train", "test")
        }
        assert rows(datasets.load_dataset("json", data_files=files, cache_dir=cache)) == count
        plain = {split: unpacked(path, tmp_path / f"{kind}-{split}.json") for split, path in
                 files.items()}  # fmt: skip
        assert rows(datasets.load_dataset("json", data_files=plain, cache_dir=cache)) == count
        folder = str(folders["parquet"] / kind)
        assert rows(datasets.load_dataset(folder, cache_dir=cache)) == count
    for format_, table in (("jsonl", "assignments"), ("parquet", "assignments")):
        found = datasets.load_dataset(str(folders[format_]), table, cache_dir=cache)
        assert rows(found) == PAIRS * OVERLAP


def rows(found) -> int:
    return sum(len(part) for part in found.values())


def unpacked(path: str, target: Path) -> str:
    target.write_bytes(gzip.decompress(Path(path).read_bytes()))
    return str(target)


def others_read(folders: dict[str, Path], counts: dict[str, int]) -> None:
    """jq, pandas and DuckDB count the same winners in files of three kinds."""
    with gzip.open(folders["safesora"] / "preference" / "config-test.json.gz", "rt") as file:
        of_test = json.load(file)
    wins = sum(row["helpfulness"] == "video_0" for row in of_test)
    frame = pd.read_json(folders["safesora"] / "preference" / "config-test.json.gz")
    assert (frame["helpfulness"] == "video_0").sum() == wins
    query = 'map(select(.helpfulness == "video_0")) | length'
    assert jq.compile(query).input_value(of_test).first() == wins
    path = folders["parquet"] / "preference" / "test.parquet"
    sql = f"SELECT count(*) FILTER (helpfulness = 'video_0') FROM '{path}'"  # noqa: S608
    assert asked(sql) == [(wins,)]
    lines = folders["jsonl"] / "assignments.jsonl"
    sql = f"SELECT count(*) FROM read_json('{lines}') WHERE counted"  # noqa: S608
    assert asked(sql) == [(PAIRS * OVERLAP,)]
    consensus = pd.read_json(folders["consensus"] / "consensus" / "train.jsonl", lines=True)
    of_test_lines = (folders["consensus"] / "consensus" / "test.jsonl").read_text().splitlines()
    assert len(consensus) + len(of_test_lines) == PAIRS
    assert counts["label"] == len(pd.read_parquet(folders["parquet"] / "label"))


def asked(sql: str) -> list[tuple[object, ...]]:
    found = duckdb.sql(sql)
    return found.fetchall() if found else []


def card_renders(folder: Path) -> None:
    """Its head is what the hub reads; below it are headings, tables and perhaps a picture."""
    _, head, body = (folder / "README.md").read_text().split("---\n", 2)
    for config in yaml.safe_load(head)["configs"]:
        assert all((folder / file["path"]).is_file() for file in config["data_files"])
    tables = [block.splitlines() for block in body.split("\n\n") if block.startswith("|")]
    assert len(tables) == 3
    for table in tables:
        assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {table[0].count("|")}
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", body)
    assert all((folder / picture).is_file() for picture in pictures)
    assert body.lstrip().startswith("# large\n")
