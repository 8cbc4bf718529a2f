"""Bad bodies, addresses, queries, headers and methods at every operation of the described API.

Whoever sends them gets a refusal in the one shape, with a sentence; nothing is stored by it.
"""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from tests.scene import Scene, code_of

pytestmark = pytest.mark.django_db

DESCRIBED = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
OPERATIONS = [
    (method.upper(), path, told)
    for path, methods in DESCRIBED["paths"].items()
    for method, told in methods.items()
]
JSON = "application/json"
TAKE_A_BODY = sorted(
    (method, path)
    for method, path, told in OPERATIONS
    if JSON in told.get("requestBody", {}).get("content", {})
)
BAD_BODIES = {
    "empty object with junk": b'{"no such field": 1}',
    "not json": b"{",
    "cut": b'{"name": "Ada", "pas',
    "text": b"name=Ada",
    "array": b"[]",
    "number": b"7",
    "null": b"null",
    "string": b'"x"',
    "true": b"true",
    "two values": b"{} {}",
    "nan": b'{"name": NaN}',
    "infinity": b'{"name": -Infinity}',
    "overflow": b'{"name": 1e999}',
    "huge integer": b'{"name": ' + b"9" * 4000 + b"}",
    "endless integer": b'{"name": ' + b"9" * 400_000 + b"}",
    "nul": b'{"name": "a\\u0000"}',
    "nul in a key": b'{"a\\u0000": 1}',
    "raw nul": b'{"name": "\x00"}',
    "surrogate": b'{"name": "\\ud800"}',
    "surrogate key": b'{"\\udfff": 1}',
    "not utf-8": b'{"name": "\xff\xfe"}',
    "utf-16": '{"name": "x"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "duplicate": b'{"name": "a", "name": "b"}',
    "deep lists": b'{"name": ' + b"[" * 21 + b"]" * 21 + b"}",
    "bottomless lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "prototype": b'{"__proto__": {"is_manager": true}}',
    "control characters": b'{"name\x1b[31m": 1}',
    "single quotes": b"{'name': 'x'}",
    "comment": b"{} // x",
    "too large": b'{"name": "' + b"x" * (1024 * 1024) + b'"}',
}
BAD_TYPES = {
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data; boundary=x",
    "text": "text/plain",
    "xml": "application/xml",
    "pickle": "application/python-pickle",
    "yaml": "application/yaml",
    "nonsense": "%%%",
    "long": "a/" + "b" * 5000,
}
BAD_ADDRESSES = [
    "/api/campaigns/%00",
    "/api/campaigns/%ff%fe",
    "/api/campaigns/..%2f..%2fetc%2fpasswd",
    "/api/campaigns/../../etc/passwd",
    "/api/campaigns/" + "a" * 5000,
    "/api/campaigns/{campaign_id}%0d%0aSet-Cookie:%20a=b",
    "/api/videos/99999999999999999999999999/retry",
    "/api/videos/-1/retry",
    "/api/videos/9223372036854775808/retry",
    "/api/memberships/99999999999999999999999999",
    "/api/protocols/%00",
    "/api/protocols/" + "é" * 64,
    "/api/snapshots/{snapshot_id}/files/..%2f..%2fserver.key",
    "/api/snapshots/{snapshot_id}/files//etc/passwd",
    "/api/snapshots/{snapshot_id}/files/jsonl/../../../x",
    "/api/snapshots/{snapshot_id}/files/%00",
    "/api/assignments/{assignment_id}/stages/%00",
    "/media/%00",
    "/media/" + "A" * 5000,
    "/media/..%2f..%2fx",
    "/static/app/..%2f..%2fsettings.py",
    "/static/app/%00",
    "/%2e%2e/",
    "/\\evil.example",
]
BAD_QUERIES = [
    "cursor=%00",
    "cursor=-1",
    "cursor=99999999999999999999999999",
    "cursor=%ff",
    "cursor=x'%3B--",
    "state=%00",
    "state[]=done&state=done",
    "cursor=" + "9" * 5000,
    "&".join(f"a{number}=1" for number in range(1500)),
    "cursor=NaN&state=%F0%9F%98%80",
    "%00=%00",
    "format=xml",
]
BAD_HEADERS = {
    "host": {"Host": "evil.example"},
    "host with a path": {"Host": "localhost/evil"},
    "cookie": {"Cookie": "tandem_session=\xff; ;;=; csrftoken=%00"},
    "session": {"Cookie": "tandem_session=../../x"},
    "long cookie": {"Cookie": "tandem_session=" + "a" * 20_000},
    "browser": {"Cookie": 'tandem_browser="\\000"; tandem_session=;'},
    "accept": {"Accept": "text/html;q=" + "9" * 500},
    "accept nothing": {"Accept": "///"},
    "range": {"Range": "bytes=" + "0-1," * 5000},
    "forwarded": {"X-Forwarded-For": "\x00, ::1%eth0, " + "a" * 5000},
    "rewritten": {"X-Original-URL": "/api/people", "X-HTTP-Method-Override": "DELETE"},
    "language": {"Accept-Language": "a" * 5000},
    "encoding": {"Content-Encoding": "gzip"},
    "length": {"Content-Length": "-1"},
}
READ = [(method, path) for method, path, _ in OPERATIONS if method == "GET"]
NEEDS_NO_SESSION = {("GET", "/api/session"), ("GET", "/api/downloads/{link}")}


def rows():
    """How many rows every table has: but those of sessions, and of counted attempts."""
    uncounted = {"session", "attempts"}
    found = {
        model.__name__.lower(): model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed
    }
    return {name: number for name, number in found.items() if name not in uncounted}


def who_may(path):
    return (
        "ada"
        if path.startswith(("/api/assignments", "/api/campaigns/{campaign_id}/queue"))
        else "mo"
    )


def assert_refused(reply):
    assert 400 <= reply.status_code < 500, (reply.status_code, reply.content[:300])
    assert code_of(reply)


@pytest.mark.parametrize(("method", "path"), TAKE_A_BODY, ids=str)
def test_a_bad_body_is_refused_and_stores_nothing(scene: Scene, method, path):
    browser, address = scene.browser_of(who_may(path)), path.format(**scene.named)
    before = rows()
    for body in BAD_BODIES.values():
        assert_refused(browser.generic(method, address, body, JSON))
    assert rows() == before


@pytest.mark.parametrize(("method", "path"), TAKE_A_BODY, ids=str)
def test_another_kind_of_content_is_refused(scene: Scene, method, path):
    browser, address = scene.browser_of(who_may(path)), path.format(**scene.named)
    before = rows()
    for kind in BAD_TYPES.values():
        assert_refused(browser.generic(method, address, b'{"a": 1}', kind))
    assert rows() == before


def examples(schema):
    """A value of every wrong type for each field of a body."""
    name = schema["$ref"].rpartition("/")[2]
    fields = DESCRIBED["components"]["schemas"][name].get("properties", {})
    for field in fields:
        for wrong in ([[]], {"a": {}}, -(2**60), "\u202e" * 200_000):
            yield json.dumps({field: wrong}).encode()


@pytest.mark.parametrize(("method", "path"), TAKE_A_BODY, ids=str)
def test_a_field_of_a_wrong_type_is_refused_and_named(scene: Scene, method, path):
    browser, address = scene.browser_of(who_may(path)), path.format(**scene.named)
    told = DESCRIBED["paths"][path][method.lower()]["requestBody"]["content"][JSON]["schema"]
    before = rows()
    for body in examples(told):
        reply = browser.generic(method, address, body, JSON)
        assert_refused(reply)
        assert reply.json()["error"]["fields"] or reply.status_code != 400, body[:80]
    assert rows() == before


@pytest.mark.parametrize("address", BAD_ADDRESSES, ids=lambda one: one[:60])
def test_a_bad_address_is_refused(scene: Scene, address):
    address = address.format(**scene.named)
    browser = scene.browser_of("mo")
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert_refused(browser.generic(method, address, b"{}", JSON))


@pytest.mark.parametrize("query", BAD_QUERIES, ids=lambda one: one[:40])
def test_a_bad_query_gives_no_server_error(scene: Scene, query):
    browser = scene.browser_of("mo")
    for _, path in READ:
        reply = browser.get(f"{path.format(**scene.named)}?{query}")
        assert reply.status_code < 500, path
        if reply.status_code >= 400:
            assert_refused(reply)
        if reply.streaming:
            reply.getvalue()


@pytest.mark.parametrize("headers", BAD_HEADERS.values(), ids=list(BAD_HEADERS))
def test_a_bad_header_gives_no_server_error(scene: Scene, headers, settings):
    settings.TANDEM_PROXIES = 1
    for method, path in [*READ, ("POST", "/api/session"), ("POST", "/api/corpora")]:
        address = path.format(**scene.named)
        reply = Client().generic(method, address, b"{}", JSON, headers=headers)
        if (method, path) not in NEEDS_NO_SESSION:
            assert_refused(reply)
        assert reply.status_code < 500
        reply.getvalue()


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "G" * 500, "\x7f"])
def test_a_strange_method_is_refused_everywhere(scene: Scene, method):
    browser = scene.browser_of("mo")
    for path in ["/api/session", "/api/corpora", "/account", "/healthz", "/api/none"]:
        assert_refused(browser.generic(method, path, b"{}", JSON))
