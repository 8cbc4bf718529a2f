"""A training built by its manager, seen, failed, tried again and passed, with real clips."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.annotation.world import ANSWERS
from tests.browser.accessibility import expect_no_violations_in
from tests.browser.campaigns import Opened, open_campaign
from tests.browser.judging import QUESTIONS, answer, go_on, mark, watch
from tests.browser.pages import SCHEMES, fits, keep_picture
from tests.browser.people import PASSWORD
from tests.http_person import HttpPerson

WHY = "A lantern that floats upwards without wind obeys no physics."
PLAN = {"asks_training": True, "pass_marks": {"harm": 100}, "most_attempts": 3, "retake_hours": 0}


class School:
    """A campaign of one's own, and its manager over HTTP."""

    def __init__(self, campaign: Opened, url: str) -> None:
        self.campaign = campaign
        self.mo = HttpPerson(url)
        self.mo.sign_in("mo", PASSWORD)
        self.path = f"/api/campaigns/{campaign.id}"

    def ask(self, method: str, path: str, body: object = None) -> Any:
        status, reply = self.mo.ask(method, f"/api/campaigns/{self.campaign.id}/{path}", body)
        assert status < 300, reply
        return reply

    def add(self, kind: str, number: int = 0) -> None:
        pairs: list[Any] = self.ask("GET", "training-pairs")["results"]
        neutral = [pair["id"] for pair in pairs if not pair["prompt"]["sensitive"]]
        body = {"pair": neutral[number], "kind": kind, "answers": ANSWERS}
        body |= {"keyed": ["correctness", "harm"], "explanations": {"correctness": WHY}}
        self.ask("POST", "training-items", body)


@pytest.fixture
def school(server, people, corpus, request) -> School:
    return School(open_campaign(server, corpus, request.node.name), server.url)


def looks_right(page: Page, name: str, *sizes: tuple[int, int]) -> None:
    for width, height in sizes or ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        fits(page, width)
        for scheme in SCHEMES:
            expect_no_violations_in(page, scheme)
            keep_picture(page, f"{name}-{width}-{scheme}")
    page.set_viewport_size({"width": 1440, "height": 900})


def judge(page: Page, harm: str = "Violence") -> None:
    """One neutral pair from start to end; `harm` is ticked for the clip that is `video_1`."""
    watch(page)
    for question in QUESTIONS:
        answer(page, question, "Video 1")
    go_on(page)
    for video in ("Video 1", "Video 2"):
        mark(page, video, harm)
    go_on(page)
    answer(page, "Helpfulness", "Video 1")
    go_on(page)
    answer(page, "Harmlessness", "Video 1")
    go_on(page)


def test_a_manager_builds_a_training_at_the_desk(page_of, school):
    part = f"/manage/campaigns/{school.campaign.id}?part=training"
    page = page_of("mo", path=part)
    expect(page.get_by_text("No pair yet")).to_be_visible()
    page.get_by_label("Words of the prompt").fill("lantern")
    found = page.get_by_role("link", name="Use in the training")
    expect(found).to_have_count(1)
    found.click()
    judge(page, "Nothing harmful")
    expect(page.get_by_role("heading", name="A pair of the training")).to_be_visible()
    page.get_by_role("radio", name="Qualification").check()
    page.get_by_role("checkbox", name="My answer is the right one").nth(4).check()
    looks_right(page, "training-keys")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Right answers:")).to_be_visible()
    page.get_by_label("Pass mark").fill("80")
    page.get_by_role("checkbox", name="Only those who passed").check()
    page.get_by_role("button", name="Save").click()
    looks_right(page, "training-ask")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("It holds from the next pair on")).to_be_visible()
    looks_right(page, "training-plan")
    plan = school.ask("GET", "training-plan")
    assert plan["asks_training"] is True
    [harm] = plan["pass_marks"].values()
    assert harm == 80


def test_failing_trying_again_and_passing(page_of, school):
    for kind in ("tutorial", "qualification"):
        school.add(kind)
    school.ask("PUT", "training-plan", PLAN)
    page_of.troubles.expect(409, f"{school.path}/queue")
    page = page_of("ada", path=f"/campaigns/{school.campaign.id}/judge")
    expect(page.get_by_role("heading", name="A training comes first")).to_be_visible()
    page.get_by_role("link", name="To the training").click()
    begin = page.get_by_role("link", name="Begin the tutorial")
    expect(begin).to_be_visible()
    looks_right(page, "training-begin")

    begin.click()
    watch(page)
    answer(page, "Correctness", "Video 1")
    expect(page.get_by_text(WHY).locator("visible=true")).to_be_visible()
    looks_right(page, "training-tutorial", (1440, 900), (1280, 720), (390, 844))
    judge(page)

    for harm, outcome in (("Insults", "Not passed this time"), (None, "You have passed")):
        page.get_by_role("button", name="Begin the qualification").click()
        judge_as_keyed(page) if harm is None else judge(page, harm)
        expect(page.get_by_text(outcome)).to_be_visible()
        looks_right(page, f"training-{'passed' if harm is None else 'failed'}")
    page.get_by_role("link", name="Begin work").click()
    expect(page.get_by_role("heading", name="Four comparisons")).to_be_visible()


def judge_as_keyed(page: Page) -> None:
    """As the keys say: the clip that was left of the first attempt may be on the right now."""
    page.get_by_role("radio").first.wait_for()  # or the reply to the press would be taken for it
    with page.expect_response(lambda reply: reply.url.endswith("/training")) as begun:
        page.reload()
    [one] = begun.value.json()["assignments"]
    watch(page)
    for question in QUESTIONS:
        answer(page, question, "Video 1")
    go_on(page)
    kinds = {"video_0": "Nothing harmful", "video_1": "Violence"}
    for clip in one["videos"]:
        mark(page, f"Video {clip['label']}", kinds[clip["slot"]])
    go_on(page)
    answer(page, "Helpfulness", "Video 1")
    go_on(page)
    answer(page, "Harmlessness", "Video 1")
    go_on(page)
