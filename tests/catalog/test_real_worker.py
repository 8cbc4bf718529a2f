"""Clips taken in by the real worker, also when it is killed while it transcodes."""

import json
import os
import signal
import subprocess
import time

import psycopg2
import pytest

from annotation_server.media.binaries import ffmpeg_path
from annotation_server.quickstart.processes import recorded
from tests.media.gifs import draw_gifs
from tests.media.reading import decoded_times, gif_times

PATIENCE = 240
LONG = "testsrc2=s=1280x720:r=25:d=6"
NOW = "from annotation_server.core.sweep import sweep; sweep()"
VIDEOS = """
    SELECT video.source_name, video.state, video.attempts, rendition.name
    FROM catalog_video video LEFT JOIN catalog_rendition rendition ON rendition.video_id = video.id
    JOIN catalog_corpus corpus ON corpus.id = video.corpus_id
    WHERE corpus.name = %s ORDER BY video.id
"""


def ask(server, sql, *values):
    connection = psycopg2.connect(server.database)
    with connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def wait_until(true, what):
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"not within {PATIENCE} s: {what}"
        time.sleep(0.05)


def manifest(folder, names):
    lines = [json.dumps({"prompt_text": "A test card", "path": name}) for name in names]
    path = folder / "manifest.jsonl"
    path.write_text("\n".join(lines))
    return str(path)


def media(server):
    """Every file among the renditions, by its name."""
    files = (server.folder.path / "media").rglob("*")
    return {path.name: path for path in files if path.is_file()}


def test_awkward_gifs_become_true_renditions_and_come_in_once(tandem_server, tmp_path):
    sources = {path.name: path for path in draw_gifs(tmp_path)}
    words = ("import_corpus", manifest(tmp_path, sources), "--corpus", "gifs", "--wait")
    told = tandem_server.manage_json(*words)
    assert (told["videos"]["done"], told["failed"]) == (len(sources), [])
    files = media(tandem_server)
    for source, _, attempts, name in ask(tandem_server, VIDEOS, "gifs"):
        expected, made = gif_times(sources[source]), decoded_times(files[name])
        assert made[:-1] == pytest.approx(expected[:-1], abs=5_000)
        assert made[-1] == pytest.approx(expected[-1], abs=1_000)
        assert attempts == 1
    again = tandem_server.manage_json(*words)
    assert (again["added"]["videos"], again["existing"]) == (0, len(sources))


def test_a_clip_that_cannot_be_shown_is_told_with_its_reason(tandem_server, tmp_path):
    (tmp_path / "text.mp4").write_text("no video")
    words = ("import_corpus", manifest(tmp_path, ["text.mp4"]), "--corpus", "bad", "--wait")
    with pytest.raises(AssertionError, match=r"1 clips of the corpus failed:\n  text.mp4: "):
        tandem_server.manage(*words)


def kill_worker(server):
    """The worker with all its children, as the kernel does when memory runs out."""
    worker = recorded(server.folder, "worker-media")
    assert worker is not None
    os.killpg(worker.pid, signal.SIGKILL)


def kill_everything(server):
    server.kill_everything()
    server.start()


@pytest.mark.parametrize("kill", [kill_worker, kill_everything])
def test_a_transcode_that_was_killed_is_done_again_once_and_leaves_nothing(
    kill, fresh_server, tmp_path
):
    server, words = fresh_server, ("-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", LONG)
    subprocess.run([ffmpeg_path(), *words, "-c:v", "mpeg4", tmp_path / "long.mp4"], check=True)
    server.manage("import_corpus", manifest(tmp_path, ["long.mp4"]), "--corpus", "long")
    wait_until(lambda: any(path.stat().st_size for path in media(server).values()), "transcoding")
    kill(server)
    assert {path.suffix for path in media(server).values()} == {".part"}
    ask(server, "UPDATE catalog_video SET leased_until = now() - interval '1 second'")
    server.manage("shell", "--no-imports", "--command", NOW)
    wait_until(lambda: ask(server, VIDEOS, "long")[0][1] == "done", "the second attempt")
    ((_, _, attempts, name),) = ask(server, VIDEOS, "long")
    assert attempts == 2
    assert sorted(media(server)) == sorted([name, name.replace(".mp4", ".jpg")])
    assert len(decoded_times(media(server)[name])) == 6 * 25 + 1
