"""What a first visit loads, as built and compressed: few small files, all named at once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from annotation_server.quickstart.surroundings import ROOT

DIST = ROOT / "frontend" / "dist"
WORKSPACE = ("index.html", "src/pages/Judge.svelte")
# 60 kB on the wire: the heads of the answers come on top of the files.
MOST_BYTES, MOST_FILES = 58_000, 8


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    return dict(json.loads((DIST / ".vite" / "manifest.json").read_text()))


def loaded(built: dict[str, Any], entries: tuple[str, ...]) -> set[str]:
    """The scripts and styles that these and all they import need before they run."""

    def files(name: str) -> Iterator[str]:
        if name in seen:
            return
        seen.add(name)
        yield built[name]["file"]
        yield from built[name].get("css", [])
        for other in built[name].get("imports", []):
            yield from files(other)

    seen: set[str] = set()
    return {file for entry in entries for file in files(entry)}


def test_the_workspace_comes_in_few_small_files(built):
    sizes = {file: (DIST / f"{file}.br").stat().st_size for file in loaded(built, WORKSPACE)}
    assert len(sizes) <= MOST_FILES, sizes
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_the_workspace_loads_no_sentence_of_other_pages(built):
    scripts = [file for file in loaded(built, WORKSPACE) if file.endswith(".js")]
    text = "".join((DIST / file).read_text() for file in scripts)
    assert "judge.continue" in text
    assert not [key for key in ("account.title", "skip.title", "people.create") if key in text]


DASHBOARD = ("index.html", "src/components/Shell.svelte", "src/quality-pages.ts")
MOST_OF_DASHBOARD, MOST_FILES_OF_DASHBOARD = 120_000, 16


def test_the_dashboard_comes_in_few_files(built):
    sizes = {file: (DIST / f"{file}.br").stat().st_size for file in loaded(built, DASHBOARD)}
    assert len(sizes) <= MOST_FILES_OF_DASHBOARD, sizes
    assert sum(sizes.values()) < MOST_OF_DASHBOARD, sizes


def test_the_server_is_told_all_files_of_a_page_that_is_named_ahead(built):
    pages = json.loads((DIST / ".vite" / "ahead.json").read_text())
    files = {page["path"]: set(page["files"]) for page in pages}
    everywhere = loaded(built, ("index.html",))
    assert files["/campaigns/:campaign/dashboard"] == loaded(built, DASHBOARD) - everywhere
    assert files["/campaigns/:campaign/judge"] == loaded(built, WORKSPACE) - everywhere


def test_what_is_named_ahead_is_of_pages_that_there_are():
    routes = (ROOT / "frontend" / "src" / "routes.ts").read_text()
    pages = json.loads((DIST / ".vite" / "ahead.json").read_text())
    assert [page["path"] for page in pages if f"path: '{page['path']}', load:" not in routes] == []
