"""Rendition and poster of a clip: whole under their names, or not there."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta

import pytest

from annotation_server.media.errors import UnreadableVideoError
from annotation_server.media.files import clean_debris, published, sha256_of
from annotation_server.media.ingest import ingest

# A worker that kills itself at the given moment, as `kill -9` would.
DOOMED = """
import os, pathlib, signal, sys
from annotation_server.media.ingest import ingest
setattr({owner}, "{moment}", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
ingest(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "clip")
"""
MOMENTS = [("os", "fsync"), ("pathlib.Path", "replace")]


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_clip_becomes_a_rendition_and_a_poster(clip, each_ffmpeg, tmp_path):
    made = ingest(clip("film.mp4"), tmp_path, "clip")
    assert files(tmp_path) == ["clip.jpg", "clip.mp4"]
    assert made.rendition.path == tmp_path.resolve() / "clip.mp4"
    assert made.info.frame_times_us[1] == 41_708  # 1001/24000 s


def test_the_poster_is_a_plain_jpeg_of_at_most_640(clip, each_ffmpeg, tmp_path):
    poster = ingest(clip("named.mp4"), tmp_path, "clip").poster
    content = poster.path.read_bytes()
    assert content.startswith(b"\xff\xd8\xff")
    assert content.endswith(b"\xff\xd9")
    assert b"Lavc" not in content
    assert (poster.width, poster.height) == (64, 48)


def test_ingesting_twice_leaves_the_same_files(clip, tmp_path):
    first = ingest(clip("one.gif"), tmp_path, "clip")
    assert ingest(clip("one.gif"), tmp_path, "clip") == first
    assert files(tmp_path) == ["clip.jpg", "clip.mp4"]


def test_digests_are_those_of_the_files(clip, tmp_path):
    made = ingest(clip("one.gif"), tmp_path, "clip")
    assert made.rendition.sha256 == sha256_of(tmp_path / "clip.mp4")
    assert made.poster.sha256 == sha256_of(tmp_path / "clip.jpg")


def test_a_refused_clip_leaves_nothing(clip, tmp_path):
    with pytest.raises(UnreadableVideoError):
        ingest(clip("sound.mp4"), tmp_path, "clip")
    assert files(tmp_path) == []


@pytest.mark.parametrize(("owner", "moment"), MOMENTS)
def test_a_killed_worker_leaves_nothing_that_looks_complete(owner, moment, clip, tmp_path):
    script = DOOMED.format(owner=owner, moment=moment)
    done = subprocess.run([sys.executable, "-c", script, clip("one.gif"), tmp_path], check=False)
    assert done.returncode == -9
    (left,) = files(tmp_path)
    assert left.startswith(".clip.mp4.")
    assert left.endswith(".part")


def test_debris_goes_and_what_is_being_written_stays(tmp_path):
    old, fresh, whole = (tmp_path / name for name in (".a.mp4.1.part", ".b.mp4.2.part", "c.mp4"))
    for path in (old, fresh, whole):
        path.write_bytes(b"x")
    for path in (old, whole):
        os.utime(path, (0, 0))
    assert clean_debris(tmp_path, timedelta(hours=1)) == 1
    assert files(tmp_path) == [".b.mp4.2.part", "c.mp4"]


def test_a_file_keeps_its_old_content_when_the_new_one_fails(tmp_path):
    target = tmp_path / "clip.mp4"
    target.write_text("old")
    with suppress(RuntimeError), published(target) as part:
        part.write_text("half of the new")
        raise RuntimeError
    assert target.read_text() == "old"
    assert files(tmp_path) == ["clip.mp4"]


@pytest.mark.parametrize("name", ["../clip", "", ".clip", "a/b", "a b"])
def test_a_name_that_is_a_path_is_refused(name, clip, tmp_path):
    with pytest.raises(ValueError, match="is not a name"):
        ingest(clip("one.gif"), tmp_path, name)
