"""The dashboard of a judged campaign, of one with few answers and of an empty one."""

import json
import re
from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.annotation.world import ANSWERS
from tests.browser.campaigns import Opened, open_campaign
from tests.browser.pages import fits, keep_picture
from tests.browser.people import PASSWORD
from tests.http_person import HttpPerson

PAIRS = 60
FILL = """
from annotation_server.campaigns.models import Membership
from annotation_server.accounts.queries import user_named
from annotation_server.campaigns.services import enrol
from annotation_server.quality.services import request_figures
from annotation_server.quality.operations.reports import refresh_report
from annotation_server.quickstart.judged_campaign import Size, fill
campaign = fill("Judged", Size(pairs={pairs}))
enrol(campaign, user_named("rui"), Membership.Role.REVIEWER, by=None)
refresh_report(str(request_figures(campaign).pk))
print(campaign.pk)
"""
COMPUTE = """
from annotation_server.campaigns.models import Campaign
from annotation_server.quality.services import request_figures
from annotation_server.quality.operations.reports import refresh_report
refresh_report(str(request_figures(Campaign.objects.get(pk="{campaign}")).pk))
"""
PAIR_IDS = """
from annotation_server.catalog.models import Pair
for pair in Pair.objects.filter(slots__campaign="{campaign}").distinct()[:30]:
    print(pair.pair_id)
"""
ORDERS = ("video_0", "video_1")
SIZES = ((1440, 900), (390, 844))
PARTS = {
    "now": "What needs you",
    "questions": "Raw agreement",
    "figures": "Correlation of harm labels",
    "generators": "Bradley-Terry strength",
    "people": "Agrees with the others",
    "disputes": "Disagreement",
}


@pytest.fixture(scope="module")
def judged(server, people) -> str:
    """A closed campaign in which everything is judged, with its figures."""
    said = server.manage("shell", "--no-imports", "--command", FILL.format(pairs=PAIRS))
    return str(said.split()[-1])


@pytest.fixture(scope="module")
def begun(server, campaign: Opened) -> Opened:
    """A campaign with one answer."""
    ada = HttpPerson(server.url)
    ada.sign_in("ada", PASSWORD)
    ada.judge(campaign.id, ANSWERS)
    server.manage("shell", "--no-imports", "--command", COMPUTE.format(campaign=campaign.id))
    return campaign


def seen_in_both_schemes(page, name):
    width = page.viewport_size["width"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        fits(page, width)
        keep_picture(page, f"{name}-{width}-{scheme}")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_part_of_a_judged_campaign_fits(page_of, judged, width, height):
    path = f"/campaigns/{judged}/dashboard"
    page = page_of("rui", width=width, height=height, path=path)
    for part, text in PARTS.items():
        page.goto(page.url.partition("?")[0] + f"?part={part}")
        expect(page.get_by_text(text).first).to_be_visible()
        seen_in_both_schemes(page, f"dashboard-{part}")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_few_answers_make_no_false_figures(page_of, begun, width, height):
    path = f"/campaigns/{begun.id}/dashboard?part=questions"
    page = page_of("mo", width=width, height=height, path=path)
    expect(page.get_by_text("undefined").first).to_be_visible()
    for part in ("questions", "figures", "now", "people"):
        page.goto(page.url.partition("?")[0] + f"?part={part}")
        expect(page.get_by_role("heading").first).to_be_visible()
        seen_in_both_schemes(page, f"dashboard-few-{part}")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_empty_campaign_says_so(page_of, server, corpus, people, width, height):
    empty = open_campaign(server, corpus, f"Empty at {width}")
    page = page_of("mo", width=width, height=height, path=f"/campaigns/{empty.id}/dashboard")
    expect(page.get_by_text("Nothing needs a person now.")).to_be_visible()
    seen_in_both_schemes(page, "dashboard-empty-now")
    page.get_by_role("link", name="Figures").click()
    expect(page.get_by_text("No figures yet")).to_be_visible()
    seen_in_both_schemes(page, "dashboard-empty-figures")


def test_a_number_leads_to_its_answers_and_on_to_the_pair(page_of, judged):
    page = page_of("rui", path=f"/campaigns/{judged}/dashboard?part=questions")
    page.get_by_role("link", name="video_0").first.click()
    expect(page.get_by_role("heading", name="Answers")).to_be_visible()
    page.get_by_role("link", name="Pair").first.click()
    expect(page.get_by_role("heading", name="What was answered")).to_be_visible()
    seen_in_both_schemes(page, "judged-pair")


def test_a_press_on_a_number_asks_for_its_answers_and_draws_all_of_them(page_of, judged):
    path = f"/campaigns/{judged}/dashboard?part=questions&since=2020-01-01T00:00:00.000Z"
    page = page_of("mo", path=path)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.get_by_role("link", name="video_0").first.click()
    expect(page.locator("article")).to_have_count(50)
    of_api = [path.rpartition("/")[2] for path in asked if path.startswith("/api/")]
    assert of_api == ["answers", "figures"]
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("article")).not_to_have_count(50)


def test_a_time_and_a_state_are_filters_that_the_address_keeps(page_of, judged):
    page = page_of("rui", path=f"/campaigns/{judged}/dashboard?until=2020-01-01T00:00:00.000Z")
    expect(page.get_by_text("Nothing was answered in this time.")).to_be_visible()
    page.get_by_role("button", name="All the time").click()
    expect(page.get_by_text("Nothing was answered in this time.")).to_have_count(0)
    page.get_by_role("button", name="Last hour").click()
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("link", name="Now").click()
    expect(page).to_have_url(re.compile("since="))
    page.locator(".questions dd a").first.click()
    expect(page.get_by_label("Question or labels")).not_to_have_value("")
    seen_in_both_schemes(page, "answers")
    page.get_by_label("What became of it").select_option("skipped")
    expect(page.get_by_text("No finished assignment fits.")).to_be_visible()
    expect(page).to_have_url(re.compile("state=skipped"))


def test_a_flagged_person_has_a_page_with_their_work(page_of, judged):
    page = page_of("rui", path=f"/campaigns/{judged}/dashboard?part=people")
    page.get_by_role("link", name="Annotator").first.click()
    expect(page.get_by_text("Counted answers")).to_be_visible()
    seen_in_both_schemes(page, "annotator")


def test_a_chart_is_saved_as_csv_svg_and_png(page_of, judged):
    page = page_of("rui", path=f"/campaigns/{judged}/dashboard?part=figures")
    for kind, first in (("CSV", b"label,count,share"), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as saved:
            name = f"Save “Labels of unsafe text-video pairs” as {kind}"
            page.get_by_role("button", name=name).click()
        assert saved.value.path().read_bytes().startswith(first)


def test_a_pair_is_settled_and_that_is_undone(page_of, judged):
    page = page_of("rui", path=f"/campaigns/{judged}/dashboard?part=disputes")
    page.get_by_role("link", name="Pair").first.click()
    reveal = page.get_by_role("button", name="Show the videos")
    expect(page.get_by_role("heading", name="What was answered")).to_be_visible()
    if reveal.count():
        reveal.click()
    page.get_by_label("Helpfulness").select_option("video_1")
    page.get_by_label("Crime").first.check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided on")).to_be_visible()
    expect(page.get_by_text("Decided by a reviewer").first).to_be_visible()
    seen_in_both_schemes(page, "judged-pair-decided")
    page.get_by_role("button", name="Undo the decision").click()
    expect(page.get_by_text("Decided on")).to_have_count(0)
    expect(page.get_by_text("Decision undone").first).to_be_visible()


def lines_of(judge: str, pairs: list[str], harm: bool) -> str:
    """Answers of a judge in both orders, one in ten of which could not be read."""
    answers = [
        {
            "helpfulness": None if at % 10 == 0 else ("video_0", "video_1")[at % 3 // 2],
            "aesthetics": order,
            **({"harm": {"video_0": ["nothing_harmful"], "video_1": ["porn"]}} if harm else {}),
        }
        for at, order in product(range(len(pairs)), ORDERS)
    ]
    keys = product(pairs, ORDERS)
    rows = (
        {"pair_id": pair, "judge": judge, "first": order, "answers": given}
        for (pair, order), given in zip(keys, answers, strict=True)
    )
    return "\n".join(map(json.dumps, rows))


def test_judges_are_uploaded_compared_and_removed(page_of, server, judged, tmp_path):
    page = page_of("mo", path=f"/campaigns/{judged}/dashboard?part=judges")
    expect(page.get_by_text("No judges yet")).to_be_visible()
    said = server.manage("shell", "--no-imports", "--command", PAIR_IDS.format(campaign=judged))
    page_of.troubles.expect(400, f"/api/campaigns/{judged}/judges")
    (tmp_path / "bad.jsonl").write_text('{"judge": 1}')
    page.locator("input[type=file]").set_input_files(tmp_path / "bad.jsonl")
    expect(page.get_by_text("pair_id is required, and this line has none.")).to_be_visible()
    seen_in_both_schemes(page, "dashboard-judges-bad-lines")
    for judge, harm in (("gpt-4o", True), ("videoscore-1.1", False)):
        (tmp_path / f"{judge}.jsonl").write_text(lines_of(judge, said.split(), harm))
        page.locator("input[type=file]").set_input_files(tmp_path / f"{judge}.jsonl")
        expect(page.get_by_role("button", name=f"Remove {judge}")).to_be_visible()
    server.manage("shell", "--no-imports", "--command", COMPUTE.format(campaign=judged))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        expect(page.get_by_text("gpt-4o and the crowd on labels")).to_be_visible()
        seen_in_both_schemes(page, "dashboard-judges")
    page.get_by_role("button", name="Remove videoscore-1.1").click()
    page.get_by_role("button", name="Remove the judge").click()
    expect(page.get_by_role("button", name="Remove videoscore-1.1")).to_have_count(0)
