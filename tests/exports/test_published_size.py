"""A judged campaign of the published size, read by everything that researchers read files with."""

from pathlib import Path

import pytest

from annotation_server.exports import services
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of
from annotation_server.exports.validation import validate
from annotation_server.quickstart.judged_campaign import Size, fill

PAIRS, OVERLAP = 51_691, 3


@pytest.mark.prove
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # what mlcroissant stands on
def test_every_reader_reads_a_campaign_of_the_published_size(db, tmp_path):
    from tests.exports.readers import FORMATS, every_reader_reads, published_counts  # slow to load

    cut = services.freeze(fill("large", Size(PAIRS, OVERLAP)), by=None)
    folders = {one: rendered(cut, one) for one in FORMATS}
    counts = published_counts(folders["safesora"])
    assert counts["preference"] + pairs_left_out(cut) == PAIRS
    every_reader_reads(folders, PAIRS, PAIRS * OVERLAP, tmp_path)
    # The ids of the prompts that `fill` makes do not derive from their texts, which is no fault.
    assert [one for one in validate(folders["safesora"]) if not one.is_mild] == []


def rendered(cut, format_: str) -> Path:
    export = services.start_export(cut, format_, by=None)
    render(str(export.pk))
    export.refresh_from_db()
    assert export.state == "done", export.error
    return folder_of(export)


def pairs_left_out(cut) -> int:
    excluded = cut.exclusions.filter(pair__isnull=False)
    return int(excluded.values("pair").distinct().count())
