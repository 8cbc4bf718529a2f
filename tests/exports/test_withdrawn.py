"""A snapshot keeps what it froze; but once something in it is withdrawn, nothing is made of it."""

import json

import pytest

from annotation_server.accounts.services import create_user
from annotation_server.annotation.services import put_back, withdraw, withdraw_annotator
from annotation_server.catalog.models import FileDeletion
from annotation_server.catalog.operations.deleting import delete_files
from annotation_server.core.errors import ConflictError
from annotation_server.exports.models import Export
from annotation_server.exports.operations import render
from annotation_server.exports.queries import (
    answers_withdrawn_since,
    finished_file,
    folder_of,
    withdrawn_since,
)
from annotation_server.exports.services import start_export, take_snapshot
from tests.exports.factory import FIRST, SECOND, answers

pytestmark = pytest.mark.django_db


def lines_of(snapshot):
    render(str(Export.objects.get(snapshot=snapshot).pk))
    _, path = finished_file(snapshot, "jsonl/assignments.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_is_withdrawn_is_in_no_later_export_and_marks_earlier_snapshots(world):
    gone, kept = world.two("A pond."), world.two("A lake.")
    for pair in (gone, kept):
        world.judged(pair)
    before = take_snapshot(world.campaign, ["jsonl"], by=None)
    assert len(lines_of(before)) == 2
    withdraw(gone.video_0, reason="", by=None)
    after = take_snapshot(world.campaign, ["jsonl"], by=None)
    assert [line["pair_id"] for line in lines_of(after)] == [kept.pair_id]
    assert withdrawn_since([before, after]) == {before.pk: 1}


def test_nothing_more_is_rendered_of_an_affected_snapshot_until_it_is_undone(world):
    pair = world.two()
    world.judged(pair)
    snapshot = take_snapshot(world.campaign, ["jsonl"], by=None)
    takedown = withdraw(pair, reason="", by=None)
    render(str(Export.objects.get().pk))
    assert Export.objects.get().error_code == "snapshot_affected"
    with pytest.raises(ConflictError, match="Take a new snapshot"):
        start_export(snapshot, "jsonl", by=None)
    put_back(takedown, by=None)
    start_export(snapshot, "jsonl", by=None)
    assert len(lines_of(snapshot)) == 1


def test_deleted_files_go_from_the_exports_that_hold_copies_too(world, settings):
    pair = world.two()
    video = pair.video_0
    folder = settings.EXPORTS_ROOT / "x" / "videos" / pair.prompt.prompt_id
    folder.mkdir(parents=True)
    copies = [folder / f"{one.video_id}.mp4" for one in pair.videos]
    for copy in copies:
        copy.write_bytes(b"a clip")
    withdraw(video, reason="", delete_files=True, by=None)
    delete_files(str(FileDeletion.objects.get().pk))
    assert [copy.exists() for copy in copies] == [False, True]


def test_an_annotators_answers_are_in_no_later_export_and_mark_earlier_snapshots(world):
    pair, ada = world.two(), create_user("Ada").user
    world.judged(pair, answers(FIRST), by=ada)
    world.judged(pair, answers(SECOND))
    before = take_snapshot(world.campaign, ["jsonl"], by=None)
    first = lines_of(before)
    withdraw_annotator(ada, by=None)
    after = take_snapshot(world.campaign, ["jsonl"], by=None)
    assert [line["answers"]["helpfulness"] for line in lines_of(after)] == [SECOND]
    assert answers_withdrawn_since([before, after]) == {before.pk: 1}
    assert [lines_of(before), len(first)] == [first, 2]


def test_a_tar_file_with_a_copy_goes_as_a_whole(world, export, settings):
    pairs = [world.two("A pond."), world.two("A lake.")]
    for pair in pairs:
        for video in pair.videos:
            world.rendition(video, b"x" * 600_000)
        world.judged(pair)
    made = folder_of(export("safesora", videos=True, shard_mb=1))
    shards = {path.name for path in made.glob("*.tar")}
    assert shards == {f"videos-0000{number}.tar" for number in range(4)}
    withdraw(pairs[0].video_0, reason="", delete_files=True, by=None)
    delete_files(str(FileDeletion.objects.get().pk))
    assert len(shards - {path.name for path in made.glob("*.tar")}) == 1
