"""What axe-core finds on a page."""

from pathlib import Path

from playwright.sync_api import Page

from annotation_server.quickstart.surroundings import ROOT

AXE = Path(ROOT) / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  // Colours on their way from one scheme to the other are nobody's to read.
  const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(moving.map(({ finished }) => finished));
  const { violations } = await axe.run(document, { runOnly: tags });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}"""


def expect_no_violations(page: Page) -> None:
    """Of WCAG 2.2 AA and axe's best practices; the script comes by the debugger, past the CSP."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(RUN, RULES)
    assert found == [], found
