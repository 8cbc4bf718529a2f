"""A Chromium for the tests: the machine's own, else one that is installed now."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from annotation_server.quickstart.console import say
from annotation_server.quickstart.problems import QuickstartError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str:
    """The program to drive, or an empty text when Playwright has its own."""
    return on_path() or ("" if playwrights_own() else install())


def on_path() -> str:
    return next((found for name in NAMES if (found := shutil.which(name))), "")


def playwrights_own() -> bool:
    words = (
        "from playwright.sync_api import sync_playwright as driver\n"
        "with driver() as it: print(it.chromium.executable_path)"
    )
    said = subprocess.run(  # noqa: S603  # our own words, no shell
        [sys.executable, "-c", words], capture_output=True, text=True, check=False
    )
    return said.returncode == 0 and Path(said.stdout.strip()).exists()


def install() -> str:
    """Installs Chromium as the system would, else as Playwright would."""
    say("No Chromium was found: installing one for the browser tests.")
    if os.geteuid() == 0 and shutil.which("apt-get") and _install_from_debian():
        return on_path()
    done = subprocess.run(  # our own words, no shell
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False
    )
    if done.returncode != 0:
        raise QuickstartError(
            "The browser tests need Chromium, and none could be installed, as said above. Install "
            "it so that `chromium` is on PATH, for example with `apt-get install chromium`."
        )
    return ""


def _install_from_debian() -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium"]):
        done = subprocess.run(  # noqa: S603  # our own words, no shell
            ["apt-get", *words],  # noqa: S607  # wherever the system has it
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode != 0:
            return False
    return bool(on_path())
