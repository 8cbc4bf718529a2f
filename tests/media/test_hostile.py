"""No file makes ffmpeg read another one, call anybody, or take the machine."""

import socket

import pytest

from annotation_server.media import probe as probing
from annotation_server.media.errors import UnreadableVideoError
from annotation_server.media.limits import Limits
from annotation_server.media.probe import probe
from annotation_server.media.transcode import transcode
from tests.media.clips import gif


def refusal(path, limits=Limits()):  # noqa: B008  # frozen
    with pytest.raises(UnreadableVideoError) as refused:
        probe(path, limits)
    return refused.value


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def listener():
    """A socket that would notice a call: `accept` on it raises while nobody has called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def playlist(address):
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n"


def test_an_hls_playlist_named_mp4_reads_no_other_video(clip, tmp_path):
    trap = written(tmp_path, "clip.mp4", playlist(f"file://{clip('film.mp4')}"))
    assert refusal(trap).code == "not_a_video"
    assert "an HLS playlist" in refusal(trap).message


def test_a_playlist_behind_an_mp4_head_reads_no_other_video(clip, tmp_path, each_ffmpeg):
    head = b"\0\0\0\x10ftypisom\0\0\0\0"
    trap = written(tmp_path, "clip.mp4", head + playlist(f"file://{clip('film.mp4')}").encode())
    assert refusal(trap).code in {"truncated", "damaged"}


def test_a_list_of_files_reads_none_of_them(clip, tmp_path):
    trap = written(tmp_path, "clip.mp4", f"ffconcat version 1.0\nfile {clip('film.mp4')}\n")
    assert "ffconcat" in refusal(trap).message


def test_a_playlist_with_an_address_calls_nobody(listener, tmp_path):
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/clip.ts"
    assert refusal(written(tmp_path, "clip.mp4", playlist(address))).code == "not_a_video"
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_even_as_a_playlist_it_calls_nobody(listener, tmp_path, each_ffmpeg, monkeypatch):
    monkeypatch.setattr(probing, "container_of", lambda _: "hls")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/clip.ts"
    refusal(written(tmp_path, "clip.m3u8", playlist(address)))
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    "name",
    [
        "-y.mp4",
        "clip%03d.mp4",
        "a:b.mp4",
        "two\nlines.mp4",
        "http:clip.mp4",
        "'; rm -rf x.mp4",
        "*.mp4",
    ],
)
def test_a_name_is_only_a_name(name, clip, tmp_path, each_ffmpeg):
    path = written(tmp_path, name, clip("one.mp4").read_bytes())
    assert len(transcode(path, tmp_path, "r").frame_times_us) == 1


def test_an_image_sequence_is_no_video(tmp_path):
    png = written(tmp_path, "frame001.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert refusal(png).code == "not_a_video"


def test_a_pixel_bomb_is_refused_with_its_size(tmp_path, each_ffmpeg):
    error = refusal(written(tmp_path, "bomb.gif", gif(20_000, [10])))
    assert error.code == "picture_too_large"
    assert "20000x20000, more than 4096x4096" in error.message


def test_a_clip_of_hours_is_refused_with_its_length(tmp_path, each_ffmpeg):
    error = refusal(written(tmp_path, "bomb.gif", gif(8, [65_535] * 3)))
    assert error.code == "too_long"
    assert "1,966.0 s, more than 120 s" in error.message


def test_a_frame_bomb_is_refused_without_decoding_it_all(tmp_path, each_ffmpeg):
    bomb = written(tmp_path, "bomb.gif", gif(8, [2] * 20_000))
    assert refusal(bomb, Limits(max_frames=100)).code == "too_many_frames"


def test_a_file_over_the_size_limit_is_not_opened(clip):
    assert refusal(clip("film.mp4"), Limits(max_bytes=100)).code == "file_too_large"


def test_what_takes_too_long_is_stopped(clip, tmp_path):
    limits = Limits(transcode_seconds=0)
    with pytest.raises(UnreadableVideoError, match="took more than 0 s") as stopped:
        transcode(clip("film.mp4"), tmp_path, "r", info=probe(clip("film.mp4")), limits=limits)
    assert stopped.value.code == "too_slow"


def test_a_rendition_over_the_size_limit_is_stopped(clip, tmp_path, each_ffmpeg):
    with pytest.raises(UnreadableVideoError) as stopped:
        transcode(clip("film.mp4"), tmp_path, "r", limits=Limits(max_output_bytes=1024))
    assert stopped.value.code == "rendition_too_large"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["sixteen.gif", "film.mp4", "fragmented.mp4", "web.webm", "variable.mkv", "old.avi"]
)
def test_a_clip_that_is_cut_off_is_refused(name, clip, tmp_path, each_ffmpeg):
    whole = clip(name).read_bytes()
    assert refusal(written(tmp_path, name, whole[: len(whole) * 2 // 3])).code == "truncated"


def test_a_clip_with_broken_pictures_is_refused(clip, tmp_path, each_ffmpeg):
    whole = clip("film.mp4").read_bytes()
    at = whole.index(b"mdat") + 3000
    broken = written(tmp_path, "clip.mp4", whole[:at] + b"\xff" * 400 + whole[at + 400 :])
    assert refusal(broken).code == "damaged"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty_file", "is empty"),
        (b"A cat plays the piano.", "not_a_video", "is text"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><MPD/>", "not_a_video", "an XML document"),
        (bytes(64), "not_a_video", "of an unknown kind"),
        (b"GIF89a", "truncated", "cut off"),
        (gif(8, []), "no_frames", "0 frames"),
        (b"RIFF", "not_a_video", "is text"),
        (b"\x1aE\xdf\xa3", "truncated", "cut off"),
    ],
)
def test_what_is_no_clip_is_refused_with_a_sentence(content, code, words, tmp_path):
    error = refusal(written(tmp_path, "clip.mp4", content))
    assert error.code == code
    assert words in error.message


def test_sound_alone_is_no_video(clip, each_ffmpeg):
    assert refusal(clip("sound.mp4")).code == "no_video_stream"


def test_a_refusal_tells_no_path(clip, tmp_path):
    whole = clip("web.webm").read_bytes()
    broken = written(tmp_path, "clip.webm", whole[:200] + bytes(200) + whole[400:])
    assert str(tmp_path) not in refusal(broken).message
