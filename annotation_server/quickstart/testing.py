"""./run test and ./run prove: the front end's tests, then pytest on real engines."""

import subprocess
import sys

from annotation_server.quickstart import frontend
from annotation_server.quickstart.browser import browser
from annotation_server.quickstart.console import step
from annotation_server.quickstart.surroundings import ROOT, for_children

# What makes the rest of the options a choice of a few tests: those run in one process, at once.
CHOOSING = ("-k", "-m", "--lf", "--ff", "--sw", "-x", "--pdb", "-n", "tests")
# What `./run bench` measures in a browser, by its name there.
PAGES = {
    "page": "tests/browser/bench_page.py",
    "dashboard-page": "tests/browser/bench_dashboard.py",
}


def test(options: list[str]) -> int:
    """Everything; with options, only pytest, which gets them."""
    frontend.build()
    chromium = browser()
    if not options:
        frontend.install()
        with step("Tests of the front end"):
            frontend.npm("run", "--silent", "test", show=True)
    return pytest([*_spread(options), *options], chromium)


def prove(options: list[str]) -> int:
    """Only the tests marked `prove`, which `./run test` leaves out because they take long."""
    frontend.build()
    return pytest(["-m", "prove", *options], browser())


def measure(page: str, options: list[str]) -> int:
    """The workspace or the dashboard in a browser: its figures, told as they are measured."""
    frontend.build()
    return pytest(["-q", "-s", PAGES[page], *options], browser())


def _spread(options: list[str]) -> list[str]:
    chosen = any(option.startswith(CHOOSING) for option in options)
    # tests/spread.py says which process runs what: browsers are in two of them at most. The third
    # computes while those wait for pages, for servers that start and for what was killed.
    return [] if chosen else ["-n", "3"]


def pytest(options: list[str], chromium: str) -> int:
    done = subprocess.run(  # noqa: S603  # the developer's own words, no shell
        [sys.executable, "-m", "pytest", *options],
        cwd=ROOT,
        env=for_children(TANDEM_CHROMIUM=chromium),
        check=False,
    )
    return done.returncode
