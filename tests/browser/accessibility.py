"""What axe-core finds on a page, where the Tab key leads, and whether all of it fits."""

from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

from annotation_server.quickstart.surroundings import ROOT

AXE = Path(ROOT) / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Off by axe's default, though WCAG asks for it: what is written on a control is part of its name.
MORE_RULES = ["label-content-name-mismatch"]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async (options) => {
  // Colours on their way from one scheme to the other are nobody's to read.
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  const transitions = () => document.getAnimations().filter((one) => one instanceof CSSTransition);
  await frame();
  await frame();
  // An inherited colour sets out when its parent's has arrived.
  for (let moving = transitions(); moving.length > 0; moving = transitions()) {
    await Promise.allSettled(moving.map(({ finished }) => finished));
    await frame();
  }
  const { violations } = await axe.run(document, options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}"""

# Every place that the Tab key has to reach, in the order of the page; of radios one a group.
MARK_STOPS = """() => {
  const stops = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const groups = new Set();
  const isStop = (one) => {
    if (one.disabled || one.tabIndex < 0 || one.closest('[inert]')) return false;
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== 'radio') return true;
    const isFirst = !groups.has(one.name);
    groups.add(one.name);
    return isFirst;
  };
  const found = [...document.querySelectorAll(stops)].filter(isStop);
  found.forEach((one, at) => {
    one.dataset.stop = one.type === 'radio' ? `radio ${one.name}` : at;
  });
  document.activeElement.blur();
  return found.map((one) => [one.dataset.stop, one.outerHTML.slice(0, 120)]);
}"""
WHERE = """async () => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const drawn = [one, one.closest('label'), one.firstElementChild].filter(Boolean);
  const isOutlined = (part) => [getComputedStyle(part), getComputedStyle(part, '::after')].some(
    ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
  );
  const isSeen = () => {
    const { top, bottom, left, right } = one.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isOnTop = hit !== null
      && (one.contains(hit) || hit.contains(one) || one.closest('label')?.contains(hit));
    return isOnTop && drawn.some(isOutlined);
  };
  // What had the focus before may lie over it for a moment.
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  for (let frames = 0; frames < 20 && !isSeen(); frames += 1) await frame();
  const stop = one.type === 'radio' ? `radio ${one.name}` : one.dataset.stop ?? null;
  return { stop, html: one.outerHTML.slice(0, 120), isVisible: isSeen() };
}"""
MOVES = """() => document.getAnimations()
  .filter((one) => Number(one.effect.getTiming().duration) > 50)
  .map((one) => one.animationName ?? one.transitionProperty)"""


def expect_no_violations(page: Page) -> None:
    """Of WCAG 2.2 AA and axe's best practices; the script comes by the debugger, past the CSP."""
    more = {rule: {"enabled": True} for rule in MORE_RULES}
    found = run_axe(page, {"runOnly": {"type": "tag", "values": RULES}, "rules": more})
    assert found == [], found


def expect_no_violations_in(page: Page, scheme: Literal["light", "dark"]) -> None:
    """In the dark, what the light one was looked at for already is left out."""
    page.emulate_media(color_scheme=scheme)
    if scheme == "light":
        expect_no_violations(page)
    else:
        expect_colours_to_be_legible(page)


def expect_colours_to_be_legible(page: Page) -> None:
    """The rules that a change of the colour scheme can break."""
    found = run_axe(page, {"runOnly": {"type": "rule", "values": COLOURS}})
    assert found == [], found


def run_axe(page: Page, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    return list(page.evaluate(RUN, {"resultTypes": ["violations"], **options}))


def walk_by_tab(page: Page) -> None:
    """Presses Tab all the way round the page, from where its focus begins.

    Fails when something is not reached, is reached out of order, or does not show the focus.
    """
    stops = dict(page.evaluate(MARK_STOPS))
    walked: list[dict[str, Any]] = []
    for _ in range(2 * len(stops) + 10):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        if here is None or here["stop"] not in stops:
            continue  # the browser's own controls, or a part that scrolls
        if walked and here["stop"] == walked[0]["stop"]:
            break
        walked.append(here)
    reached = list(dict.fromkeys(one["stop"] for one in walked))
    missed = [stops[one] for one in stops if one not in reached]
    assert missed == [], f"The Tab key does not lead to these: {missed}"
    first = reached.index(next(iter(stops)))
    assert reached[first:] + reached[:first] == list(stops), f"Out of order: {reached}"
    unseen = [one["html"] for one in walked if not one["isVisible"]]
    assert unseen == [], f"These do not show that they have the focus: {unseen}"


def expect_no_sideways_scrolling(page: Page, width: int) -> None:
    """In a window so wide, once it is drawn."""
    page.set_viewport_size({"width": width, "height": 800})
    fits = "(width) => innerWidth === width && document.documentElement.scrollWidth <= width"
    page.wait_for_function(fits, arg=width)


def expect_nothing_to_move(page: Page) -> None:
    """Of what moves by itself, for whoever asked for less motion."""
    assert page.evaluate(MOVES) == []
