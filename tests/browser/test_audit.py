"""What flashes is held when it comes in; Mo looks, keeps one clip back and releases another."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.campaigns import open_campaign
from tests.browser.test_inspections import pictures
from tests.catalog.planted import drawn

CORPUS = "Planted"
PLANTED = ("flashing", "clean", "flashing", "other", "black", "frozen")


@pytest.fixture(scope="module")
def corpus(server, tmp_path_factory):
    """Three prompts: two with a clip that flashes, one with a black and a frozen clip."""
    folder = tmp_path_factory.mktemp("planted")
    lines = []
    for place, name in enumerate(PLANTED):
        (folder / f"{place}-{name}.mp4").write_bytes(drawn(name))
        text, by = f"Prompt {place // 2}.", f"model-{place % 2}"
        path = f"{place}-{name}.mp4"
        lines.append({"prompt_text": text, "path": path, "generated_from": by})
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    server.manage("import_corpus", str(manifest), "--corpus", CORPUS, "--wait")
    return CORPUS


@pytest.fixture
def audit(page_of, corpus):
    page = page_of("mo", path="/manage/corpora")
    page.get_by_role("link", name=corpus).click()
    page.get_by_role("link", name="Audit").click()
    return page


def row_of(page: Page, name: str):
    return page.get_by_role("listitem").filter(has_text=name)


def answer(page: Page, button: str, deed: str) -> None:
    page.get_by_role("button", name=button).click()
    page.get_by_role("dialog").get_by_role("button", name=deed).click()


def test_mo_decides_about_each_clip_that_is_held(audit, server, corpus):
    expect(audit.get_by_label("What was found")).to_contain_text("Flashing (2)")
    expect(row_of(audit, "0-flashing.mp4")).to_contain_text("Held")
    expect(row_of(audit, "0-flashing.mp4")).to_contain_text("100% of the picture")
    pictures(audit, "audit-flashing")
    answer(audit, "Keep 0-flashing.mp4 back", "Keep back")
    expect(row_of(audit, "0-flashing.mp4")).to_contain_text("Kept back")
    answer(audit, "Release 2-flashing.mp4", "Release")
    expect(row_of(audit, "2-flashing.mp4")).to_contain_text("Released")
    server.manage("build_pairs", corpus, "--strategy", "all")
    assert open_campaign(server, corpus, "After the audit").pairs == 2


@pytest.mark.parametrize(
    ("kind", "name", "evidence"),
    [
        ("black", "4-black.mp4", "100% of its time"),
        ("frozen", "5-frozen.mp4", "% of its time"),
        ("same_bytes", "2-flashing.mp4", "0-flashing.mp4"),
    ],
)
def test_what_else_was_found_is_shown_by_its_kind(audit, kind, name, evidence):
    audit.get_by_label("What was found").select_option(kind)
    expect(row_of(audit, name)).to_contain_text(evidence)
    pictures(audit, f"audit-{kind}")


def test_the_clip_is_looked_at_on_the_page(audit):
    audit.get_by_label("What was found").select_option("black")
    audit.get_by_role("link", name="4-black.mp4").click()
    expect(audit.get_by_role("dialog").locator("video")).to_be_visible()
    pictures(audit, "audit-clip")
