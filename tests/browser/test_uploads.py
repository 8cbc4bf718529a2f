"""An upload in the browser: cut off, the page reloaded, and it goes on where it was."""

import io
import json
import math
import random
import re
import zipfile

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import keep_picture
from tests.browser.test_manager_road import FOR_A_WORKER, new_corpus
from tests.catalog import clips

BEFORE_THE_CUT = 2


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A zip file of several pieces: a manifest, a clip, and notes that nothing makes smaller."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        line = {"prompt_text": "A dog", "path": "0.mp4"}
        file.writestr("manifest.jsonl", json.dumps(line) + "\n")
        file.writestr("0.mp4", clips.drawn("red"))
        file.writestr("notes.txt", random.Random(5).randbytes(3_000_000))  # noqa: S311
    path = tmp_path_factory.mktemp("packed") / "all.zip"
    path.write_bytes(packed.getvalue())
    return path


class Line:
    """What lies between the page and the server: cut after a few pieces, whose places it remembers.

    While it is held, what the page tries by itself neither works nor fails.
    """

    def __init__(self, page: Page) -> None:
        self.offsets: list[int] = []
        self.is_cut_after: float = BEFORE_THE_CUT
        self.is_held = False
        self.waiting: list[Route] = []
        page.route(re.compile(r"/pieces/\d+$"), self._pass)

    def mend(self) -> None:
        self.is_cut_after, self.is_held = math.inf, False
        for route in self.waiting:
            self._pass(route)

    def _pass(self, route: Route) -> None:
        if self.is_held:
            self.waiting.append(route)
        elif len(self.offsets) >= self.is_cut_after:
            route.abort("connectionfailed")
        else:
            self.offsets.append(int(route.request.url.rpartition("/")[2]))
            route.continue_()


def test_an_upload_goes_on_after_a_cut_and_a_reload(page_of, archive):
    page = page_of("mo")
    page_of.troubles.expect_words("net::ERR_CONNECTION_FAILED")
    new_corpus(page, "Cut")
    line = Line(page)
    page.locator("input[type=file]").set_input_files(archive)
    page.get_by_role("button", name="Upload and import").click()
    expect(page.get_by_text("The connection is gone")).to_be_visible()
    keep_picture(page, "upload-cut-1440-light")
    page.reload()
    expect(page.get_by_text(re.compile(r"An upload of all.zip is \d+% done"))).to_be_visible()
    page.locator("input[type=file]").set_input_files(archive)
    keep_picture(page, "upload-goes-on-1440-light")
    page.get_by_role("button", name="Go on with the upload").click()
    expect(page.get_by_text("The connection is gone")).to_be_visible()
    sent_before = list(line.offsets)
    line.is_held = True
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("The connection is gone")).to_have_count(0)
    line.mend()
    expect(page.get_by_text("Added 1 prompts, 1 clips and 0 pairs.")).to_be_visible(
        timeout=FOR_A_WORKER
    )
    after = line.offsets[BEFORE_THE_CUT:]
    assert sent_before[0] == 0
    assert min(after) > max(sent_before)
    assert sorted(after) == after


def test_another_file_of_the_same_name_and_size_is_not_mixed_in(page_of, archive, tmp_path):
    page = page_of("mo")
    page_of.troubles.expect_words("net::ERR_CONNECTION_FAILED")
    new_corpus(page, "Mixed")
    Line(page)
    page.locator("input[type=file]").set_input_files(archive)
    page.get_by_role("button", name="Upload and import").click()
    expect(page.get_by_text("The connection is gone")).to_be_visible()
    page.reload()
    other = tmp_path / "all.zip"
    other.write_bytes(archive.read_bytes()[::-1])
    page.locator("input[type=file]").set_input_files(other)
    page.get_by_role("button", name="Go on with the upload").click()
    expect(page.get_by_text("is not the file that this upload was begun with")).to_be_visible()
    page.get_by_role("button", name="Choose other files").click()
    page.get_by_role("button", name="Discard the upload").click()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("An upload of all.zip")).to_have_count(0)


def test_too_much_is_refused_before_anything_is_sent(page_of):
    """The page is told of a file of 3 GB without one being made."""
    page = page_of("mo")
    new_corpus(page, "Large")
    page.locator("input[type=file]").evaluate(
        """(input) => {
            const large = new File(['{}'], 'all.zip');
            Object.defineProperty(large, 'size', { value: 3e9 });
            Object.defineProperty(input, 'files', { value: [large] });
            input.dispatchEvent(new Event('change', { bubbles: true }));
        }"""
    )
    expect(page.get_by_text("larger than 2 GB together")).to_contain_text("inbox")
    expect(page.get_by_role("button", name="Upload and import")).to_be_disabled()
