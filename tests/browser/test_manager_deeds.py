"""What a manager does apart from the straight road, each on its page."""

import json
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import expect_no_violations
from tests.browser.pages import keep_picture
from tests.browser.test_manager_road import FOR_A_WORKER, new_corpus
from tests.catalog import clips
from tests.exports import round_trip

PIECES = re.compile(r"/pieces/\d+$")
BROKEN = """
key: mine
version: 1
targets: pear
default_locale: en
stages:
  - key: one
    steps:
      - key: one
        questions:
          - {key: better, target: set, kind: chioce}
texts:
  en: {title: Mine}
"""


def import_is_done(page: Page, words: str) -> None:
    expect(page.get_by_text(words)).to_be_visible(timeout=FOR_A_WORKER)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """A small published dataset, packed as it is, and what its sets say."""
    folder = tmp_path_factory.mktemp("published")
    sets = round_trip.make_up(2, seed=3, pairs_a_prompt=2)
    round_trip.write(folder / "all", sets)
    with zipfile.ZipFile(folder / "dataset.zip", "w") as packed:
        for path in sorted((folder / "all").rglob("*")):
            packed.write(path, path.relative_to(folder / "all"))
    return folder / "dataset.zip", sets


def test_published_answers_are_downloaded_as_they_came(page_of, dataset, tmp_path):
    archive, sets = dataset
    page = page_of("mo")
    new_corpus(page, "Published")
    page.locator("input[type=file]").set_input_files(archive)
    page.get_by_role("button", name="Upload and import").click()
    import_is_done(page, "Added 1 prompts, 3 clips and 2 pairs.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them").click()
    download.value.save_as(tmp_path / "references.zip")
    with zipfile.ZipFile(tmp_path / "references.zip") as packed:
        packed.extractall(tmp_path)
    for name in round_trip.SETS:
        read = round_trip.read(tmp_path, name)
        assert round_trip.written(read) == round_trip.written(sets[name])


def test_what_lies_in_the_inbox_is_imported_from_there(page_of, server):
    folder = server.folder.path / "inbox" / "boats"
    folder.mkdir(parents=True)
    clips.manifest(folder, [clips.line(0), clips.line(2)])
    page = page_of("mo")
    new_corpus(page, "Boats")
    page.get_by_label("Leave the clips where they are").check()
    keep_picture(page, "inbox-1440-light")
    page.get_by_role("button", name="Import boats/manifest.jsonl from the server").click()
    import_is_done(page, "Added 1 prompts, 2 clips and 0 pairs.")


def test_an_upload_is_paused_and_goes_on(page_of, dataset):
    page = page_of("mo")
    new_corpus(page, "Paused")
    waiting = []

    def hold(route) -> None:
        waiting.append(route)

    page.route(PIECES, hold)
    page.locator("input[type=file]").set_input_files(dataset[0])
    with page.expect_request(PIECES):
        page.get_by_role("button", name="Upload and import").click()
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    keep_picture(page, "upload-paused-1440-light")
    waiting[0].abort()
    page.unroute(PIECES)
    page.get_by_role("button", name="Go on", exact=True).click()
    import_is_done(page, "Added 1 prompts, 3 clips and 2 pairs.")


def test_a_suspended_person_cannot_sign_in_until_reinstated(page_of, people):
    mo = page_of("mo", path="/manage/people")
    row = mo.get_by_role("listitem").filter(has=mo.get_by_text("cleo", exact=True))
    cleo = page_of("cleo", path="/account")
    row.get_by_role("button", name="Suspend").click()
    expect(mo.get_by_text("cleo is signed out everywhere at once")).to_be_visible()
    keep_picture(mo, "suspend-1440-light", whole=False)
    mo.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    expect(row.get_by_text("Suspended")).to_be_visible()
    cleo.reload()
    page_of.troubles.expect(401, "/api/session")
    cleo.get_by_label("Name").fill("cleo")
    cleo.get_by_label("Password").fill(people["cleo"].password)
    cleo.get_by_role("button", name="Sign in").click()
    expect(cleo.get_by_text("or the account is suspended")).to_be_visible()
    row.get_by_role("button", name="Reinstate").click()
    mo.get_by_role("dialog").get_by_role("button", name="Reinstate").click()
    expect(row.get_by_text("Suspended")).to_have_count(0)
    cleo.get_by_role("button", name="Sign in").click()
    expect(cleo.get_by_text("You are signed in as cleo.")).to_be_visible()


def test_a_manager_is_made_and_unmade_after_a_question(page_of):
    mo = page_of("mo", path="/manage/people")
    row = mo.get_by_role("listitem").filter(has=mo.get_by_text("ben", exact=True))
    row.get_by_role("button", name="Make a manager").click()
    mo.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    row.get_by_role("button", name="Make a manager").click()
    mo.get_by_role("dialog").get_by_role("button", name="Make a manager").click()
    expect(row.get_by_text("Manager", exact=True)).to_be_visible()
    ben = page_of("ben", path="/")
    expect(ben.get_by_role("link", name="Corpora")).to_be_visible()
    row.get_by_role("button", name="No longer a manager").click()
    mo.get_by_role("dialog").get_by_role("button", name="No longer a manager").click()
    expect(row.get_by_text("Manager", exact=True)).to_have_count(0)
    ben.reload()
    expect(ben.get_by_role("heading", name="My campaigns")).to_be_visible()
    expect(ben.get_by_role("link", name="Corpora")).to_have_count(0)


def test_a_clip_that_failed_says_why_and_is_tried_again(page_of, tmp_path):
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(json.dumps({"prompt_text": "A dog", "path": "0.mp4"}) + "\n")
    (tmp_path / "0.mp4").write_bytes(clips.drawn("red")[:300])
    page = page_of("mo")
    new_corpus(page, "Failing")
    page.locator("input[type=file]").set_input_files([manifest, tmp_path / "0.mp4"])
    page.get_by_role("button", name="Upload and import").click()
    page.get_by_role("link", name="See why").click(timeout=FOR_A_WORKER)
    expect(page.get_by_text("Copy or export it again.")).to_be_visible()
    keep_picture(page, "clip-failed-1440-light")
    page.get_by_role("button", name="Try the failed clip again").click()
    expect(page.get_by_text("1 clip is tried again.")).to_be_visible()


def test_the_overlap_is_changed_after_a_question(page_of, campaign):
    page = page_of("mo", path=f"/manage/campaigns/{campaign.id}")
    page.get_by_label("Overlap").fill("4")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("From 3 to 4: every pair gets 1 more.")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Change it").click()
    expect(page.get_by_text("The overlap is 4 now.")).to_be_visible()


def test_a_broken_definition_is_told_with_every_place(page_of):
    page_of.troubles.expect(400, "/api/protocol-previews")
    page = page_of("mo", path="/manage/protocols")
    page.get_by_label("The definition").fill(BROKEN)
    page.get_by_role("button", name="Check it").click()
    mistakes = page.get_by_role("list", name="Mistakes in the definition")
    expect(mistakes.get_by_role("listitem").filter(has_text="Line 4")).to_contain_text("pear")
    expect(mistakes.get_by_role("listitem").filter(has_text="Line 11")).to_contain_text("chioce")
    keep_picture(page, "protocol-broken-1440-light")
    expect(page.get_by_role("button", name="Store it")).to_have_count(0)


def test_a_definition_that_starts_from_another_is_shown_before_it_is_stored(page_of):
    page = page_of("mo", path="/manage/protocols")
    page.get_by_role("button", name="Start from this one: GenAI-Arena").click()
    field = page.get_by_label("The definition")
    expect(field).to_have_value(re.compile("key: genai_arena"))
    changed = field.input_value().replace("key: genai_arena", "key: our_vote").replace(
        "title: GenAI-Arena, one vote", "title: One vote of ours"
    )  # fmt: skip
    field.fill(changed)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("“One vote of ours” can be used")).to_be_visible()
    asked = page.get_by_text("Which video do you prefer as an answer to the prompt?")
    expect(asked.first).to_be_visible()
    expect_no_violations(page)
    keep_picture(page, "protocol-good-1440-light")
    page.get_by_role("button", name="Store it").click()
    expect(page.get_by_text("“One vote of ours” is stored")).to_be_visible()
    expect(page.get_by_text("our_vote, version 1", exact=True)).to_be_visible()
