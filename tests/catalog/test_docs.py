"""docs/import.md names every column and every code that there is."""

import re
from pathlib import Path

import pytest

from annotation_server.catalog.operations.ingest import (
    DuplicateVideoError,
    SourceChangedError,
    SourceMissingError,
)
from annotation_server.catalog.rules.columns import CLIP_COLUMNS, HARM_CATEGORIES, PAIR_COLUMNS
from annotation_server.catalog.rules.pairing import Strategy

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "import.md").read_text()
CATALOG = ROOT / "annotation_server" / "catalog"
SOURCES = [*CATALOG.glob("rules/*.py"), CATALOG / "operations" / "unpacking.py"]
CODE = re.compile(r'(?:WrongValueError\(|Problem\([^"]*(?:"[a-z_01]*"|column), )"([a-z_0-9]+)", ')


def codes():
    """Every code that a line or an archive may get."""
    return {code for path in SOURCES for code in CODE.findall(path.read_text())}


def test_codes_are_found():
    assert {"path_outside", "missing", "duplicate_pair", "not_csv"} <= codes()


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_of_a_line_is_explained(code):
    assert f"`{code}`" in PAGE


@pytest.mark.parametrize("name", [*CLIP_COLUMNS, *PAIR_COLUMNS, *HARM_CATEGORIES, *Strategy])
def test_every_column_category_and_strategy_is_explained(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("error", [DuplicateVideoError, SourceChangedError, SourceMissingError])
def test_every_code_of_a_clip_is_explained(error):
    assert f"`{error.code}`" in PAGE
