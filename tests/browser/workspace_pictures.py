"""The workspace in every state, at three sizes, in both colour schemes and both languages.

Not among the tests, since nothing is asserted of the pictures: they are to be looked at. With
TANDEM_REAL_CLIPS, a manifest, on its clips; without it on drawn ones.

TANDEM_SCREENSHOTS=DIR ./run test tests/browser/workspace_pictures.py
"""

import os
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Route

from tests.annotation.world import ANSWERS
from tests.browser.between import Between, between
from tests.browser.campaigns import Opened, import_clips, open_campaign
from tests.browser.looking import wait_for_videos
from tests.browser.losing import STAGE_ONE, STAGE_TWO, clips_are_here, press, refusing_one
from tests.browser.pages import keep_pictures, sign_in
from tests.browser.people import PASSWORD, Person
from tests.browser.posing import judging, look, step
from tests.browser.test_care import CARE
from tests.browser.test_training import PLAN, School
from tests.http_person import HttpPerson
from tests.servers import TandemServer

LANGUAGES = ("en", "zh-Hans")
GUIDELINES = "# Look twice\n\nPlay both to the end. **When in doubt**, choose what you lean to."
SUPPORT = CARE["support"]
TERMS = {
    "rate": "0.35",
    "currency": "EUR",
    "session_size": 40,
    "max_per_annotator": None,
    "completion_url": "https://example.org/done",
    "completion_code": "TANDEM-7Q4",
}
WHY = "Clip A. Its lantern rises as warm air does; that of clip B jumps."
ASIDE = {"en": "set aside", "zh-Hans": "放在一旁"}
NUMBERS = count(1)
Ask = Callable[..., object]


@pytest.fixture(scope="module")
def corpus(server: TandemServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    named = os.environ.get("TANDEM_REAL_CLIPS", "")
    if named:
        server.manage("import_corpus", named, "--corpus", "Generated", "--wait")
        server.manage("build_pairs", "Generated", "--strategy", "all")
    else:
        import_clips(server, tmp_path_factory.mktemp("clips"), "Generated")
    return "Generated"


@pytest.fixture(scope="module")
def proxy(server: TandemServer) -> Iterator[Between]:
    with between(server.url) as made:
        yield made


@pytest.fixture
def campaign(server: TandemServer, people: object, corpus: str, request) -> Opened:
    """For one test: four pairs or more, with guidelines, pay and a support page."""
    return open_campaign(server, corpus, f"Generated clips {next(NUMBERS)}")


@pytest.fixture
def mo(server: TandemServer, campaign: Opened) -> Ask:
    """`mo("PUT", "terms", body)`: what the manager does to this campaign."""
    person = HttpPerson(server.url)
    person.sign_in("mo", PASSWORD)

    def ask(method: str, path: str, body: object) -> object:
        status, reply = person.ask(method, f"/api/campaigns/{campaign.id}/{path}", body)
        assert status < 300, reply
        return reply

    return ask


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return str(request.param)


@pytest.fixture
def context(chromium, proxy: Between, people: dict[str, Person], language: str):
    """Ada's browser in that language, behind the proxy."""
    proxy.heal()
    made = chromium.new_context(base_url=proxy.url, reduced_motion="reduce", locale=language)
    sign_in(made, people["ada"])
    token = next(one["value"] for one in made.cookies() if one["name"] == "csrftoken")
    headers = {"X-CSRFToken": token}
    made.request.put("/api/session/locale", data={"locale": language}, headers=headers)
    yield made
    proxy.heal()
    made.close()


def test_one_pair(context, campaign, mo, language):
    mo("PUT", "guidelines", {"guidelines": GUIDELINES})
    page = judging(context, campaign)
    look(page)
    keep_pictures(page, f"{language}-step-1-begun")
    press(page, ("1", "2"))
    keep_pictures(page, f"{language}-step-1-half")
    step(page, "1", "2", "Enter")
    press(page, ("2", "w"))
    keep_pictures(page, f"{language}-step-2-half")
    step(page, "ArrowDown", "1", "Enter")
    keep_pictures(page, f"{language}-step-3-begun")
    press(page, ("2",))
    keep_pictures(page, f"{language}-step-3")
    step(page, "Enter")
    press(page, ("1",))
    keep_pictures(page, f"{language}-step-4")


def test_panels_and_dialogs(context, campaign, mo, language):
    mo("PUT", "guidelines", {"guidelines": GUIDELINES})
    page = judging(context, campaign)
    look(page)
    for key, name in (("h", "guidance"), ("g", "guidelines"), ("?", "keys")):
        page.keyboard.press(key)
        page.locator("aside").wait_for()
        keep_pictures(page, f"{language}-{name}")
        page.keyboard.press(key)
    for key, name in (("x", "skip"), ("n", "note")):
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        keep_pictures(page, f"{language}-{name}")
        page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.get_by_role("dialog").locator(".report, button.quiet, a").last.click()
    keep_pictures(page, f"{language}-report")


def test_ways_of_looking(context, campaign, language):
    page = judging(context, campaign)
    look(page)
    for key, name, back in (
        ("d", "overlay", "d"),
        ("c", "enlarged", "cc"),
        ("a", "alone", "aa"),
        ("s", "swapped", "s"),
    ):
        page.keyboard.press(key)
        keep_pictures(page, f"{language}-{name}")
        page.keyboard.type(back)
    page.keyboard.press("f")
    keep_pictures(page, f"{language}-full-screen")


def test_loading(context, campaign, language):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route("**/queue", hold)
    page = judging(context, campaign)
    page.locator(".waiting").wait_for()
    keep_pictures(page, f"{language}-loading-pair")
    context.route("**/media/**", hold)
    context.route("**/queue", lambda route: route.continue_())
    while held:
        held.pop().continue_()
    page.locator(".question").first.wait_for()
    keep_pictures(page, f"{language}-loading-videos")
    context.route("**/media/**", lambda route: route.abort())
    while held:
        held.pop().abort()
    page.locator(".over").first.wait_for()
    keep_pictures(page, f"{language}-broken")


def test_without_a_connection(context, campaign, proxy, language):
    page = judging(context, campaign)
    look(page)
    clips_are_here(page)
    proxy.is_down = True
    step(page, *STAGE_ONE[:5])
    step(page, *STAGE_ONE[5:])
    step(page, *STAGE_TWO[:2])
    step(page, *STAGE_TWO[2:])
    look(page)
    step(page, *STAGE_ONE[:5])
    step(page, *STAGE_ONE[5:])
    page.locator("footer button.troubled").wait_for()
    keep_pictures(page, f"{language}-offline")
    page.locator("footer button.troubled").click()
    keep_pictures(page, f"{language}-offline-list")
    page.keyboard.press("Escape")
    proxy.is_down, proxy.instead = False, refusing_one()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text(ASIDE[language]).first.wait_for()
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-set-aside")
    page.locator("footer button").first.click()
    page.get_by_role("dialog").wait_for()
    keep_pictures(page, f"{language}-set-aside-list")


def test_a_sensitive_pair(context, server, campaign, language):
    ada = HttpPerson(server.url)
    ada.sign_in("ada", PASSWORD)
    while not ada.queue(campaign.id)[0]["prompt"]["sensitive"]:
        ada.judge(campaign.id, ANSWERS)
    page = judging(context, campaign)
    wait_for_videos(page)
    page.locator(".veil button").first.wait_for()
    keep_pictures(page, f"{language}-veiled")
    page.keyboard.press("v")
    keep_pictures(page, f"{language}-revealed")


def test_consent_break_support_and_the_end(context, server, campaign, mo, language):
    mo("PUT", "care", CARE)
    mo("PUT", "terms", TERMS)
    page = judging(context, campaign)
    page.locator(".consent").wait_for()
    keep_pictures(page, f"{language}-consent")
    page.locator(".consent button").first.click()
    look(page)
    ada = HttpPerson(server.url)
    ada.sign_in("ada", PASSWORD)
    while ada.queue(campaign.id):
        ada.judge(campaign.id, ANSWERS)
    keep = (("judge", "break"), ("support", "support"), ("history", "history"))
    for path, name in keep:
        page.goto(f"/campaigns/{campaign.id}/{path}")
        page.wait_for_load_state("networkidle")
        keep_pictures(page, f"{language}-{name}")
    mo("PUT", "care", CARE | {"sensitive_per_hour": None})
    while ada.queue(campaign.id):
        ada.judge(campaign.id, ANSWERS)
    page.goto(f"/campaigns/{campaign.id}/judge")
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-nothing-left")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-home")
    mo("PUT", "state", {"state": "paused"})
    page.goto(f"/campaigns/{campaign.id}/judge")
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-paused")


def test_a_session_that_ended(context, campaign, language):
    page = judging(context, campaign)
    look(page)
    context.clear_cookies(name="tandem_session")
    press(page, STAGE_ONE)
    page.get_by_role("dialog").wait_for()
    keep_pictures(page, f"{language}-session-over")


def test_a_worked_example(context, campaign, mo, language):
    pairs = mo("GET", "training-pairs", None)["results"]
    [neutral, *_] = [pair["id"] for pair in pairs if not pair["prompt"]["sensitive"]]
    body = {"pair": neutral, "explanation": WHY}
    mo("PUT", "worked-examples/correctness", body)
    page = judging(context, campaign)
    look(page)
    press(page, ("ArrowDown", "h"))
    page.locator("aside video").first.wait_for()
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-worked-example")


def test_a_training(context, server, campaign, language):
    school = School(campaign, server.url)
    for kind in ("tutorial", "qualification"):
        school.add(kind)
    school.ask("PUT", "training-plan", PLAN)
    page = judging(context, campaign)
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-training-first")
    page.goto(f"/campaigns/{campaign.id}/training")
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-training")
    page.goto(f"/campaigns/{campaign.id}/training/tutorial")
    look(page)
    press(page, ("ArrowDown", "1"))
    page.wait_for_load_state("networkidle")
    keep_pictures(page, f"{language}-tutorial")
