"""The inbox: files on the server that managers may import, and nothing else of the server."""

import pytest

from annotation_server.catalog.models import Import, Pair, Video
from annotation_server.catalog.operations.imports import run_import
from tests.catalog import clips
from tests.catalog.browser import problems


@pytest.fixture
def inbox(settings, tmp_path):
    settings.TANDEM_INBOX = tmp_path.resolve() / "inbox"
    clips.manifest(settings.TANDEM_INBOX / "set", [clips.line(0), clips.line(2)])
    (settings.TANDEM_INBOX / "set" / "pairs.csv").write_text(
        "video_0,video_1\nclips/0.mp4,clips/2.mp4\n"
    )
    (settings.TANDEM_INBOX / "all.zip").write_bytes(b"zip")
    (settings.TANDEM_INBOX / "notes.txt").write_text("not for import")
    (tmp_path / "secret.csv").write_text("prompt_text,path\n")
    (settings.TANDEM_INBOX / "link.csv").symlink_to(tmp_path / "secret.csv")
    (settings.TANDEM_INBOX / "up").symlink_to(tmp_path)
    return settings.TANDEM_INBOX


def test_what_can_be_imported_is_listed(page, inbox):
    found = [(file["path"], file["kind"]) for file in page.get("/api/inbox").json()["results"]]
    assert found == [
        ("all.zip", "archive"),
        ("set/manifest.jsonl", "manifest"),
        ("set/pairs.csv", "pairs"),
    ]


def test_an_inbox_that_is_not_there_is_empty(page, settings, tmp_path):
    settings.TANDEM_INBOX = tmp_path / "nowhere"
    assert page.get("/api/inbox").json() == {"results": []}


def test_a_manifest_of_the_inbox_is_imported(page, here, inbox):
    body = {"path": "set/manifest.jsonl", "pairs": "set/pairs.csv", "link": True}
    sent = page.post(f"{here}/inbox-imports", body)
    assert sent.status_code == 202
    run_import(sent.json()["id"])
    assert (Video.objects.count(), Pair.objects.count()) == (2, 1)
    assert Video.objects.earliest("pk").source_path == str(inbox / "set" / "clips" / "0.mp4")


@pytest.mark.parametrize(
    "path",
    ["link.csv", "up/secret.csv", "../secret.csv", "set/../../secret.csv", "notes.txt", "set",
     "set/pairs.csv", "set/clips/0.mp4", "/etc/passwd", "./set/manifest.jsonl", "no.csv"],
)  # fmt: skip
def test_nothing_else_can_be_named(path, page, here, inbox):
    reply = page.post(f"{here}/inbox-imports", {"path": path})
    assert problems(reply)[::2] == (400, ["path"])
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("change", "place"),
    [({"pairs": "set/manifest.jsonl"}, "pairs"), ({"link": "yes"}, "link"), ({"path": 7}, "path"),
     ({"seed": 1}, "seed")],
)  # fmt: skip
def test_a_wish_that_is_none_is_refused(change, place, page, here, inbox):
    reply = page.post(f"{here}/inbox-imports", {"path": "set/manifest.jsonl", **change})
    assert problems(reply)[::2] == (400, [place])
