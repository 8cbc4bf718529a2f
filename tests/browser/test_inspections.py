"""A batch is inspected, sent back, done anew and accepted; a pair is settled and undone."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.annotation.world import ANSWERS
from tests.browser.judging import TO_THE_END, Campaign, arrived, judge_by_mouse, make_campaign
from tests.browser.pages import fits, keep_picture
from tests.browser.people import PASSWORD
from tests.http_person import HttpPerson

REASON = "Look at the motion of the whole clip."
FAULT = "The ball falls upwards in the second half."
REPLY = "I watched it twice and had missed that."


@pytest.fixture
def campaign(server, people, tmp_path, request) -> Campaign:
    """Three pairs, of which Ada has judged one; Rui reviews."""
    campaign = make_campaign(server, tmp_path / "clips", request.node.name, overlap=1)
    server.manage("enrol", campaign.name, "rui", "--as", "reviewer")
    ada = HttpPerson(server.url)
    ada.sign_in("ada", PASSWORD)
    ada.judge(campaign.path.split("/")[2], ANSWERS)
    return campaign


def pictures(page: Page, name: str) -> None:
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        fits(page, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            keep_picture(page, f"{name}-{width}-{scheme}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})


def begin(page: Page) -> None:
    """Plans to look at one pair, and begins."""
    page.get_by_label("Pairs looked at (n)").fill("1")
    page.get_by_label("Faults allowed (c)").fill("0")
    expect(page.get_by_role("img", name="Operating curve").last).to_be_visible()
    pictures(page, "inspection-plan")
    page.get_by_role("button", name="Begin the inspection").click()


def confirm(page: Page, deed: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=deed).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def inspect_and_send_back(page: Page) -> None:
    page.get_by_role("button", name="Inspect: ").click()
    begin(page)
    expect(page.get_by_text("The plan has no answer yet.").first).to_be_visible()
    pictures(page, "inspection-begun")
    page.get_by_role("link", name="Judge the next pair").click()
    judge_by_mouse(page)
    expect(page.get_by_role("heading", name="Item 1")).to_be_visible()
    expect(page.get_by_role("row", name="Harm, video_1")).to_be_visible()
    page.get_by_label("What is wrong with it?").fill(FAULT)
    page.get_by_role("button", name="Fault").click()
    expect(page.get_by_text("By the plan this batch has too many faults")).to_be_visible()
    pictures(page, "inspection-compared")
    page.get_by_role("button", name="Send the batch back").click()
    page.get_by_label("Why does it come back?").fill(REASON)
    pictures(page, "inspection-return")
    confirm(page, "Send the batch back")
    expect(page.get_by_text("1 pair of this batch is still with the annotator.")).to_be_visible()


def redo(page: Page) -> None:
    """Ada reads the reason and the example, replies, and judges anew.

    The focus goes back to what opened the dialog, and there the space bar would open it again.
    """
    expect(page.get_by_text(REASON)).to_be_visible()
    page.get_by_role("button", name="Example and reply").click()
    expect(page.get_by_text(FAULT)).to_be_visible()
    page.get_by_label("Your reply to the reviewer").fill(REPLY)
    pictures(page, "returned-example")
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_text(f"You replied: {REPLY}")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    pictures(page, "returned")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("radio").first).to_be_enabled(timeout=TO_THE_END)
    judge_by_mouse(page)
    expect(page.get_by_text(REASON)).to_have_count(0)
    arrived(page)


def inspect_again_and_accept(page: Page) -> None:
    expect(page.get_by_text(REPLY)).to_be_visible()
    page.get_by_role("button", name="Inspect again").click()
    begin(page)
    page.get_by_role("link", name="Judge the next pair").click()
    page.get_by_role("button", name="Right").click()
    expect(page.get_by_text("By the plan this batch is good: accept it.")).to_be_visible()
    page.get_by_role("button", name="Accept the batch").click()
    confirm(page, "Accept the batch")
    expect(page.get_by_text("Accepted", exact=True).first).to_be_visible()
    expect(page.get_by_text("batch_accepted")).to_be_visible()
    pictures(page, "inspection-accepted")


def by_round(rows: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[str, bool]]:
    return {(row["purpose"], row["round"]): (row["state"], row["counted"]) for row in rows}


def test_a_batch_is_inspected_returned_done_anew_and_accepted(page_of, campaign, tmp_path: Path):
    key = campaign.path.split("/")[2]
    rui = page_of("rui", path=f"/campaigns/{key}/inspections")
    inspect_and_send_back(rui)
    redo(page_of("ada", path=campaign.path))
    rui.reload()
    inspect_again_and_accept(rui)
    rui.goto(f"/campaigns/{key}/inspections")
    expect(rui.get_by_text("All finished work is in a batch.")).to_be_visible()
    pictures(rui, "inspections")
    found = by_round(campaign.exported(tmp_path / "out"))
    assert found["work", 0] == ("returned", False)
    assert found["work", 1] == ("complete", True)
    assert found["inspection", 0] == ("complete", False)


def helpfulness(campaign: Campaign, folder: Path) -> list[str]:
    """What the next export says is more helpful, pair by pair."""
    campaign.export(folder, "consensus")
    files = folder.rglob("consensus/*.jsonl")
    lines = [text for file in files for text in file.read_text().splitlines()]
    return [json.loads(text)["consensus"]["helpfulness"]["value"] for text in lines]


def test_a_settled_pair_and_its_undoing_are_in_the_next_export(page_of, campaign, tmp_path: Path):
    key = campaign.path.split("/")[2]
    assert helpfulness(campaign, tmp_path / "before") == ["video_0"]
    page = page_of("rui", path=f"/campaigns/{key}/answers")
    page.get_by_role("link", name="Pair").first.click()
    page.get_by_label("Helpfulness").select_option("video_1")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided by a reviewer")).to_be_visible()
    assert helpfulness(campaign, tmp_path / "decided") == ["video_1"]
    page.get_by_role("button", name="Undo the decision").click()
    expect(page.get_by_text("Decision undone")).to_be_visible()
    assert helpfulness(campaign, tmp_path / "undone") == ["video_0"]
