"""Every translation says each refusal that an annotator can meet, and each problem of a field."""

import re
from pathlib import Path

import pytest
from rest_framework import serializers

from annotation_server.core import fields as own_fields
from annotation_server.quickstart.surroundings import ROOT

LOCALES = Path(ROOT) / "frontend" / "src" / "i18n" / "locales"
SERVER = Path(ROOT) / "annotation_server"
TAGS = sorted(path.stem for path in LOCALES.glob("*.ts"))
CODE = re.compile(r'code(?:: str)? ?= ?"([a-z_]+)"')
OF_A_FIELD = re.compile(r'FieldProblem\([^,]+, *"([a-z_]+)"')
KINDS = (
    *(serializers.CharField, serializers.IntegerField, serializers.DecimalField),
    *(serializers.ChoiceField, serializers.ListField, serializers.DictField),
    *(serializers.DateField, serializers.DateTimeField, own_fields.WebAddress),
)
# What only a program that builds requests by hand can meet.
OF_NO_FORM = {"overflow"}
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


def problems_of_fields() -> set[str]:
    """Their codes: those of our services, and those of the kinds of fields that bodies have."""
    ours = {code for file in SERVER.rglob("*.py") for code in OF_A_FIELD.findall(file.read_text())}
    of_kinds = {
        code
        for kind in KINDS
        for one in kind.mro()
        for code in getattr(one, "default_error_messages", {})
    }
    return (ours | of_kinds) - OF_NO_FORM


@pytest.mark.parametrize("tag", TAGS)
def test_every_problem_of_a_field_has_a_sentence(tag):
    said = "".join(path.read_text() for path in (LOCALES / tag).glob("*.ts"))
    missing = {code for code in problems_of_fields() if f"'field.{code}'" not in said}
    assert missing == set()
    assert len(problems_of_fields()) > 30
