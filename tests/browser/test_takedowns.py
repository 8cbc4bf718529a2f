"""Ada reports what may be illegal, Mo decides about it; Mo withdraws a prompt and undoes it."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.campaigns import open_campaign
from tests.browser.pages import keep_picture
from tests.catalog import clips

SIZES = ((1440, 900), (390, 844))


@pytest.fixture(scope="module")
def campaign(server, tmp_path_factory):
    """A corpus of its own: what is taken down there is missed by no other test."""
    folder = tmp_path_factory.mktemp("taken")
    lines = []
    for place, colour in enumerate(clips.COLOURS[:4]):
        (folder / f"{place}.mp4").write_bytes(clips.drawn(colour))
        text = ("A boat on a lake.", "A kite above a field.")[place % 2]
        maker = ("model-a", "model-b")[place // 2]
        lines.append({"prompt_text": text, "path": f"{place}.mp4", "generated_from": maker})
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    server.manage("import_corpus", str(manifest), "--corpus", "Taken down", "--wait")
    server.manage("build_pairs", "Taken down", "--strategy", "all")
    return open_campaign(server, "Taken down", "Takedowns", overlap=1)


def test_a_report_takes_the_pair_away_and_a_manager_decides(page_of, campaign):
    ada, mo = page_of("ada", path=f"/campaigns/{campaign.id}/judge"), page_of("mo")
    ada.get_by_role("button", name="Skip this pair").click()
    ada.get_by_role("button", name="Report it").click()
    ada.get_by_role("checkbox", name="The prompt").check()
    keep_picture(ada, "report-1440-light")
    ada.get_by_role("button", name="Report and go on").click()
    expect(ada.get_by_text("Nobody is shown it any more")).to_be_visible()
    expect(ada.get_by_text("1 sent, 0 waiting")).to_be_visible()
    mo.goto("/")
    expect(mo.get_by_text("1 held item waits for your decision")).to_be_visible()
    mo.get_by_role("button", name="Reveal").click()
    for width, height in SIZES:
        mo.set_viewport_size({"width": width, "height": height})
        keep_picture(mo, f"held-{width}-light")
    mo.get_by_role("button", name="Release it").click()
    expect(mo.get_by_text("1 held item waits for your decision")).to_be_hidden()


def test_a_withdrawal_says_what_happens_and_can_be_undone(page_of, campaign):
    mo = page_of("mo", path="/manage/corpora")
    mo.get_by_role("link", name="Taken down").click()
    mo.get_by_role("button", name="Withdraw this prompt").first.click()
    dialog = mo.get_by_role("dialog")
    expect(dialog.get_by_text("1 pair is given to nobody any more")).to_be_visible()
    dialog.get_by_label("Why?").fill("Asked for by its author.")
    keep_picture(mo, "withdraw-1440-light")
    dialog.get_by_role("button", name="Withdraw", exact=True).click()
    mo.get_by_role("link", name="Withdrawn").click()
    card = mo.get_by_role("article").filter(has_text="Asked for by its author.")
    expect(card).to_contain_text("by mo")
    keep_picture(mo, "withdrawn-1440-light")
    card.get_by_role("button", name="Undo the withdrawal").click()
    mo.get_by_role("dialog").get_by_role("button", name="Undo the withdrawal").click()
    expect(card.get_by_text("Undone")).to_be_visible()
