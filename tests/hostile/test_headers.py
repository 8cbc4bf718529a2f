"""Every kind of reply leaves with headers that a public scanner of headers finds nothing to say to.

The rules are those of Mozilla's HTTP Observatory: a content security policy without `unsafe-` or
wide sources, no framing, `nosniff`, a strict referrer policy, a year of HSTS, cookies that are
Secure, HttpOnly and SameSite, no foreign origin let in, own scripts only.
"""

import re

import pytest
from django.test import Client

from annotation_server.accounts.services import create_user

pytestmark = pytest.mark.django_db

KINDS = {
    "page": ("ada", "GET", "/account", 200),
    "api": ("ada", "GET", "/api/campaigns", 200),
    "refused": ("anonymous", "GET", "/api/campaigns", 401),
    "invalid": ("mo", "POST", "/api/corpora", 400),
    "not found": ("ada", "GET", "/api/nothing", 404),
    "page not found": ("ada", "GET", "/No.such.page", 404),
    "method": ("ada", "DELETE", "/api/campaigns", 405),
    "page method": ("ada", "POST", "/account", 405),
    "media": ("ada", "GET", "/media/{token}", 200),
    "part of media": ("ada", "GET", "/media/{token}", 206),
    "no media": ("ada", "GET", "/media/x", 404),
    "beyond media": ("ada", "GET", "/media/{token}", 416),
    "download": ("mo", "GET", "/api/snapshots/{snapshot_id}/files/{name}", 200),
    "static": ("anonymous", "GET", "/static/app/app-12345678.js", 200),
    "no static": ("anonymous", "GET", "/static/app/none.js", 404),
    "health": ("anonymous", "GET", "/healthz", 200),
    "no csrf": ("anonymous", "POST", "/api/session", 403),
}
RANGES = {206: "bytes=0-0", 416: "bytes=99999999-"}


@pytest.fixture
def scene(scene, tmp_path, settings):
    """With a front end, over https."""
    front = tmp_path / "front"
    front.mkdir()
    (front / "index.html").write_text("<!doctype html>")
    (front / "app-12345678.js").write_text("0")
    settings.FRONTEND_DIST = front
    settings.STATIC_ROOT = front
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return scene


@pytest.mark.parametrize("kind", KINDS)
def test_no_reply_earns_a_penalty(kind, scene):
    person, method, path, status = KINDS[kind]
    browser = Client(enforce_csrf_checks=kind == "no csrf")
    if person != "anonymous":
        browser.force_login(scene.users[person])
    headers = {"Range": RANGES[status]} if status in RANGES else {}
    reply = browser.generic(
        method, path.format(**scene.named), b"{}", "application/json", secure=True, headers=headers
    )
    assert reply.status_code == status, getattr(reply, "content", b"")[:200]
    assert penalties(reply) == []
    read_out(reply)


def read_out(reply):
    if reply.streaming:
        reply.getvalue()  # read to its end, which closes the file


def penalties(reply):
    """What the rules hold against the reply."""
    found = [name for name, is_good in RULES.items() if not is_good(reply.headers)]
    return found + [f"cookie {name}" for name, one in reply.cookies.items() if not is_safe(one)]


def policy(headers):
    words = headers.get("Content-Security-Policy", "").split(";")
    return {name: rest for name, *rest in (word.split() for word in words)}


def has_strict_policy(headers):
    found = policy(headers)
    sources = {source for one in found.values() for source in one}
    wide = {"*", "http:", "https:", "data:", "'unsafe-inline'", "'unsafe-eval'"}
    needed = ("frame-ancestors", "base-uri", "form-action")
    return found["default-src"] == ["'none'"] and not sources & wide and all(map(found.get, needed))


def hsts_seconds(headers):
    match = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    return int(match[1]) if match else 0


RULES = {
    "policy": has_strict_policy,
    "framing": lambda headers: policy(headers).get("frame-ancestors") == ["'none'"],
    "sniffing": lambda headers: headers.get("X-Content-Type-Options") == "nosniff",
    "referrer": lambda headers: headers.get("Referrer-Policy") in {"same-origin", "no-referrer"},
    "hsts": lambda headers: hsts_seconds(headers) >= 15_768_000,
    "sharing": lambda headers: "Access-Control-Allow-Origin" not in headers,
    "resources": lambda headers: headers.get("Cross-Origin-Resource-Policy") == "same-origin",
    "server": lambda headers: "X-Powered-By" not in headers,
}


def is_safe(cookie):
    """The CSRF token is for the page's own script to read; it opens nothing without the session."""
    hidden = cookie["httponly"] or cookie.key == "csrftoken"
    return bool(cookie["secure"] and hidden and cookie["samesite"] in ("Lax", "Strict"))


def test_a_sign_in_sets_only_safe_cookies(scene):
    create_user("Ada Lovelace", password="a long enough password")
    body = {"name": "Ada Lovelace", "password": "a long enough password"}
    reply = Client().post("/api/session", body, "application/json", secure=True)
    assert set(reply.cookies) == {"tandem_session", "tandem_browser", "csrftoken"}
    assert penalties(reply) == []


def test_a_download_is_never_shown_in_place(scene):
    browser = Client()
    browser.force_login(scene.users["mo"])
    path = "/api/snapshots/{snapshot_id}/files/{name}".format(**scene.named)
    reply = browser.get(path)
    assert reply.headers["Content-Disposition"].startswith("attachment;")
    read_out(reply)
