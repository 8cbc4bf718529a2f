"""Mo's whole way by the pages alone: corpus, import, pairs, campaign, people, snapshot."""

import hashlib
import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import fits, keep_picture
from tests.catalog import clips

SECONDS = 1000
FOR_A_WORKER = 240 * SECONDS  # it stands back for all that is tested meanwhile
GENERATORS = ("model-a", "model-b", "model-c")
SIZES = ((1440, 900), (390, 844))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two prompts by three generators: the manifest, a spoiled copy of it, and the clips."""
    folder = tmp_path_factory.mktemp("given")
    lines = []
    for place, colour in enumerate(clips.COLOURS):
        name = f"clip-{place}.mp4"
        (folder / name).write_bytes(clips.drawn(colour))
        text = ("A boat on a lake.", "A robber counts coins.")[place % 2]
        kind = ("safety_neutral", "safety_critical")[place % 2]
        generator = GENERATORS[place // 2]
        row = {"prompt_text": text, "prompt_type": kind, "path": name, "generated_from": generator}
        lines.append(row)
    write(folder / "videos.jsonl", lines)
    write(folder / "spoiled.jsonl", [lines[0], {**lines[1], "path": "gone.mp4"}, *lines[2:]])
    return folder


def write(path, lines) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def send(page: Page, folder, manifest: str) -> None:
    page.get_by_role("link", name="Import", exact=True).click()
    chosen = [folder / manifest, *sorted(folder.glob("*.mp4"))]
    page.locator("input[type=file]").set_input_files(chosen)
    page.get_by_role("button", name="Upload and import").click()


def new_corpus(page: Page, name: str) -> None:
    page.goto("/manage/corpora")
    page.get_by_role("button", name="New corpus").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the corpus").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def figure(page: Page, label: str, value: str) -> None:
    """Waits until a number at the top of the page is what it should be."""
    place = page.locator("dl > div", has=page.get_by_text(label, exact=True)).locator("dd")
    expect(place.first).to_contain_text(re.compile(rf"^\s*{value}\b"), timeout=FOR_A_WORKER)


def test_every_bad_line_is_told_and_nothing_is_imported(page_of, files):
    page = page_of("mo")
    new_corpus(page, "Spoiled")
    send(page, files, "spoiled.jsonl")
    expect(page.get_by_text("Nothing was imported").first).to_be_visible(timeout=FOR_A_WORKER)
    problem = page.get_by_role("listitem").filter(has_text="Line 2")
    expect(problem).to_contain_text("gone.mp4")
    page.reload()
    expect(problem).to_contain_text("there is no such file that can be read")
    keep_picture(page, "import-refused-1440-light")


def test_from_nothing_to_a_downloaded_export(page_of, files, tmp_path):
    page = page_of("mo")
    new_corpus(page, "Road")
    send(page, files, "videos.jsonl")
    expect(page.get_by_text("Added 2 prompts, 6 clips and 0 pairs.")).to_be_visible(
        timeout=FOR_A_WORKER
    )
    figure(page, "Clips ready", "6")
    keep_picture(page, "import-done-1440-light")
    browse_the_prompts(page)
    build_pairs(page)
    open_a_campaign(page)
    enrol_somebody(page)
    take_a_snapshot(page, tmp_path)


def browse_the_prompts(page: Page) -> None:
    """The critical prompt is veiled until it is revealed."""
    page.get_by_role("link", name="Prompts", exact=True).click()
    expect(page.get_by_text("A boat on a lake.")).to_be_visible()
    expect(page.get_by_text("A robber counts coins.")).to_have_count(0)
    page.get_by_role("button", name="Reveal this prompt and its videos").click()
    expect(page.get_by_text("A robber counts coins.")).to_be_visible()
    expect(page.get_by_role("button", name="Play the video by model-a")).to_have_count(2)


def build_pairs(page: Page) -> None:
    page.get_by_role("link", name="Pairs", exact=True).click()
    page.get_by_role("button", name="Make 6 pairs").click()
    figure(page, "Pairs", "6")


def open_a_campaign(page: Page) -> None:
    page.get_by_role("link", name="Open a campaign", exact=True).click()
    page.get_by_label("Name").fill("Road")
    page.get_by_label("Overlap").fill("2")
    expect(page.get_by_text("= 12 judgements at most")).to_be_visible()
    page.get_by_role("textbox", name="Write").fill("# Look twice\n\nBe **kind**.")
    expect(page.get_by_role("heading", name="Look twice")).to_be_visible()
    keep_picture(page, "new-campaign-1440-light")
    page.get_by_role("button", name="Open the campaign").click()
    expect(page.get_by_text("Nobody can judge yet")).to_be_visible()
    figure(page, "Places to fill", "12")


def enrol_somebody(page: Page) -> None:
    page.get_by_role("link", name="Enrol people").click()
    page.get_by_label("Name").fill("cleo")
    page.get_by_role("button", name="Enrol", exact=True).click()
    expect(page.get_by_role("button", name="Remove cleo")).to_be_visible()


def take_a_snapshot(page: Page, folder) -> None:
    """The file that arrives has the checksum that the page names."""
    page.get_by_role("link", name="Snapshots").click()
    page.get_by_role("button", name="Take a snapshot").click()
    link = page.get_by_role("link", name="Download jsonl/assignments.jsonl")
    expect(link).to_be_visible(timeout=FOR_A_WORKER)
    with page.expect_download() as download:
        link.click()
    saved = folder / "assignments.jsonl"
    download.value.save_as(saved)
    row = page.get_by_role("row").filter(has=link)
    digest = hashlib.sha256(saved.read_bytes()).hexdigest()
    assert row.locator("code").get_attribute("title") == digest
    keep_picture(page, "snapshots-1440-light")


def test_a_campaign_is_paused_only_after_a_question(page_of, campaign):
    page = page_of("mo", path=f"/manage/campaigns/{campaign.id}")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Open", exact=True)).to_be_visible()
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Pause the campaign").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Open again").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Open again").click()
    expect(page.get_by_text("Open", exact=True)).to_be_visible()


def test_a_new_persons_password_is_shown_once(page_of):
    page = page_of("mo", path="/manage/people")
    page.get_by_role("button", name="New person").click()
    page.get_by_role("dialog").get_by_label("Name").fill("dora")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_label("Password of dora")).not_to_have_value("")
    page.get_by_role("button", name="Done").click()
    page.reload()
    expect(page.get_by_text("dora", exact=True)).to_be_visible()
    expect(page.get_by_label("Password of dora")).to_have_count(0)


MANAGERS_PAGES = {
    "corpora": ("/manage/corpora", "Corpora"),
    "people": ("/manage/people", "People"),
    "protocols": ("/manage/protocols", "A protocol of your own"),
    "new-campaign": ("/manage/campaigns/new", "Open a campaign"),
    "campaign": ("/manage/campaigns/{campaign}", "What needs you"),
    "members": ("/manage/campaigns/{campaign}?part=members", "Enrol somebody"),
    "guidelines": ("/manage/campaigns/{campaign}?part=guidelines", "What annotators see"),
    "care": ("/manage/campaigns/{campaign}?part=care", "Care for annotators"),
    "pay": ("/manage/campaigns/{campaign}?part=pay", "Nothing to pay yet"),
    "training": ("/manage/campaigns/{campaign}?part=training", "No pair yet"),
    "snapshots": ("/manage/campaigns/{campaign}?part=snapshots", "Take a snapshot"),
}


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("name", MANAGERS_PAGES)
def test_a_managers_page_fits_in_both_schemes(page_of, campaign, name, width, height):
    path, ready = MANAGERS_PAGES[name]
    page = page_of("mo", width=width, height=height, path=path.format(campaign=campaign.id))
    expect(page.get_by_text(ready).first).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        fits(page, width)
        keep_picture(page, f"manage-{name}-{width}-{scheme}")
