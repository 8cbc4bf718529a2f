"""The one page of the front end, and what it names of an address before its scripts have run."""

import json
import re

import pytest
from django.test import Client

from annotation_server.accounts.services import create_user

pytestmark = pytest.mark.django_db
PAGE = "/campaigns/some-campaign/dashboard"
PAGES = [
    {
        "path": "/campaigns/:campaign/dashboard",
        "files": ["assets/quality.js", "assets/quality.css"],
        "data": ["campaigns/:campaign", "campaigns/:campaign/dashboard?since&until"],
    },
    {"path": "/answers", "files": [], "data": ["answers?*"]},
]


@pytest.fixture
def ada() -> Client:
    client = Client()
    client.force_login(create_user("ada").user)
    return client


@pytest.fixture(autouse=True)
def _built(settings, tmp_path):
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "index.html").write_text("<head></head>")
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "ahead.json").write_text(json.dumps(PAGES))


def named(reply) -> list[str]:
    return re.findall(r'href="([^"]+)"', reply.content.decode())


def test_the_page_names_the_files_and_the_data_of_its_address(ada):
    assert named(ada.get(PAGE)) == [
        "/api/campaigns/some-campaign",
        "/api/campaigns/some-campaign/dashboard",
        "/static/app/assets/quality.js",
        "/static/app/assets/quality.css",
    ]


def test_nobody_who_is_not_signed_in_asks_for_data():
    assert [one for one in named(Client().get(PAGE)) if one.startswith("/api/")] == []


def test_the_query_goes_along_where_the_page_sends_it(ada):
    asked = named(ada.get(PAGE, {"until": "2026-01-02T00:00Z", "part": "now", "since": ""}))
    assert "/api/campaigns/some-campaign/dashboard?until=2026-01-02T00%3A00Z" in asked
    assert "/api/answers?answer=a+b%7E&amp;of=1" in named(ada.get("/answers?answer=a%20b~&of=1"))


def test_what_stands_in_an_address_cannot_leave_its_link(ada):
    reply = ada.get('/answers?a="><script>').content.decode()
    assert "<script>" not in reply


def test_an_address_without_anything_ahead_is_the_page_alone(ada):
    assert ada.get("/campaigns/dashboard").content == b"<head></head>"
