"""Mo chooses how labels are weighed, adds answers where they are worth most, and undoes both."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_dashboard import FILL
from tests.browser.test_inspections import pictures


@pytest.fixture(scope="module")
def weighed(server, people) -> str:
    """A campaign in which everything is judged, with its figures."""
    command = FILL.format(pairs=60).replace('"Judged"', '"Weighed"')
    return str(server.manage("shell", "--no-imports", "--command", command).split()[-1])


def test_the_method_is_changed_after_seeing_what_it_changes(page_of, weighed):
    page = page_of("mo", path=f"/manage/campaigns/{weighed}")
    page.get_by_role("radio", name="Dawid and Skene").check()
    pictures(page, "consensus")
    page.get_by_role("button", name="Change the method").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("videos change, in")).to_be_visible()
    dialog.get_by_role("button", name="Change the method").click()
    expect(page.get_by_text("Changed. The figures are computed anew.")).to_be_visible()
    expect(page.get_by_role("radio", name="Dawid and Skene")).to_be_checked()


def test_answers_are_added_where_they_are_worth_most_and_undone(page_of, weighed):
    page = page_of("mo", path=f"/campaigns/{weighed}/dashboard?part=questions")
    page.get_by_label("To how many pairs").fill("3")
    expect(page.get_by_text("6 answers more, to 3 pairs.")).to_be_visible()
    pictures(page, "extra-answers")
    page.get_by_role("button", name="Add answers").click()
    page.get_by_role("dialog").get_by_role("button", name="Add answers").click()
    row = page.get_by_role("listitem").filter(has_text="6 answers more, to 3 pairs")
    row.get_by_role("button", name="Undo").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(row.get_by_text("Undone")).to_be_visible()


def test_a_corpus_says_what_its_audit_found(page_of, campaign):
    page = page_of("mo", path=f"/manage/campaigns/{campaign.id}")
    page.locator("dd a[href^='/manage/corpora/']").click()
    page.get_by_role("link", name="Audit").click()
    expect(page.get_by_text("No clip of this corpus has this.")).to_be_visible()
    pictures(page, "audit")
