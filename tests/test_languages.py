"""Every translation has a sentence for each refusal that an annotator can meet."""

import re
from pathlib import Path

import pytest

from annotation_server.quickstart.surroundings import ROOT

LOCALES = Path(ROOT) / "frontend" / "src" / "i18n" / "locales"
SERVER = Path(ROOT) / "annotation_server"
TAGS = sorted(path.stem for path in LOCALES.glob("*.ts"))
CODE = re.compile(r'code(?:: str)? ?= ?"([a-z_]+)"')
MET_BY_ANNOTATORS = ("annotation/services", "annotation/queries", "accounts", "core/errors.py")


def refusals() -> set[str]:
    """The codes in the parts that an annotator talks to."""
    places = [SERVER / place for place in MET_BY_ANNOTATORS]
    files = [file for at in places for file in ([at] if at.is_file() else at.rglob("*.py"))]
    return {code for file in files for code in CODE.findall(file.read_text())}


@pytest.mark.parametrize("tag", TAGS)
def test_every_refusal_has_a_sentence(tag):
    said = "".join(path.read_text() for path in (LOCALES / tag).glob("*.ts"))
    missing = {code for code in refusals() if f"'refusal.{code}'" not in said}
    assert missing == set()
    assert len(refusals()) > 20
