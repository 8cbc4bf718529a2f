"""The clips of an export: files or tar files, as annotators watched them or as they came."""

import errno
import hashlib
import json
import signal
import subprocess
import sys
import tarfile
from itertools import groupby
from pathlib import Path

import pytest
from django.db import connection

from annotation_server.catalog.models import Video
from annotation_server.exports import services
from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import videos
from annotation_server.exports.formats.cut import Options
from annotation_server.exports.models import Export
from annotation_server.exports.operations import render, rendering
from annotation_server.exports.queries import folder_of
from annotation_server.quickstart.surroundings import ROOT
from tests.exports import published
from tests.exports.factory import FIRST, SECOND, answers
from tests.exports.test_same_bytes import bytes_of


@pytest.fixture
def judged(world, tmp_path):
    """Three pairs, each video with a rendition of 400 kB and an original beside the store."""
    for number in range(3):
        pair = world.two(f"Prompt {number}.")
        for video in pair.videos:
            content = f"rendition of {video.video_id}".encode()
            world.rendition(video, content.ljust(400_000))
            give_original(video, tmp_path / f"{video.pk}.GIF")
        world.judged(pair)
    return world


def give_original(video: Video, path: Path) -> None:
    path.write_bytes(b"GIF89a original of " + str(video.video_id).encode())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    Video.objects.filter(pk=video.pk).update(
        source_name=path.name, source_path=str(path), sha256=digest
    )


def paths(folder: Path) -> set[str]:
    rows = published.both(folder, "label")
    return {row["video_path"] for row in rows}


def test_tar_files_hold_each_clip_once_beside_what_is_known_of_it(judged, export):
    folder = folder_of(export("safesora", videos=True, shard_mb=1))
    shards = sorted(folder.glob("videos-*.tar"))
    assert [shard.name for shard in shards] == [f"videos-0000{n}.tar" for n in range(3)]
    assert all(shard.stat().st_size < 1_100_000 for shard in shards)
    found = [one for shard in shards for one in samples(shard)]
    assert {name for name, *_ in found} == {path.removesuffix(".mp4") for path in paths(folder)}
    for name, clip, about in found:
        assert clip.strip() == f"rendition of {about['video_id']}".encode()
        assert name == f"videos/{about['prompt_id']}/{about['video_id']}"


def samples(shard: Path):
    """Read as WebDataset does: members in turn, those of one name up to the first dot together."""
    with tarfile.open(shard) as tar:
        members = [(one.name.split(".", 1), content(tar, one)) for one in tar]
    for name, group in groupby(members, key=lambda one: one[0][0]):
        by_ending = {ending: content for (_, ending), content in group}
        yield name, by_ending["mp4"], json.loads(by_ending["json"])


def content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file is not None
    return file.read()


def test_the_same_clips_make_the_same_tar_files(judged, export, settings, tmp_path):
    cut = services.freeze(judged.campaign, by=None)
    first = bytes_of(export("safesora", cut, videos=True, shard_mb=1))
    settings.EXPORTS_ROOT = tmp_path / "fresh"
    assert bytes_of(export("safesora", cut, videos=True, shard_mb=1)) == first


def test_originals_keep_their_bytes_and_their_ending_and_rows_say_so(judged, export):
    folder = folder_of(export("safesora", videos=True, originals=True))
    rows = [*raw(folder, "label")]
    assert len(rows) == 6
    for row in rows:
        assert row["video_path"] == f"videos/{row['prompt_id']}/{row['video_id']}.gif"
        assert (folder / row["video_path"]).read_bytes().endswith(row["video_id"].encode())
    sides = {side["video_path"] for row in raw(folder, "preference") for side in
             (row["video_0"], row["video_1"])}  # fmt: skip
    assert sides == {row["video_path"] for row in rows}


def raw(folder: Path, kind: str):
    return [row for split in ("train", "test") for row in published.read(folder, kind, split)]


@pytest.mark.parametrize("shard_mb", [0, 1])
def test_an_original_that_changed_since_is_not_passed_on(judged, shard_mb):
    Path(Video.objects.first().source_path).write_bytes(b"another film")
    cut = services.freeze(judged.campaign, by=None)
    chosen = Options(videos=True, originals=True, shard_mb=shard_mb)
    made = services.start_export(cut, "safesora", chosen, by=None)
    render(str(made.pk))
    made.refresh_from_db()
    assert (made.state, made.error_code) == ("failed", "video_missing")


@pytest.mark.parametrize(
    ("chosen", "told"), [("exact", 1.5), ("whole", 2), ("ten", 0), ("none", None)]
)
def test_times_are_rounded_as_chosen(world, export, chosen, told):
    world.judged(world.two())
    written = folder_of(export("jsonl", seconds=chosen)) / "assignments.jsonl"
    (line,) = written.read_text().splitlines()
    assert set(json.loads(line)["seconds"].values()) == {told}


def test_notes_are_exported_only_on_request(world, export):
    done = world.judged(world.two(), {"heuristic": answers(FIRST)["heuristic"]})
    world.judge(done, "overall", answers(SECOND)["overall"], note='The "fox" flickers.')
    cut = services.freeze(world.campaign, by=None)
    asked, usual = (
        (folder_of(export("jsonl", cut, notes=notes)) / "assignments.jsonl").read_text()
        for notes in (True, False)
    )
    assert json.loads(asked)["notes"] == {"overall": 'The "fox" flickers.'}
    assert "flickers" not in usual


KILLED_AT_THE_FOURTH_CLIP = """
import os, signal
from pathlib import Path
from django.conf import settings
from django.db import connection
from annotation_server.exports.formats import videos
from annotation_server.exports.operations import render

connection.settings_dict["NAME"] = "{database}"
settings.EXPORTS_ROOT, settings.MEDIA_ROOT = Path("{exports}"), Path("{media}")
add, added = videos._add, []

def add_or_die(sink, clip):
    added.append(clip)
    if len(added) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    add(sink, clip)

videos._add = add_or_die
render("{export}")
"""


@pytest.fixture
def half_made(transactional_db, judged, settings):
    """An export of three tar files whose worker was killed in the middle of the second."""
    cut = services.freeze(judged.campaign, by=None)
    export = services.start_export(cut, "safesora", Options(videos=True, shard_mb=1), by=None)
    code = KILLED_AT_THE_FOURTH_CLIP.format(
        database=connection.settings_dict["NAME"],
        exports=settings.EXPORTS_ROOT,
        media=settings.MEDIA_ROOT,
        export=export.pk,
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    Export.objects.update(leased_until=export.created_at)
    return export


def written(root: Path) -> dict[str, int]:
    """When each tar file was written, to the nanosecond."""
    return {path.name: path.stat().st_mtime_ns for path in root.glob("*/videos-*.tar")}


def resumed(export: Export, settings, tmp_path) -> dict[str, int]:
    """Go on with it: as an undisturbed one, without debris. Tells when its files were written."""
    render(str(export.pk))
    export.refresh_from_db()
    assert export.state == "done", export.error
    assert [path.name for path in settings.EXPORTS_ROOT.iterdir()] == [export.folder]
    found, made = bytes_of(export), written(settings.EXPORTS_ROOT)
    settings.EXPORTS_ROOT = tmp_path / "undisturbed"
    Export.objects.update(state="queued", attempts=0, folder="", due_at=export.created_at)
    render(str(export.pk))
    export.refresh_from_db()
    assert found == bytes_of(export)
    return made


def test_a_tar_file_finished_before_a_kill_is_kept(half_made, settings, tmp_path):
    before = written(settings.EXPORTS_ROOT)
    assert sorted(before) == ["videos-00000.tar", "videos-00001.tar"]
    after = resumed(half_made, settings, tmp_path)
    kept = {name for name in before if after[name] == before[name]}
    assert kept == {"videos-00000.tar"}


def full_disk(_: Export) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def cancelled(export: Export) -> None:
    services.cancel_exports(export.snapshot, by=None)


@pytest.mark.parametrize("stop", [full_disk, cancelled])
def test_a_tar_file_finished_before_a_stop_is_kept(judged, settings, tmp_path, monkeypatch, stop):
    cut = services.freeze(judged.campaign, by=None)
    export = services.start_export(cut, "safesora", Options(videos=True, shard_mb=1), by=None)
    clips = iter(range(6))

    def add_or_stop(sink, clip):
        if next(clips) == 3:
            stop(export)
        add(sink, clip)

    add = videos._add
    with monkeypatch.context() as patched:
        patched.setattr(videos, "_add", add_or_stop)
        patched.setattr(rendering, "SECONDS_BETWEEN_RENEWALS", 0)
        render(str(export.pk))
    render(str(services.start_export(cut, "jsonl", by=None).pk))  # clears away what nobody needs
    before = written(settings.EXPORTS_ROOT)
    assert [*before] == ["videos-00000.tar"]
    cut.exports.filter(format="jsonl").delete()
    services.resume_exports(cut, by=None)
    Export.objects.update(due_at=export.created_at)
    assert resumed(export, settings, tmp_path).items() >= before.items()


def test_a_finished_tar_file_that_was_damaged_is_made_anew(half_made, settings, tmp_path):
    (whole,) = settings.EXPORTS_ROOT.glob("*/videos-00000.tar")
    whole.write_bytes(whole.read_bytes()[:-1] + b"?")
    resumed(half_made, settings, tmp_path)


def test_a_tar_file_of_other_clips_is_not_taken_over(tmp_path):
    first, second = (ExportFolder(tmp_path, lambda _: None) for _ in range(2))
    with first.binary("videos-00000.tar") as sink:
        sink.write(b"clips")
    first.note("videos-00000.tar", made_of="these")
    assert not second.keep("videos-00000.tar", made_of="others")
    assert second.keep("videos-00000.tar", made_of="these")
    assert second.files == first.files


def test_what_an_earlier_attempt_finished_and_has_no_place_now_goes(tmp_path):
    first, second = (ExportFolder(tmp_path, lambda _: None) for _ in range(2))
    for name in ("videos-000.tar", "videos-001.tar"):
        first.text(name, name)
        first.note(name, "the same clips")
    assert second.keep("videos-000.tar", "the same clips")
    second.close()
    assert [path.name for path in sorted(tmp_path.glob("*.tar"))] == ["videos-000.tar"]
