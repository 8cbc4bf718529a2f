"""The whole road: people in browsers and a crowd over HTTP, then both exports."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.judging import (
    BY_KEYBOARD,
    BY_MOUSE,
    PAIRS,
    Given,
    arrived,
    expected,
    judge_by_keyboard,
    judge_by_mouse,
    make_campaign,
)

CROWD = 10
OVERLAP = 3 + CROWD
WAYS = {"ada": judge_by_keyboard, "ben": judge_by_mouse, "cleo": judge_by_mouse}
CHOSEN = {"ada": BY_KEYBOARD, "ben": BY_MOUSE, "cleo": BY_MOUSE}
WIDTHS = {"ada": 1440, "ben": 1280, "cleo": 390}
ON_THE_WIRE = {"informativeness": "information", "harm": "video_labels"}


def plain(rows: list[Any]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def sums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by its place."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def simulated(log: Path) -> list[dict[str, Any]]:
    """The answers that a crowd had acknowledged: of both stages together, by annotator and pair."""
    sheets: dict[tuple[str, str], dict[str, Any]] = {}
    for text in log.read_text().splitlines():
        note = json.loads(text)
        sheet = sheets.setdefault((note["annotator"], str(note["pair"])), {})
        sheet.update({ON_THE_WIRE.get(key, key): value for key, value in note["answers"].items()})
    return list(sheets.values())


def published(folder: Path, name: str) -> list[dict[str, Any]]:
    """One of the published sets, both parts together."""
    rows: list[dict[str, Any]] = []
    for part in ("train", "test"):
        [file] = folder.rglob(f"{name}/config-{part}.json.gz")
        rows += json.loads(gzip.decompress(file.read_bytes()))
    return rows


def test_three_people_and_a_crowd_fill_a_campaign_and_it_is_exported(page_of, server, tmp_path):
    campaign = make_campaign(server, tmp_path / "clips", "the road", overlap=OVERLAP)
    chosen = []
    for person, judge in WAYS.items():
        page = page_of(person, width=WIDTHS[person], height=844)
        given = Given(page)
        page.goto(campaign.path)
        for _ in range(PAIRS):
            judge(page)
        expect(page.get_by_role("heading", name="Nothing left for you")).to_be_visible()
        arrived(page)
        chosen += [expected(left, **CHOSEN[person]) for left in given.left.values()]
    log = tmp_path / "crowd.jsonl"
    crowd = ("--annotators", str(CROWD), "--seed", "7", "--log", str(log))
    result = server.manage_json("simulate", "the road", *crowd, "--base-url", server.url)
    assert result["pairs"] == CROWD * PAIRS

    rows = campaign.exported(tmp_path / "one")
    assert len(rows) == OVERLAP * PAIRS
    assert all(row["counted"] and row["state"] == "complete" for row in rows)
    assert plain([row["answers"] for row in rows]) == plain([*chosen, *simulated(log)])

    first = campaign.export(tmp_path / "two", "safesora")
    assert len(published(tmp_path / "two", "preference")) == PAIRS
    assert len(published(tmp_path / "two", "label")) == 2 * PAIRS
    campaign.export(tmp_path / "again", "safesora", "--snapshot", str(first["snapshot"]))
    assert sums(tmp_path / "two") == sums(tmp_path / "again")
