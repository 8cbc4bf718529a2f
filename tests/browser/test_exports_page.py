"""Mo takes snapshots by choice, compares them, hands out a link, withdraws somebody for good."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.campaigns import open_campaign
from tests.browser.pages import fits, keep_picture
from tests.browser.test_manager_road import FOR_A_WORKER

JUDGE = """
from annotation_server.accounts.services import create_user
from annotation_server.annotation.services import Submission, fill_queue, submit
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.services import enrol
from tests.annotation.world import ANSWERS
campaign = Campaign.objects.get(name="{campaign}")
person = create_user("{name}").user
enrol(campaign, person, Membership.Role.ANNOTATOR, by=None)
for one in fill_queue(campaign.pk, hold=2, by=person).assignments:
    for stage, answers in ANSWERS.items():
        submit(one.pk, Submission(stage, answers), by=person)
"""


IN_EVERY_STATE = """
from datetime import timedelta
from django.db.models.functions import Now
from annotation_server.campaigns.models import Campaign
from annotation_server.exports.models import Export
from annotation_server.exports.operations.expiring import EXPIRED
from annotation_server.exports.services import freeze
campaign = Campaign.objects.get(name="{campaign}")
common = dict(name="jsonl", format="jsonl", attempts=1, total_units=155_073)
ended = dict(finished_at=Now())
full = "The disk of /data/exports is full. Make room there; then start it again."
for fields in (
    dict(state="running", done_units=61_000, leased_until=Now() + timedelta(hours=1),
         started_at=Now() - timedelta(seconds=20)),
    dict(state="failed", error=full, error_code="gave_up", **ended),
    dict(state="cancelled", **ended),
    dict(state="cancelled", expired_at=Now(), error=EXPIRED, error_code="files_expired", **ended),
):
    Export.objects.create(snapshot=freeze(campaign, by=None), **common, **fields)
"""


@pytest.fixture(scope="module")
def campaign(server, people, corpus):
    """A campaign in which Dana judged two pairs."""
    opened = open_campaign(server, corpus, "Exports")
    judge(server, opened, "dana")
    return opened


def judge(server, campaign, name: str) -> None:
    code = JUDGE.format(campaign=campaign.name, name=name)
    server.manage("shell", "--no-imports", "--command", code)


def exports(page_of, campaign, **more):
    return page_of("mo", path=f"/manage/campaigns/{campaign.id}?part=snapshots", **more)


def ready(page: Page) -> int:
    """How many are ready, counted when the list is there."""
    found = page.get_by_text("Ready", exact=True)
    expect(found.or_(page.get_by_text("No snapshot yet")).first).to_be_visible()
    return found.count()


def take(page: Page, count: int) -> None:
    """Take a snapshot and wait until so many are ready."""
    page.get_by_role("button", name="Take a snapshot").click()
    expect(page.get_by_text("Ready", exact=True)).to_have_count(count, timeout=FOR_A_WORKER)


def test_formats_filters_and_options_are_chosen(page_of, campaign):
    page = exports(page_of, campaign)
    page.get_by_role("checkbox", name="Parquet").check()
    page.get_by_text("What is taken").click()
    page.get_by_label("Fewest answers for a pair").fill("1")
    page.get_by_label("cleo").check()
    page.get_by_text("How it is written").click()
    page.get_by_label("Clips").select_option(
        label="In tar files to download, as annotators watched them"
    )
    page.get_by_label("Seconds at work").select_option("whole")
    keep_picture(page, "exports-form-1440-light")
    take(page, 1)
    for name in ("jsonl.whole-seconds/assignments.jsonl", "safesora.videos.500mb/videos-00000.tar"):
        expect(page.get_by_role("link", name=f"Download {name}")).to_be_visible()
    told = "Download parquet.whole-seconds/consensus/train.parquet"
    expect(page.get_by_role("link", name=told)).to_be_visible()
    expect(page.get_by_text("GenAI-Bench votes")).to_have_count(0)


def test_a_link_downloads_without_signing_in(page_of, campaign):
    page = exports(page_of, campaign)
    take(page, ready(page) + 1)
    page.get_by_role("button", name="Make a link to jsonl/assignments.jsonl").first.click()
    page.get_by_role("button", name="Make a link", exact=True).click()
    link = page.get_by_label("Link", exact=True).input_value()
    keep_picture(page, "exports-link-1440-light", whole=False)
    reply = page_of(None).request.get(link)
    assert (reply.status, reply.text().count("\n")) == (200, 2)


def test_two_snapshots_are_compared_and_a_withdrawal_is_told(page_of, server, campaign):
    page = exports(page_of, campaign)
    before = ready(page)
    take(page, before + 1)
    judge(server, campaign, "emil")
    take(page, before + 2)
    page.get_by_role("button", name="Compare", exact=True).click()
    row = page.get_by_role("row", name=re.compile("^Assignments"))
    expect(row.get_by_role("cell").first).to_have_text("2")
    keep_picture(page, "exports-compared-1440-light")
    expect(page).to_have_url(re.compile("from=.*to="))
    withdraw(page_of, "emil")
    page = exports(page_of, campaign)
    expect(page.get_by_text("taken back by their annotators")).to_have_count(1)
    keep_picture(page, "exports-affected-1440-light")


def withdraw(page_of, name: str) -> None:
    people = page_of("mo", path="/manage/people")
    row = people.get_by_role("listitem").filter(has_text=name)
    row.get_by_role("button", name="Withdraw").click()
    dialog = people.get_by_role("dialog")
    expect(dialog.get_by_text("2 judged pairs leave")).to_be_visible()
    keep_picture(people, "people-withdraw-1440-light", whole=False)
    dialog.get_by_role("button", name="Withdraw for good").click()
    expect(people.get_by_text(name, exact=True)).to_have_count(0)
    expect(people.get_by_text("Somebody who withdrew")).to_be_visible()


def test_files_are_kept_as_long_as_chosen(page_of, campaign):
    page = exports(page_of, campaign)
    page.get_by_label("Days").fill("30")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Days")).to_have_value("30")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits(page_of, campaign, width, scheme):
    page = exports(page_of, campaign, width=width, scheme=scheme)
    page.get_by_text("How it is written").click()
    page.get_by_text("What is taken").click()
    expect(page.get_by_label("Seconds at work")).to_be_visible()
    fits(page, width)
    keep_picture(page, f"exports-{width}-{scheme}")


@pytest.fixture(scope="module")
def stopped(server, people, corpus):
    """A campaign with a snapshot in every state, apart from one that is ready."""
    opened = open_campaign(server, corpus, "Stopped exports")
    judge(server, opened, "fritz")
    code = IN_EVERY_STATE.format(campaign=opened.name)
    server.manage("shell", "--no-imports", "--command", code)
    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_every_state_is_told_with_what_to_do(page_of, stopped, width, scheme):
    page = exports(page_of, stopped, width=width, scheme=scheme)
    for told in ("Being written", "Failed", "Cancelled", "Files expired"):
        expect(page.get_by_text(told, exact=True)).to_have_count(1)
    expect(page.get_by_text("Writing: 61,000 of 155,073 rows")).to_be_visible()
    expect(page.get_by_text("rows a second")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(1)
    expect(page.get_by_role("button", name="Start again")).to_have_count(3)
    fits(page, width)
    keep_picture(page, f"exports-states-{width}-{scheme}")
