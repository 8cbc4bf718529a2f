"""Snapshots over the API: for managers; progress, cancelling, and files with their checksums."""

import hashlib
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from annotation_server.accounts.services import create_user
from annotation_server.campaigns.models import Membership
from annotation_server.campaigns.services import enrol
from annotation_server.core.heartbeats import beat
from annotation_server.exports.models import Export
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of
from tests.catalog.browser import Browser, problems, refusal


@pytest.fixture
def page(world) -> Browser:
    """What Mo works in; one pair is judged."""
    world.judged(world.two())
    return Browser(create_user("Mo", is_manager=True).user)


@pytest.fixture
def here(world) -> str:
    return f"/api/campaigns/{world.campaign.pk}/snapshots"


@pytest.fixture
def started(page, here):
    """Start exports; returns the address of the snapshot."""

    def do(**body) -> str:
        reply = page.post(here, body)
        assert reply.status_code == 202, reply.json()
        return f"/api/snapshots/{reply.json()['id']}"

    return do


def render_all() -> None:
    for pk in Export.objects.values_list("pk", flat=True):
        render(str(pk))


def test_a_started_snapshot_is_queued_and_listed(page, here, started):
    address = started(formats=["jsonl", "safesora"])
    shown = page.get(address).json()
    assert (shown["state"], shown["files"]) == ("queued", [])
    assert [one["id"] for one in page.get(here).json()["results"]] == [shown["id"]]


def test_a_finished_snapshot_lists_its_files_with_counts_and_checksums(page, started):
    address = started(formats=["jsonl", "safesora"])
    render_all()
    shown = page.get(address).json()
    assert shown["state"] == "done"
    assert shown["progress"]["done"] == shown["progress"]["total"] > 0
    rows = {file["name"]: file["rows"] for file in shown["files"]}
    assert rows["jsonl/assignments.jsonl"] == 1
    assert rows["safesora/label/config-train.json.gz"] == 2


def test_a_download_says_its_length_and_digest(page, started):
    address = started()
    render_all()
    for file in page.get(address).json()["files"]:
        reply = page.get(file["url"])
        assert int(reply["Content-Length"]) == file["bytes"] == len(reply.body)
        assert hashlib.sha256(reply.body).hexdigest() == file["sha256"]
        assert reply["Repr-Digest"].startswith("sha-256=:")
        assert reply["Digest"].startswith("SHA-256=")
        assert reply["Content-Disposition"].startswith("attachment")


def test_a_download_goes_on_where_it_broke_off(page, started):
    address = started()
    render_all()
    (file,) = (one for one in page.get(address).json()["files"] if one["rows"])
    whole = page.get(file["url"]).body
    rest = page.get(file["url"], Range="bytes=100-")
    assert (rest.status_code, rest.body) == (206, whole[100:])
    assert rest["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"


def test_a_resumed_download_gets_all_of_a_large_rest(page, started):
    address = started()
    render_all()
    export = Export.objects.get()
    large = folder_of(export) / "assignments.jsonl"
    large.write_bytes(b"x" * 3_000_000)
    export.files.filter(name=large.name).update(bytes=3_000_000)
    reply = page.get(f"{address}/files/jsonl/assignments.jsonl", Range="bytes=1000000-")
    assert len(reply.body) == 2_000_000


def test_nothing_is_served_before_it_is_done(page, started):
    address = started()
    assert refusal(page.get(f"{address}/files/jsonl/assignments.jsonl")) == (404, "not_found")


@pytest.mark.parametrize("name", ["jsonl/..", "jsonl/../../x", "jsonl/nothing", "/etc/passwd"])
def test_no_other_file_is_served(page, started, name):
    address = started()
    render_all()
    assert page.get(f"{address}/files/{name}").status_code == 404


def test_cancelling_stops_what_is_not_finished(page, started):
    address = started(formats=["jsonl"])
    reply = page.send("PUT", f"{address}/cancellation")
    assert reply.json()["state"] == "cancelled"
    render_all()
    assert page.get(address).json()["state"] == "cancelled"


def test_cancelling_keeps_finished_files(page, started):
    address = started()
    render_all()
    assert page.send("PUT", f"{address}/cancellation").json()["state"] == "done"


def test_a_cancelled_export_is_started_anew_from_the_same_cut(page, started):
    address = started()
    page.send("PUT", f"{address}/cancellation")
    reply = page.post(f"{address}/exports", {"formats": ["jsonl", "safesora"]})
    assert (reply.status_code, reply.json()["state"]) == (202, "queued")
    render_all()
    names = {file["format"] for file in page.get(address).json()["files"]}
    assert names == {"jsonl", "safesora"}


def test_it_is_said_at_once_that_no_worker_runs(page, started):
    assert "No worker" in page.get(started()).json()["notice"]


def test_it_is_said_when_no_worker_takes_an_export(page, started):
    beat("worker", ["exports"])
    address = started()
    assert page.get(address).json()["notice"] == ""
    Export.objects.update(due_at=Now() - timedelta(minutes=1))
    assert "No worker" in page.get(address).json()["notice"]


def test_a_busy_worker_is_not_called_missing(page, started):
    beat("worker", ["exports"])
    address = started()
    started()
    first, second = Export.objects.order_by("pk")
    Export.objects.filter(pk=first.pk).update(due_at=Now() - timedelta(minutes=1))
    Export.objects.filter(pk=second.pk).update(
        state="running", leased_until=Now() + timedelta(minutes=1)
    )
    notices = {
        page.get(f"/api/snapshots/{e.snapshot_id}").json()["notice"] for e in (first, second)
    }
    assert any("busy" in notice for notice in notices)
    assert address


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"formats": ["xml"]}, "format"),
        ({"formats": []}, "formats"),
        ({"formats": ["safesora"], "information_key": "info"}, "information_key"),
        ({"audience": "Every Body"}, "audience"),
        ({"video": True}, "video"),
    ],
)
def test_a_wrong_body_is_refused_by_field_and_freezes_nothing(page, here, world, body, path):
    status, _, paths = problems(page.post(here, body))
    assert (status, paths) == (400, [path])
    assert not world.campaign.snapshots.exists()


def test_a_format_that_does_not_fit_freezes_nothing(page, here, world, monkeypatch):
    monkeypatch.setattr("annotation_server.exports.formats.safesora.SUB_PREFERENCES", ("other",))
    assert refusal(page.post(here, {"formats": ["safesora"]})) == (409, "format_does_not_fit")
    assert not world.campaign.snapshots.exists()


@pytest.mark.parametrize("role", ["annotator", "reviewer", None])
def test_nobody_but_a_manager_finds_a_snapshot(page, here, started, world, role):
    address = started()
    render_all()
    other = create_user("Somebody").user
    if role:
        enrol(world.campaign, other, Membership.Role(role), by=None)
    theirs = Browser(other)
    asked = [
        theirs.get(here),
        theirs.post(here, {}),
        theirs.get(address),
        theirs.post(f"{address}/exports", {}),
        theirs.send("PUT", f"{address}/cancellation"),
        theirs.get(f"{address}/files/jsonl/assignments.jsonl"),
    ]
    assert {refusal(reply) for reply in asked} == {(404, "not_found")}
    assert world.campaign.snapshots.count() == 1
