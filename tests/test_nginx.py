"""deploy/nginx/nginx.conf in a real nginx, in front of a real Tandem."""

import http.client
import json
import socket
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from pathlib import Path

import pytest

from annotation_server.quickstart.ports import free_port
from tests.hostile.test_headers import RULES
from tests.http_person import HttpPerson
from tests.proxies import nginx_before
from tests.servers import running_server

PASSWORD = "a password for tests of nginx"
CONTENT = bytes(range(256)) * 64
LONG = 24 * 1024 * 1024
PIECE = 1 << 20
HTTPS = {"X-Forwarded-Proto": "https"}
PREPARE = f"""
import hashlib
from annotation_server.accounts.services import create_user
from annotation_server.catalog.queries import media_path
from annotation_server.exports.models import Export, ExportFile
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of
from annotation_server.exports.services import freeze, start_export
from tests.annotation.world import World
campaign = World().campaign(pairs=1, overlap=2, open_to_all_annotators=True)
for video in campaign.corpus.videos.all():
    media_path(video.rendition.name).parent.mkdir(parents=True, exist_ok=True)
    media_path(video.rendition.name).write_bytes(bytes(range(256)) * 64)
create_user("ada", password={PASSWORD!r})
create_user("mo", password={PASSWORD!r}, is_manager=True)
snapshot = freeze(campaign, by=None)
export = start_export(snapshot, "jsonl", by=None)
render(str(export.pk))
export.refresh_from_db()
long = bytes({LONG})
(folder_of(export) / "long.jsonl").write_bytes(long)
ExportFile.objects.create(
    export=export, name="long.jsonl", bytes=len(long), sha256=hashlib.sha256(long).hexdigest())
name = campaign.corpus.videos.first().rendition.name
print(campaign.pk, snapshot.pk, export.name, name)
"""


@dataclass
class Front:
    """A proxied Tandem, and what there is to be had from it."""

    port: int
    log: Path
    campaign: str
    download: str
    stored_as: str
    secret: bytes
    cookies: str = ""
    media: str = ""

    def ask(self, target, method="GET", body=None, **headers) -> tuple[int, Message, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Cookie": self.cookies, **headers}
        connection.request(method, target, body, sent)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        return reply.status, reply.headers, content


def signed_in(front: Front, name: str) -> HttpPerson:
    person = HttpPerson(f"http://127.0.0.1:{front.port}")
    person.sign_in(name, PASSWORD)
    return person


def cookies_of(person: HttpPerson) -> str:
    return "; ".join(f"{name}={value}" for name, value in person.cookies.items())


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    chosen = {"TANDEM_ACCEL_PREFIX": "/_files", "TANDEM_PROXIES": "1"}
    with running_server(folder / "data", **chosen) as server:
        words = server.manage("shell", "--no-imports", "--command", PREPARE).split()
        campaign, snapshot, export, stored_as = words[-4:]
        path = f"/api/snapshots/{snapshot}/files/{export}/long.jsonl"
        secret = (server.folder.secrets / "secret-key").read_bytes()
        with nginx_before(server.port, data=server.folder.path, folder=folder) as port:
            found = Front(port, folder / "nginx.log", campaign, path, stored_as, secret)
            ada = signed_in(found, "ada")
            found.media = ada.queue(campaign)[0]["videos"][0]["url"]
            found.cookies = cookies_of(ada)
            yield found


@pytest.mark.parametrize(
    ("header", "status", "part", "told"),
    [
        (None, 200, slice(None), None),
        ("bytes=0-0", 206, slice(1), "bytes 0-0/16384"),
        ("bytes=10-19", 206, slice(10, 20), "bytes 10-19/16384"),
        ("bytes=16000-", 206, slice(16000, None), "bytes 16000-16383/16384"),
        ("bytes=-24", 206, slice(-24, None), "bytes 16360-16383/16384"),
        ("bytes=0-1,5-6", 200, slice(None), None),
    ],
)
def test_ranges_are_those_that_tandem_gives_without_nginx(front, header, status, part, told):
    got, headers, body = front.ask(front.media, **({"Range": header} if header else {}))
    assert (got, headers["Content-Range"]) == (status, told)
    assert body == CONTENT[part]
    assert headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("header", ["bytes=16384-", "bytes=99999-100000"])
def test_a_range_behind_the_end_is_told_the_size(front, header):
    status, headers, body = front.ask(front.media, Range=header)
    assert (status, headers["Content-Range"]) == (416, "bytes */16384")
    assert json.loads(body)["error"]["code"] == "range_not_satisfiable"


REPLIES = {
    "whole": ("{media}", {}, 200),
    "part": ("{media}", {"Range": "bytes=0-1"}, 206),
    "beyond": ("{media}", {"Range": "bytes=99999-"}, 416),
    "no media": ("/media/x", {}, 404),
    "internal": ("/_files/media/x", {}, 404),
    "broken": ("/x%00y", {}, 400),
    "api": ("/api/campaigns", {}, 200),
}


@pytest.mark.parametrize("kind", REPLIES)
def test_every_reply_has_the_security_headers_once(front, kind):
    target, asked, expected = REPLIES[kind]
    status, headers, _ = front.ask(target.format(media=front.media), **asked, **HTTPS)
    assert status == expected
    # Of a broken first line nginx reads no further: it does not know that https was spoken.
    unknown = ["hsts"] if kind == "broken" else []
    assert [name for name, is_good in RULES.items() if not is_good(headers)] == unknown
    assert len(headers.get_all("Content-Security-Policy")) == 1


@pytest.mark.parametrize("target", ["/account?tab=sessions", "{media}", "/_files/media/x"])
def test_what_is_asked_for_over_http_is_asked_for_again_over_https(front, target):
    target = target.format(media=front.media)
    said = {"Host": "tandem.example", "X-Forwarded-Proto": "http"}
    status, headers, _ = front.ask(target, **said)
    assert (status, headers["Location"]) == (308, f"https://tandem.example{target}")
    assert [name for name, is_good in RULES.items() if not is_good(headers)] == ["hsts"]


def test_nginx_says_what_tandem_would_say(front):
    """The policy stands in two places; here they are held together."""
    (_, sent, _), (_, passed, _) = front.ask(front.media), front.ask("/api/campaigns")
    names = ["Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Frame-Options"]
    assert {name: sent[name] for name in names} == {name: passed[name] for name in names}


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=0-1"}, {"Range": "bytes=99999-"}])
def test_a_reply_tells_neither_name_nor_time_of_a_file(front, asked):
    _, headers, _ = front.ask(front.media, **asked)
    assert not {"Last-Modified", "ETag", "X-Accel-Redirect"} & set(headers)
    assert headers["Content-Disposition"] == "inline"
    assert front.stored_as[:12] not in str(headers)


CONDITIONS = ["If-Unmodified-Since", "If-Modified-Since", "If-Range"]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_condition_tells_when_a_file_was_made(front, condition):
    dates = ("Mon, 01 Jan 2001 00:00:00 GMT", "Mon, 01 Jan 2125 00:00:00 GMT")
    found = {front.ask(front.media, **{condition: date})[::2] for date in dates}
    assert found == {(200, CONTENT)}


@pytest.mark.parametrize(
    ("condition", "validator"),
    [("If-Match", "*"), ("If-Match", '"abc"'), ("If-None-Match", '"abc"')],
)
def test_a_file_has_no_tag_to_compare(front, condition, validator):
    assert front.ask(front.media, **{condition: validator})[::2] == (200, CONTENT)


ESCAPES = [
    "/_files/media/{name}",
    "/_files/media/../../secrets/secret-key",
    "/_files/media/..%2f..%2fsecrets/secret-key",
    "/_files/secrets/secret-key",
    "//_files/media/{name}",
    "/%5ffiles/media/{name}",
    "/media/../_files/media/{name}",
    "/media/..%2f_files%2fmedia%2f{name}",
    "/media/%2e%2e/%2e%2e/secrets/secret-key",
    "/media/%252e%252e/secrets/secret-key",
    "/static/app/../../secrets/secret-key",
    "/static/app/%2e%2e%2f%2e%2e%2fsecrets%2fsecret-key",
    "/static/app//secrets/secret-key",
    "/media/x%00.mp4",
    "http://127.0.0.1/_files/media/{name}",
    "/_files/media/{name}/",
    "/_refused",
    "/../../etc/passwd",
    "/media/\\..\\..\\secrets\\secret-key",
]


@pytest.mark.parametrize("target", ESCAPES)
def test_no_address_leads_to_a_file(front, target):
    name = f"{front.stored_as[:2]}/{front.stored_as}"
    request = f"GET {target.format(name=name)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", front.port), timeout=60) as connection:
        connection.sendall(f"{request}Cookie: {front.cookies}\r\n\r\n".encode())
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    assert reply.split()[1] in {b"400", b"404"}
    assert front.secret not in reply
    assert CONTENT[:100] not in reply


def test_a_video_is_refused_to_others_through_nginx_too(front):
    front_of_mo = cookies_of(signed_in(front, "mo"))
    assert front.ask(front.media, Cookie=front_of_mo)[0] == 404
    assert front.ask(front.media, Cookie="")[0] == 401


def test_what_is_too_large_is_refused_in_the_one_error_shape(front):
    status, _, body = front.ask("/api/session", "POST", bytes(4 << 20))
    assert (status, json.loads(body)["error"]["code"]) == (413, "too_large")


def test_a_tandem_that_is_away_is_a_reply_that_says_to_try_again(tmp_path):
    with nginx_before(free_port(), data=tmp_path, folder=tmp_path) as port:
        away = Front(port, tmp_path, "", "", "", b"")
        status, headers, body = away.ask("/api/campaigns", **HTTPS)
    assert (status, headers["Retry-After"]) == (502, "5")
    assert json.loads(body)["error"]["code"] == "unavailable"
    assert [name for name, is_good in RULES.items() if not is_good(headers)] == []


@contextmanager
def downloading(front, port, cookies, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", front.download, headers={"Cookie": cookies, **headers})
    with closing(connection), closing(connection.getresponse()) as reply:
        yield reply


def test_a_download_that_is_cut_is_seen_as_cut_and_can_be_resumed(front, tmp_path):
    cookies = cookies_of(signed_in(front, "mo"))
    proxy = nginx_before(front.port, data=tmp_path, folder=tmp_path)
    with (
        ExitStack() as cut,
        downloading(front, cut.enter_context(proxy), cookies, **HTTPS) as reply,
    ):
        assert reply.headers["Content-Length"] == str(LONG)
        got = reply.read(PIECE)
        cut.close()
        with pytest.raises(http.client.IncompleteRead) as error:
            reply.read()
    got += error.value.partial
    with downloading(front, front.port, cookies, Range=f"bytes={len(got)}-") as rest:
        assert (len(got) < LONG, rest.status) == (True, 206)
        assert sha256(got + rest.read()).digest() == sha256(bytes(LONG)).digest()
        assert rest.headers["Content-Disposition"].startswith("attachment;")
        assert rest.headers["Repr-Digest"].startswith("sha-256=:")


def test_no_log_of_nginx_holds_the_address_of_a_video(front):
    front.ask(front.media)
    front.ask(f"{front.media}x")
    words = front.log.read_text()
    assert '"address":"/media"' in words
    assert front.media.rpartition("/")[2][:20] not in words
    assert front.stored_as not in words
