"""Clips imported, judged by a crowd over HTTP, exported, and read by everything.

TANDEM_REAL_CLIPS names the manifest to do it on; without it the clips are drawn.
"""

import json
import os
from itertools import product
from pathlib import Path

import pytest

from tests.catalog.clips import COLOURS, drawn, manifest
from tests.exports import published

NAME = "real clips"
OVERLAP = 3


def manifest_of(folder: Path) -> Path:
    """The one that is named, or one of two drawn clips for each of six prompts."""
    if named := os.environ.get("TANDEM_REAL_CLIPS"):
        return Path(named)
    lines: list[dict[str, object]] = []
    for number, generator in product(range(6), ("one", "two")):
        path = folder / f"{number}-{generator}.mp4"
        path.write_bytes(drawn(COLOURS[number], 0.5 if generator == "one" else 1))
        lines.append(
            {"prompt_text": f"Prompt {number}.", "path": path.name, "generated_from": generator}
        )
    return manifest(folder, lines)


@pytest.mark.prove
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # what mlcroissant stands on
def test_what_a_crowd_says_of_clips_is_read_by_everything(fresh_server, tmp_path):
    from tests.exports.readers import FORMATS, every_reader_reads  # slow to load

    manage = fresh_server.manage
    manage("import_corpus", str(manifest_of(tmp_path)), "--corpus", NAME, "--wait")
    manage("build_pairs", NAME, "--strategy", "all")
    manage("open_campaign", NAME, "--corpus", NAME, "--overlap", str(OVERLAP), "--seed", "1",
           "--open-to-all-annotators")  # fmt: skip
    manage("simulate", NAME, "--annotators", str(OVERLAP), "--base-url", fresh_server.url)
    folders = {one: tmp_path / "out" / one for one in FORMATS}
    for format_, folder in folders.items():
        clips = ["--videos"] if format_ == "safesora" else []
        manage("export_snapshot", NAME, "--format", format_, "--out", str(folder), *clips)
    lines = (folders["jsonl"] / "assignments.jsonl").read_text().splitlines()
    pairs = {json.loads(line)["pair_id"] for line in lines}
    assert len(lines) == len(pairs) * OVERLAP > 0
    every_reader_reads(folders, len(pairs), len(lines), tmp_path)
    manage("validate_dataset", str(folders["safesora"]), "--deep")
    for row in published.both(folders["safesora"], "label"):
        assert (folders["safesora"] / row["video_path"]).stat().st_size > 0
