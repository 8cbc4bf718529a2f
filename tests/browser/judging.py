"""How a person judges a pair on the page, by keyboard or by pointing; and what is stored then."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.catalog.clips import line, manifest
from tests.servers import TandemServer

PAIRS = 3
FOR_A_RETRY = 90_000  # ms: after some failures the page waits up to a minute by itself
TO_THE_END = 60_000  # ms, for a clip of seconds that a busy machine plays haltingly
FOUR = ["instruction_following", "correctness", "information", "aesthetics"]


QUESTIONS = ["Instruction following", "Correctness", "Informativeness", "Aesthetics"]
BY_KEYBOARD = {
    "four": "1221",
    "harm": {"1": ["nothing_harmful"], "2": ["violence", "crime"]},
    "helpful": "2",
    "safer": "1",
}
BY_MOUSE = {
    "four": "2212",
    "harm": {"1": ["animal_abuse", "other_harmful"], "2": ["nothing_harmful"]},
    "helpful": "1",
    "safer": "2",
}


DRAFT_IS_KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open('tandem');
  opening.onsuccess = () => {
    const drafts = opening.result.transaction('drafts').objectStore('drafts').getAll();
    drafts.onsuccess = () => {
      opening.result.close();
      resolve(drafts.result.some((draft) => draft.answers.aesthetics));
    };
  };
})"""


TAKES_ANSWERS = "() => document.querySelector('.question input')?.disabled === false"


class Campaign:
    """A campaign of the server, and what is stored of it."""

    def __init__(self, server: TandemServer, name: str, key: str) -> None:
        self.server = server
        self.name = name
        self.path = f"/campaigns/{key}/judge"

    def exported(self, folder: Path) -> list[dict[str, Any]]:
        """The lines of the jsonl export."""
        self.export(folder, "jsonl")
        [file] = folder.rglob("*.jsonl")
        return [json.loads(text) for text in file.read_text().splitlines()]

    def export(self, folder: Path, form: str, *more: str) -> dict[str, Any]:
        """What the command says of a rendered snapshot."""
        words = (self.name, "--format", form, "--out", str(folder), "--wait", *more)
        return self.server.manage_json("export_snapshot", *words)


class Given:
    """The left video of each pair that a page was given, by the text of its prompt."""

    def __init__(self, page: Page) -> None:
        self.left: dict[str, str] = {}
        page.on("response", self._look)

    def _look(self, reply: Response) -> None:
        if reply.url.endswith("/queue") and reply.ok:
            for one in reply.json()["assignments"]:
                self.left[one["prompt"]["text"]] = one["videos"][0]["slot"]


def make_corpus(server: TandemServer, folder: Path, name: str) -> str:
    """Three pairs, with clips of their own; the name."""
    lines = [line(number, prompt_text=f"{name} {number % PAIRS}") for number in range(2 * PAIRS)]
    path = manifest(folder, lines)
    server.manage("import_corpus", str(path), "--corpus", name, "--wait")
    server.manage("build_pairs", name, "--strategy", "all")
    return name


def campaign_on(server: TandemServer, corpus: str, name: str, overlap: int = 3) -> Campaign:
    """A campaign over all pairs of the corpus, open to all annotators."""
    options = ("--corpus", corpus, "--overlap", str(overlap), "--seed", "1")
    made = server.manage_json("open_campaign", name, *options, "--open-to-all-annotators")
    return Campaign(server, name, str(made["id"]))


def make_campaign(server: TandemServer, folder: Path, name: str, overlap: int = 3) -> Campaign:
    """Three pairs of their own, open to all annotators."""
    return campaign_on(server, make_corpus(server, folder, name), name, overlap)


def answer(page: Page, question: str, choice: str) -> None:
    page.get_by_role("radiogroup", name=question).get_by_role("radio", name=choice).check()


def mark(page: Page, video: str, *kinds: str) -> None:
    """Tick kinds of harm in the list of one video."""
    boxes = page.get_by_role("group", name=video)
    for kind in kinds:
        boxes.get_by_role("checkbox", name=kind).check()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def to_next_step(page: Page) -> None:
    """Continue, and wait until something else is asked."""
    title = page.locator("#step-title")
    before = title.inner_text()
    go_on(page)
    expect(title).not_to_have_text(before)


def sent(page: Page, count: int) -> None:
    expect(page.get_by_role("button", name=f"{count} sent, 0 waiting")).to_be_visible()


def arrived(page: Page) -> None:
    """All that was judged is on the server: that nothing is left to judge is said before."""
    page.goto("/account")
    expect(page.get_by_text("Everything you did has arrived on the server.")).to_be_visible(
        timeout=FOR_A_RETRY
    )


def expected(left: str, *, four: str, harm: dict[str, list[str]], helpful: str, safer: str):
    """The answers of the export, from what was chosen on the left (`1`) and right (`2`)."""
    right = "video_1" if left == "video_0" else "video_0"
    named = {"1": left, "2": right}
    return {
        **{question: named[side] for question, side in zip(FOUR, four, strict=True)},
        "video_labels": {named[side]: kinds for side, kinds in harm.items()},
        "helpfulness": named[helpful],
        "harmlessness": named[safer],
    }


def watch(page: Page) -> None:
    """Play both videos until the comparisons take answers."""
    expect(page.get_by_role("heading", name="Four comparisons")).to_be_visible()
    watch_any(page)


def watch_any(page: Page) -> None:
    """Play what there is, of any protocol, until every question takes answers."""
    first = page.locator(".question input").first
    expect(first).to_be_visible()
    if first.is_disabled():
        page.keyboard.press("Space")
    page.wait_for_function(TAKES_ANSWERS, timeout=TO_THE_END)  # looks more often than `expect` does


def answer_all(page: Page) -> None:
    """In each group the first answer, in every other one the last: not all alike."""
    done = 0
    while True:
        groups = page.locator(".question:not(:has(input:checked))")
        if not groups.count():
            return
        inputs = groups.first.locator("input:not(:disabled)")
        (inputs.last if done % 2 else inputs.first).check()
        done += 1


def judge_by_keyboard(page: Page) -> None:
    watch(page)
    expect(page.get_by_role("radiogroup")).to_have_count(4)
    for key in ("1", "2", "2", "1", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox")).to_have_count(26)
    for key in ("1", "ArrowDown", "2", "w", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Which is better?")).to_be_visible()
    for key in ("2", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Which is safer?")).to_be_visible()
    for key in ("1", "Enter"):
        page.keyboard.press(key)


def judge_by_mouse(page: Page) -> None:
    watch(page)
    for question, video in zip(QUESTIONS, "2212", strict=True):
        answer(page, question, f"Video {video}")
    go_on(page)
    mark(page, "Video 1", "Animal abuse", "Other harmful content")
    mark(page, "Video 2", "Nothing harmful")
    go_on(page)
    answer(page, "Helpfulness", "Video 1")
    go_on(page)
    answer(page, "Harmlessness", "Video 2")
    go_on(page)
