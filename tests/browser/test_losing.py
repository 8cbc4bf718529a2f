"""Whatever happens between the page and the server: every answer arrives, and arrives once."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.between import Between, between
from tests.browser.conftest import browser_program
from tests.browser.judging import FOR_A_RETRY, Campaign, campaign_on, make_corpus, watch
from tests.browser.losing import (
    ALL,
    DISK_IS_FULL,
    NOTHING_IS_KEPT,
    OTHERWISE,
    PATIENCE_IS_BACK,
    PATIENCE_IS_SHORT,
    PORTAL,
    RUBBISH,
    STAGE_ONE,
    all_arrived,
    clips_are_here,
    go_through,
    judge,
    press,
    press_stage_two,
    refusing_one,
    run_out,
    sign_in_by_form,
    sign_out,
    status,
    stored,
)
from tests.browser.pages import keep_pictures, sign_in
from tests.browser.people import PASSWORD, Person
from tests.servers import TandemServer


@pytest.fixture(scope="module")
def proxy(server: TandemServer) -> Iterator[Between]:
    with between(server.url) as made:
        yield made


@pytest.fixture(autouse=True)
def healed(proxy: Between) -> Iterator[None]:
    proxy.heal()
    yield
    proxy.heal()


@pytest.fixture(scope="module")
def corpus(server, tmp_path_factory) -> str:
    return make_corpus(server, tmp_path_factory.mktemp("clips"), "losing")


@pytest.fixture
def campaign(server: TandemServer, people, corpus: str, request) -> Campaign:
    """For this test alone, over the same three pairs."""
    return campaign_on(server, corpus, request.node.name[:60], overlap=2)


@pytest.fixture
def context(
    chromium: Browser, proxy: Between, people: dict[str, Person]
) -> Iterator[BrowserContext]:
    """Ada's browser, behind the proxy."""
    made = chromium.new_context(base_url=proxy.url, reduced_motion="reduce")
    sign_in(made, people["ada"])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, campaign: Campaign) -> Page:
    page = context.new_page()
    page.goto(campaign.path)
    expect(page.get_by_role("radio").first).to_be_visible()
    return page


def test_what_was_judged_without_a_connection_is_sent_hours_later(page, proxy, campaign):
    clips_are_here(page)
    proxy.is_down = True
    judge(page, 1)
    watch(page)
    press(page, STAGE_ONE)
    status(page, "0 sent, 3 waiting")
    keep_pictures(page, "workspace-offline")
    press_stage_two(page)
    judge(page, 1)
    expect(page.get_by_text("6 answers are kept on this computer")).to_be_visible()
    keep_pictures(page, "workspace-offline-nothing-left")
    run_out(campaign)
    proxy.is_down = False
    all_arrived(page, campaign)


def test_a_reload_without_a_connection_loses_nothing(page, proxy, campaign):
    proxy.puts_get(PORTAL)
    judge(page, 1)
    status(page, "0 sent, 2 waiting")
    page.reload()
    expect(page.get_by_text("2 answers are kept on this computer")).to_be_visible()
    page.get_by_role("button", name="Try again").click()  # healed, it goes on by itself
    proxy.heal()
    all_arrived(page, campaign, 2)


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_a_reply_that_is_not_tandems_is_waited_out(page, proxy, campaign, rubbish):
    proxy.puts_get(RUBBISH[rubbish])
    judge(page, 1)
    status(page, "0 sent, 2 waiting")
    proxy.heal()
    all_arrived(page, campaign, 2)


def test_an_answer_whose_acknowledgement_was_lost_is_stored_once(page, proxy, campaign):
    proxy.loses_replies = True
    judge(page, 1)
    status(page, "0 sent, 2 waiting")
    proxy.heal()
    all_arrived(page, campaign, 2)


def test_a_killed_server_is_waited_for(page, proxy, campaign, server):
    clips_are_here(page)
    server.kill("web")
    judge(page, 1)
    status(page, "2 sent, 0 waiting")
    all_arrived(page, campaign, 2)


def test_a_slow_server_keeps_nobody_waiting_and_loses_nothing(page, proxy, campaign):
    clips_are_here(page)
    proxy.delay = 2.0
    judge(page)
    over = page.get_by_role("heading", name="Nothing left for you")
    expect(over).to_be_visible(timeout=FOR_A_RETRY)
    all_arrived(page, campaign)


def test_a_server_that_never_answers_is_asked_again(page, proxy, campaign):
    clips_are_here(page)
    page.evaluate(PATIENCE_IS_SHORT)
    proxy.is_silent = True
    judge(page, 1)
    expect(page.locator("footer button.troubled")).to_be_visible()
    status(page, "0 sent, 2 waiting")
    page.evaluate(PATIENCE_IS_BACK)
    proxy.is_silent = False
    status(page, "2 sent, 0 waiting")
    all_arrived(page, campaign, 2)


def test_a_crashed_tab_loses_nothing(page, context, proxy, campaign):
    clips_are_here(page)
    proxy.is_down = True
    judge(page, 1)
    status(page, "0 sent, 2 waiting")
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    proxy.heal()
    all_arrived(context.new_page(), campaign, 2)


def test_a_restarted_browser_sends_what_it_kept(chromium, proxy, people, campaign, tmp_path):
    def browser() -> BrowserContext:
        made: BrowserContext = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=browser_program(),
            base_url=proxy.url,
            reduced_motion="reduce",
        )
        return made

    first = browser()
    sign_in(first, people["ada"])
    page = first.new_page()
    page.goto(campaign.path)
    clips_are_here(page)
    proxy.is_down = True
    judge(page, 1)
    status(page, "0 sent, 2 waiting")
    first.close()
    proxy.heal()
    second = browser()
    all_arrived(second.new_page(), campaign, 2)
    second.close()


def test_what_was_kept_at_signing_out_waits_for_its_owner(page, proxy, campaign):
    proxy.puts_get(PORTAL)
    judge(page, 1)
    status(page, "0 sent, 2 waiting")
    sign_out(page)
    page.get_by_role("button", name="Keep on this computer").click()
    sign_in_by_form(page, "ben")
    proxy.heal()
    page.goto("/account")
    expect(page.get_by_text("You are signed in as ben.")).to_be_visible()
    expect(page.get_by_text("Everything you did has arrived on the server.")).to_be_visible()
    assert stored(campaign) == []
    sign_out(page)
    sign_in_by_form(page, "ada")
    all_arrived(page, campaign, 2)


def test_what_waits_at_signing_out_can_be_sent_first(page, proxy, campaign):
    proxy.puts_get(PORTAL)
    judge(page, 1)
    status(page, "0 sent, 2 waiting")
    sign_out(page)
    send_first = page.get_by_role("button", name="Send now, then sign out")
    send_first.click()
    expect(page.get_by_text("not everything could be sent")).to_be_visible()
    expect(send_first).to_be_enabled()
    proxy.heal()
    send_first.click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert len(stored(campaign)) == 2


def test_a_session_that_ends_in_the_middle_asks_and_goes_on(page, context, proxy, campaign):
    watch(page)
    context.clear_cookies(name="tandem_session")
    press(page, STAGE_ONE)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Your session has ended. Nothing is lost")).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    status(page, "1 sent, 0 waiting")
    expect(dialog).to_have_count(0)
    press_stage_two(page)
    status(page, "2 sent, 0 waiting")
    all_arrived(page, campaign, 2)


def test_a_refused_answer_holds_up_nothing_and_can_be_corrected(page, proxy, campaign):
    clips_are_here(page)
    proxy.is_down = True
    judge(page)
    expect(page.get_by_text("6 answers are kept on this computer")).to_be_visible()
    proxy.is_down, proxy.instead = False, refusing_one()
    page.evaluate("dispatchEvent(new Event('online'))")
    status(page, "4 sent, 0 waiting, 2 set aside")
    expect(page.get_by_role("radio", checked=True)).to_have_count(4)
    keep_pictures(page, "workspace-set-aside")
    proxy.heal()
    go_through(page)
    page.goto("/account")
    page.get_by_text("2 answers are kept on this computer").wait_for()  # to be looked at
    rows = stored(campaign)
    assert len(set(rows)) == len(rows) == ALL


def test_two_tabs_send_each_answer_once_and_keep_what_differs(page, context, proxy, campaign):
    other = context.new_page()
    other.goto(campaign.path)
    expect(other.get_by_role("radio").first).to_be_visible()
    proxy.puts_get(PORTAL)
    page.bring_to_front()  # a page behind another may not play
    judge(page, 1)
    other.bring_to_front()
    watch(other)
    press(other, OTHERWISE)
    status(other, "0 sent, 3 waiting")
    proxy.heal()
    page.evaluate("dispatchEvent(new Event('online'))")
    other.evaluate("dispatchEvent(new Event('online'))")
    other.goto("/account")
    expect(other.get_by_text("1 answer is kept on this computer")).to_be_visible()
    rows = stored(campaign)
    assert len(rows) == len(set(rows)) == 2


def test_a_browser_that_keeps_nothing_says_so_before_the_first_answer(context, proxy, campaign):
    context.add_init_script(NOTHING_IS_KEPT)
    page = context.new_page()
    page.goto(campaign.path)
    expect(page.get_by_text("This browser does not keep data for this site")).to_be_visible()
    judge(page, 1)
    status(page, "Not saved on this computer, 2 sent, 0 waiting")
    assert len(stored(campaign)) == 2


def test_a_disk_that_fills_up_is_told_before_anything_is_submitted(page, proxy, campaign):
    proxy.puts_get(PORTAL)
    page.evaluate(DISK_IS_FULL)
    watch(page)
    page.keyboard.press("1")
    expect(page.get_by_text("This browser does not keep data for this site")).to_be_visible()
    judge(page, 1)
    status(page, "Not saved on this computer, 0 sent, 2 waiting")
    proxy.heal()
    status(page, "2 sent, 0 waiting")
    assert len(stored(campaign)) == 2
