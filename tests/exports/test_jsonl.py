import json

import pytest

from annotation_server.exports import services
from annotation_server.exports.models import Export
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of


def exported(world, **options):
    export = services.start_export(services.freeze(world.campaign, by=None), "jsonl", by=None)
    render(str(export.pk))
    export.refresh_from_db()
    assert export.state == "done", export.error
    return export


def test_x(world):
    world.judged(world.two())
    e = exported(world)
    for f in folder_of(e).iterdir():
        print(f.name); print(f.read_text())
    e = services.start_export(services.freeze(world.campaign, by=None), "safesora", by=None)
    render(str(e.pk))
    e.refresh_from_db()
    assert e.state == "done", e.error
    import gzip
    for f in sorted(folder_of(e).rglob("*")):
        if f.is_file():
            print(f.name)
            print(gzip.open(f).read().decode() if f.suffix == ".gz" else f.read_text())
    assert 0
