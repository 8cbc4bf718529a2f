"""Everything that researchers read files with, on one campaign's files of each format."""

import gzip
import json
import re
from pathlib import Path

import datasets
import duckdb
import jq
import mlcroissant
import pandas as pd
import yaml

from tests.exports import published

FORMATS = ("safesora", "jsonl", "consensus", "parquet")
Counts = dict[str, int]


def every_reader_reads(folders: dict[str, Path], pairs: int, answers: int, tmp_path: Path) -> None:
    """`folders` has each of FORMATS; all of `answers` counted, on so many `pairs`."""
    counts = published_counts(folders["safesora"])
    datasets_read(folders, counts, answers, tmp_path)
    others_read(folders, counts, pairs, answers)
    for folder in folders.values():
        found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
        assert not found.metadata.ctx.issues.errors
        card_renders(folder)


def published_counts(folder: Path) -> Counts:
    """By the reader that was written from the description alone, which checks every row."""
    return {kind: len(published.both(folder, kind)) for kind in ("preference", "label", "prompt")}


def datasets_read(folders: dict[str, Path], counts: Counts, answers: int, tmp_path: Path) -> None:
    """As gzip, as plain JSON, as Parquet and as a directory."""
    cache = str(tmp_path / "cache")
    for kind, count in counts.items():
        files = {
            split: str(folders["safesora"] / kind / f"config-{split}.json.gz")
            for split in ("train", "test")
            if published.read(folders["safesora"], kind, split)
        }
        assert rows(datasets.load_dataset("json", data_files=files, cache_dir=cache)) == count
        plain = {split: unpacked(path, tmp_path / f"{kind}-{split}.json") for split, path in
                 files.items()}  # fmt: skip
        assert rows(datasets.load_dataset("json", data_files=plain, cache_dir=cache)) == count
        found = datasets.load_dataset(str(folders["parquet"]), kind, cache_dir=cache)
        assert rows(found) == count
    for format_, table in (("jsonl", "assignments"), ("parquet", "assignments")):
        found = datasets.load_dataset(str(folders[format_]), table, cache_dir=cache)
        assert rows(found) == answers


def rows(found) -> int:
    return sum(len(part) for part in found.values())


def unpacked(path: str, target: Path) -> str:
    target.write_bytes(gzip.decompress(Path(path).read_bytes()))
    return str(target)


def others_read(folders: dict[str, Path], counts: Counts, pairs: int, answers: int) -> None:
    """jq, pandas and DuckDB count the same winners in files of three kinds."""
    split = "test" if published.read(folders["safesora"], "preference", "test") else "train"
    name = folders["safesora"] / "preference" / f"config-{split}.json.gz"
    with gzip.open(name, "rt") as file:
        of_split = json.load(file)
    wins = sum(row["helpfulness"] == "video_0" for row in of_split)
    frame = pd.read_json(name)
    assert (frame["helpfulness"] == "video_0").sum() == wins
    query = 'map(select(.helpfulness == "video_0")) | length'
    assert jq.compile(query).input_value(of_split).first() == wins
    path = folders["parquet"] / "preference" / f"{split}.parquet"
    sql = f"SELECT count(*) FILTER (helpfulness = 'video_0') FROM '{path}'"  # noqa: S608
    assert asked(sql) == [(wins,)]
    lines = folders["jsonl"] / "assignments.jsonl"
    sql = f"SELECT count(*) FROM read_json('{lines}') WHERE counted"  # noqa: S608
    assert asked(sql) == [(answers,)]
    consensus = pd.read_json(folders["consensus"] / "consensus" / "train.jsonl", lines=True)
    of_test_lines = (folders["consensus"] / "consensus" / "test.jsonl").read_text().splitlines()
    assert len(consensus) + len(of_test_lines) == pairs
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
    assert body.lstrip().startswith("# ")
