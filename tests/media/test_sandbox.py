"""Limits hold, and whatever is run sees nothing of ours."""

from itertools import pairwise

import pytest

from annotation_server.media import binaries, sandbox
from annotation_server.media.limits import MIB
from annotation_server.media.sandbox import Allowance, Stopped, run

SMALL = Allowance(seconds=20, memory_bytes=1024 * MIB)


def shell(words, allowance=SMALL):
    return run(["/bin/sh", "-c", words], allowance)


def test_output_and_code_come_back():
    outcome = shell("echo out; echo err >&2; exit 3")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (3, b"out\n", "err\n")
    assert outcome.stopped is None


def test_wall_clock_stops_what_only_waits():
    outcome = shell("sleep 100 & sleep 100", Allowance(seconds=1, memory_bytes=1024 * MIB))
    assert outcome.stopped is Stopped.TIME


def test_processor_time_is_limited():
    assert shell("ulimit -t").stdout == b"20\n"


def test_a_file_cannot_grow_past_its_limit(tmp_path):
    big = tmp_path / "big"
    outcome = shell(f"dd if=/dev/zero of={big} bs=65536 count=1000 2>/dev/null")
    assert outcome.code != 0
    assert big.stat().st_size <= SMALL.file_bytes


def test_a_flood_on_stdout_is_stopped():
    outcome = shell("yes", Allowance(seconds=20, memory_bytes=1024 * MIB, stdout_bytes=MIB))
    assert outcome.stopped is Stopped.SIZE


def test_a_flood_on_stderr_is_cut_and_read_on():
    outcome = shell("head -c 1000000 /dev/zero >&2; echo done")
    assert (outcome.stdout, len(outcome.stderr)) == (b"done\n", sandbox.STDERR_BYTES)


def test_nothing_can_be_read_from_stdin():
    assert shell("cat").stdout == b""


def test_our_environment_is_not_handed_on(monkeypatch):
    monkeypatch.setenv("TANDEM_SECRET_KEY", "canary")
    assert b"canary" not in shell("env").stdout


def test_words_are_never_read_by_a_shell():
    assert run(["/bin/echo", "$(id)", ";", "`id`"], SMALL).stdout == b"$(id) ; `id`\n"


def test_ffmpeg_gets_no_more_than_its_files_where_bubblewrap_works(clip, each_ffmpeg):
    prefix = sandbox.isolated(str(each_ffmpeg.ffmpeg), [clip("one.mp4")], [])
    assert "--unshare-all" in prefix
    bound = [after for word, after in pairwise(prefix) if "bind" in word]
    assert set(bound) - set(sandbox.SYSTEM) == {str(each_ffmpeg.ffmpeg), str(clip("one.mp4"))}


def test_isolated_ffprobe_cannot_open_a_file_it_was_not_given(clip, each_ffmpeg):
    command = [str(binaries.ffprobe_path()), "-v", "error", "-i", f"file:{clip('one.mp4')}"]
    opened = run(command, SMALL).code == 0
    assert opened is not sandbox.isolation_works(command[0])


def test_isolation_is_done_without_where_it_does_not_work(monkeypatch):
    monkeypatch.setattr(sandbox, "SYSTEM", ())
    assert sandbox.isolation_works.__wrapped__("/bin/sh") is False


@pytest.mark.parametrize(
    ("code", "stopped"), [(-24, Stopped.TIME), (152, Stopped.TIME), (153, Stopped.SIZE), (1, None)]
)
def test_how_it_ended_tells_the_limit(code, stopped):
    assert sandbox._limit_hit(code) is stopped
