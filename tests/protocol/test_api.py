"""A manager's own definition: looked at, told what is wrong, stored."""

import pytest

from annotation_server.accounts.services import create_user
from annotation_server.audit.models import AuditEvent
from annotation_server.protocol.models import Protocol
from tests.catalog.browser import Browser, refusal
from tests.protocol.samples import SMALL

pytestmark = pytest.mark.django_db
BROKEN = SMALL.replace("kind: choice", "kind: chioce").replace("target: set", "target: sets")


@pytest.fixture
def page():
    return Browser(create_user("Mo", is_manager=True).user)


def test_a_preview_shows_what_would_be_asked_and_stores_nothing(page):
    told = page.post("/api/protocol-previews", {"definition": SMALL}).json()
    (stage,) = told["definition"]["stages"]
    assert (told["key"], told["version"], stage["title"]) == ("small", 1, "Vote")
    assert not Protocol.objects.filter(key="small").exists()


@pytest.mark.parametrize("address", ["/api/protocol-previews", "/api/protocols"])
def test_every_mistake_is_told_with_its_place(page, address):
    reply = page.post(address, {"definition": BROKEN})
    assert refusal(reply) == (400, "invalid_definition")
    error = reply.json()["error"]
    paths = [field["path"] for field in error["fields"]]
    place = "stages[0].steps[0].questions[0]"
    assert {f"{place}.kind", f"{place}.target"} <= set(paths)
    lines = dict(zip(paths, error["details"]["lines"], strict=True))
    assert BROKEN.splitlines()[lines[f"{place}.kind"] - 1].strip() == "kind: chioce"
    assert not Protocol.objects.filter(key="small").exists()


def test_what_is_stored_can_be_chosen_and_is_recorded(page):
    stored = page.post("/api/protocols", {"definition": SMALL})
    assert stored.status_code == 201
    listed = page.get("/api/protocols").json()["results"]
    assert stored.json()["sha256"] in [one["sha256"] for one in listed]
    assert AuditEvent.objects.filter(action="protocol_stored").count() == 1


def test_other_content_under_the_same_version_is_refused(page):
    page.post("/api/protocols", {"definition": SMALL})
    other = SMALL.replace("A small protocol", "Another protocol")
    assert refusal(page.post("/api/protocols", {"definition": other})) == (409, "version_taken")
