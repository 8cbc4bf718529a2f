"""What a test of lost connections does to a page, and what it asks of the database."""

import json
from collections.abc import Callable

import psycopg2
from playwright.sync_api import Page, expect

from tests.browser.between import Reply
from tests.browser.judging import FOR_A_RETRY, PAIRS, Campaign, arrived, judge_by_keyboard
from tests.browser.people import PASSWORD

ALL = 2 * PAIRS  # stages
PORTAL = Reply(200, "<html><title>Welcome to the Wi-Fi</title>Please accept our terms.</html>")
RUBBISH = {
    "a portal's page": PORTAL,
    "a proxy's page": Reply(502, "<h1>Bad gateway</h1>"),
    "a broken server": Reply(500, json.dumps({"error": {"code": "error"}}), "application/json"),
    "half an answer": Reply(200, '{"id": ', "application/json"),
}
REFUSAL = Reply(
    400,
    json.dumps({"error": {"code": "invalid_answers", "message": "Tick one kind.", "fields": []}}),
    "application/json",
)
STAGE_ONE = ("1", "2", "2", "1", "Enter", "1", "ArrowDown", "1", "Enter")
STAGE_TWO = ("2", "Enter", "1", "Enter")
OTHERWISE = ("2", "1", "1", "2", "Enter", "2", "ArrowDown", "1", "Enter")
NOTHING_IS_KEPT = "Object.defineProperty(window, 'indexedDB', { get: () => undefined });"
FETCHED_AHEAD = """
() => performance.getEntriesByType('resource').filter(
  (one) => one.initiatorType === 'fetch' && one.name.includes('/media/') && one.responseEnd > 0,
).length >= 4
"""
# Half a minute is too long for a test; for what is answered, less may be too short.
PATIENCE_IS_SHORT = """
() => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  window.patience = 500;
  AbortSignal.timeout = (ms) => timeout(Math.min(ms, window.patience));
}
"""
PATIENCE_IS_BACK = "window.patience = Infinity"
DISK_IS_FULL = """
() => {
  const full = () => { throw new DOMException('The disk is full.', 'QuotaExceededError'); };
  IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = full;
}
"""


def status(page: Page, words: str) -> None:
    expect(page.get_by_role("button", name=words)).to_be_visible(timeout=FOR_A_RETRY)


def judge(page: Page, pairs: int = PAIRS) -> None:
    for _ in range(pairs):
        judge_by_keyboard(page)


def press(page: Page, keys: tuple[str, ...]) -> None:
    for key in keys:
        page.keyboard.press(key)


def press_stage_two(page: Page) -> None:
    """It is asked a moment after the first stage is kept: what is pressed before is not for it."""
    expect(page.get_by_role("heading", name="Which is better?")).to_be_visible()
    press(page, STAGE_TWO)


def clips_are_here(page: Page) -> None:
    """Also those of the next two pairs."""
    page.wait_for_function(FETCHED_AHEAD)


def stored(campaign: Campaign) -> list[tuple[str, str]]:
    """Every judgement of the campaign: whose assignment, and which stage."""
    connection = psycopg2.connect(campaign.server.database_url())
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT assignment_id::text, stage FROM annotation_judgement JOIN annotation_assignment"
            " given ON given.id = assignment_id WHERE given.campaign_id::text = %s",
            [campaign.path.split("/")[2]],
        )
        rows = cursor.fetchall()
    connection.close()
    return rows


def all_arrived(page: Page, campaign: Campaign, stages: int = ALL) -> None:
    """Nothing waits, and each stage is stored once."""
    arrived(page)
    rows = stored(campaign)
    assert len(rows) == len(set(rows)) == stages


def run_out(campaign: Campaign) -> None:
    """Hours pass: every lease has run out."""
    connection = psycopg2.connect(campaign.server.database_url())
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE campaigns_slot SET leased_until = now() - interval '3 hours'"
            " WHERE state = 'held' AND campaign_id::text = %s",
            [campaign.path.split("/")[2]],
        )
    connection.close()


def refusing_one() -> Callable[[str, str], Reply | None]:
    """Refuses all stages of the first assignment whose answer comes by."""
    refused: list[str] = []

    def refuse(method: str, path: str) -> Reply | None:
        if method == "PUT" and "/stages/" in path and not refused:
            refused.append(path.split("/")[3])
        return REFUSAL if refused and refused[0] in path else None

    return refuse


def go_through(page: Page) -> None:
    """Every step of a pair whose answers are there, until nothing is left."""
    for step in (
        page.get_by_role("heading", name="Four comparisons"),
        page.get_by_role("checkbox").first,
        page.get_by_role("heading", name="Which is better?"),
        page.get_by_role("heading", name="Which is safer?"),
    ):
        expect(step).to_be_visible()
        page.keyboard.press("Enter")
    nothing_left = page.get_by_role("heading", name="Nothing left for you")
    expect(nothing_left).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()


def sign_in_by_form(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My campaigns")).to_be_visible()
