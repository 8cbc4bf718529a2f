"""`./run bench`: figures from data made for them."""

import json
from io import StringIO

from django.core.management import call_command


def test_the_export_bench_sets_each_format_beside_a_bare_copy(db, tmp_path, settings):
    settings.EXPORTS_ROOT = tmp_path
    said = StringIO()
    call_command("bench_export", "--pairs", "30", "--json", stdout=said)
    figures = json.loads(said.getvalue())
    assert set(figures["formats"]) == {"jsonl", "safesora"}
    assert all(one["seconds"] > 0 < one["bare_copy"] for one in figures["formats"].values())
