"""What no client library would send: raw bytes to the real web server, and files to a real worker.

Every one gets a refusal in words or no reply at all, never a fault of the server; the server then
answers the next visitor, and nothing is stored.
"""

import json
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.http_person import HttpPerson
from tests.media.test_hostile import listener, playlist  # noqa: F401  # the fixture

PASSWORD = "a password for hostile people"
SECONDS = 60
POST = b"POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
GET = b"GET /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
BAD_REQUESTS = {
    "cut body": POST + b'Content-Length: 500\r\n\r\n{"name": "Ada"',
    "empty body": POST + b"Content-Length: 0\r\n\r\n",
    "no length": POST + b"\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
    "length and chunks": CHUNKED + b"Content-Length: 2\r\n\r\n0\r\n\r\n",
    "chunks": CHUNKED + b"\r\n2\r\n{}\r\n0\r\n\r\n",
    "cut chunk": CHUNKED + b"\r\n500\r\n{}",
    "no last chunk": CHUNKED + b"\r\n2\r\n{}\r\n",
    "negative chunk": CHUNKED + b"\r\n-2\r\n{}\r\n0\r\n\r\n",
    "chunk of no number": CHUNKED + b"\r\nzz\r\n{}\r\n0\r\n\r\n",
    "endless chunk": CHUNKED + b"\r\n" + b"f" * 40 + b"\r\n{}\r\n0\r\n\r\n",
    "hidden chunks": POST + b"Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "negative length": POST + b"Content-Length: -1\r\n\r\n",
    "length of no number": POST + b"Content-Length: two\r\n\r\n{}",
    "huge length": POST + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "gzip bomb": POST + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
    "header without a colon": GET + b"nonsense\r\n\r\n",
    "folded header": GET + b"X-A: 1\r\n 2\r\n\r\n",
    "nul in a header": GET + b"X-A: \x00\r\n\r\n",
    "long header": GET + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n",
    "many headers": GET + b"".join(b"X-%d: 1\r\n" % number for number in range(500)) + b"\r\n",
    "space before the colon": GET + b"Content-Length : 2\r\n\r\n{}",
    "underscored header": GET + b"X_Forwarded_For: 1\r\nContent_Length: 9\r\n\r\n",
    "no host": b"GET /api/people HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /api/people HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "foreign host": b"GET /api/people HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "whole address": b"GET http://evil.example/api/people HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "no path": b"GET  HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "path out of the folder": b"GET /static/../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "raw bytes in the path": b"GET /\xff\xfe\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "long path": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "of the future": b"GET /api/people HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "preface of another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "noise": bytes(range(256)) * 4,
    "nothing": b"",
}


def said(server, request: bytes) -> bytes:
    """All that comes back after the request is sent and our side is closed."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), SECONDS) as line:
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            pieces = iter(lambda: line.recv(65536), b"")
            return b"".join(pieces)
        except ConnectionError:
            return b""


@pytest.mark.parametrize("request_", BAD_REQUESTS.values(), ids=list(BAD_REQUESTS))
def test_a_request_that_is_none_is_refused_and_the_next_one_answered(tandem_server, request_):
    reply = said(tandem_server, request_)
    status = reply.split(b" ", 2)[1] if reply else b"none"
    assert status == b"none" or b"400" <= status < b"500" or is_harmless(request_, status), reply
    assert b"Traceback" not in reply
    assert HttpPerson(tandem_server.url).ask("GET", "/healthz")[0] == 200


def is_harmless(request: bytes, status: bytes) -> bool:
    """Headers that nothing reads leave a request what it is: the session of nobody.

    501 is what HTTP has for a coding that the server does not know.
    """
    return (status == b"200" and request.startswith(GET)) or (
        status == b"501" and b"xchunked" in request
    )


CANARY = "a line that no worker may ever read"


@pytest.fixture(scope="module")
def mo(tandem_server) -> HttpPerson:
    script = (
        "from annotation_server.accounts.services import create_user\n"
        f"create_user('hostile mo', is_manager=True, password={PASSWORD!r})"
    )
    tandem_server.manage("shell", "--no-imports", "--command", script)
    person = HttpPerson(tandem_server.url)
    person.sign_in("hostile mo", PASSWORD)
    return person


def hostile_clips(canary, address: str) -> dict[str, bytes]:
    """Files that would make ffmpeg read another file, or call somebody, if it followed them."""
    head = b"\0\0\0\x10ftypisom\0\0\0\0"
    host, away = "127.0.0.1", f"http://{address}/clip.ts"
    return {
        "playlist-file.mp4": playlist(f"file://{canary}").encode(),
        "playlist-path.mp4": playlist(str(canary)).encode(),
        "playlist-crypto.mp4": playlist(f"crypto+file://{canary}").encode(),
        "playlist-concat.mp4": playlist(f"concat:{canary}|{canary}").encode(),
        "playlist-away.mp4": playlist(away).encode(),
        "playlist-behind-a-head.mp4": head + playlist(away).encode(),
        "playlist.m3u8": playlist(away).encode(),
        "list.mp4": f"ffconcat version 1.0\nfile '{canary}'\n".encode(),
        "list-away.mp4": f"ffconcat version 1.0\nfile {away}\n".encode(),
        "session.mp4": f"v=0\nc=IN IP4 {host}\nm=video 9 RTP/AVP 96\n".encode(),
        "picture.svg": f'<svg xmlns:x="x"><image href="file://{canary}"/></svg>'.encode(),
        "dash.mp4": f"<MPD><BaseURL>{away}</BaseURL></MPD>".encode(),
        "subtitles.mp4": f"[Script Info]\n; {away}\n".encode(),
        "text.mp4": b"not a clip at all",
        "nothing.mp4": b"",
    }


def test_no_clip_makes_a_worker_read_another_file_or_call_anybody(
    tandem_server,
    mo,
    listener,  # noqa: F811
    tmp_path,
):
    canary = tmp_path / "canary.ts"
    canary.write_text(CANARY)
    read_before = canary.stat().st_atime_ns
    address = f"127.0.0.1:{listener.getsockname()[1]}"
    folder = tmp_path / "clips"
    folder.mkdir()
    names = hostile_clips(canary, address)
    for name, content in names.items():
        (folder / name).write_bytes(content)
    rows = [{"prompt_text": f"A pond, {name}.", "path": name} for name in names]
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    made = tandem_server.manage_json("import_corpus", str(manifest), "--corpus", "Hostile")
    assert made["added"]["videos"] == len(names)
    videos = finished_clips(mo, "Hostile")
    assert {video["state"] for video in videos} == {"failed"}
    assert {video["source_name"] for video in videos} == set(names)
    for video in videos:
        assert video["error"].endswith("."), video
        assert CANARY not in json.dumps(video)
        assert str(folder) not in video["error"]
    assert canary.stat().st_atime_ns == read_before
    with pytest.raises(BlockingIOError):
        listener.accept()


def finished_clips(person: HttpPerson, name: str) -> list[dict[str, str]]:
    """The clips of a corpus, when no worker has any of them left to do."""
    _, corpora = person.ask("GET", "/api/corpora")
    corpus = next(one["id"] for one in corpora["results"] if one["name"] == name)
    until = time.monotonic() + 5 * SECONDS
    while time.monotonic() < until:
        _, listed = person.ask("GET", f"/api/corpora/{corpus}/videos")
        if all(one["state"] in ("failed", "done") for one in listed["results"]):
            return list(listed["results"])
        time.sleep(0.05)
    raise AssertionError("The workers did not end.")
