"""A manifest and its clips sent by a browser: what comes is kept, or nothing is."""

import dataclasses
import json

import pytest

from annotation_server.catalog.models import Import, Pair
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.services import imports
from tests.catalog import clips
from tests.catalog.browser import Browser, problems, refusal

MANIFEST = ("manifest.jsonl", (json.dumps(clips.line(0)) + "\n").encode())


def test_an_upload_becomes_an_import(page, here):
    sent = page.upload(f"{here}/imports", manifest=MANIFEST, clips=[("0.mp4", clips.drawn("red"))])
    assert sent.status_code == 202
    job = Import.objects.get(pk=sent.json()["id"])
    before = page.get(f"/api/imports/{job.pk}").json()
    run_import(str(job.pk))
    after = page.get(f"/api/imports/{job.pk}").json()
    assert (before["state"], after["state"], after["error"]) == ("queued", "done", "")
    assert after["added"] == {"prompts": 1, "videos": 1, "pairs": 0, "references": 0}
    assert after["progress"] == {"done": 1, "total": 1}


def test_an_upload_with_bad_lines_lists_them_and_keeps_no_file(page, here, tmp_path):
    manifest = ("m.csv", b"prompt_text,path\nA dog,no.mp4\n")
    sent = page.upload(f"{here}/imports", manifest=manifest)
    run_import(sent.json()["id"])
    told = page.get(f"/api/imports/{sent.json()['id']}").json()
    assert (told["state"], told["error"][:20]) == ("failed", "m.csv has 1 problem,")
    (problem,) = told["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (2, "path", "file_missing")
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file()]


def test_pairs_may_be_uploaded_too(page, here):
    lines = json.dumps(clips.line(0)) + "\n" + json.dumps(clips.line(2)) + "\n"
    sent = page.upload(
        f"{here}/imports",
        manifest=("m.jsonl", lines.encode()),
        pairs=("p.csv", b"video_0,video_1\nclips/0.mp4,clips/2.mp4\n"),
        clips=[("0.mp4", b"zero"), ("2.mp4", b"two")],
    )
    run_import(sent.json()["id"])
    assert Pair.objects.count() == 1


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({}, "manifest"),
        ({"clips": ("a.mp4", b"a")}, "manifest"),
        ({"manifest": [MANIFEST, MANIFEST]}, "manifest"),
        ({"manifest": MANIFEST, "pairs": [("p.csv", b""), ("q.csv", b"")]}, "pairs"),
        ({"manifest": MANIFEST, "clips": [("a.mp4", b"a"), ("a.mp4", b"b")]}, "clips"),
        ({"manifest": MANIFEST, "clips": ("manifest.jsonl", b"a")}, "clips"),
        ({"manifest": MANIFEST, "clips": (".hidden", b"a")}, "clips"),
        ({"manifest": MANIFEST, "clips": ("x" * 201, b"a")}, "clips"),
        ({"manifest": MANIFEST, "colour": "red"}, "colour"),
        ({"manifest": MANIFEST, "colour": ("red", b"red")}, "colour"),
        ({"manifest": "text"}, "manifest"),
    ],
)
def test_an_upload_that_is_no_import_leaves_nothing(files, path, page, here, tmp_path):
    reply = page.upload(f"{here}/imports", **files)
    assert problems(reply)[::2] == (400, [path])
    assert not Import.objects.exists()
    assert not list((tmp_path / "data").rglob("*.*"))


def test_a_name_with_a_path_is_kept_without_it(page, here, tmp_path):
    page.upload(f"{here}/imports", manifest=MANIFEST, clips=("../../evil.mp4", b"a"))
    names = {path.name for path in (tmp_path / "data" / "sources").rglob("*.*")}
    assert names == {"manifest.jsonl", "evil.mp4"}


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(page, here):
    reply = page.client.post(
        f"{here}/imports", b"", "multipart/form-data; boundary=x", headers=page.headers,
        CONTENT_LENGTH=str(2 * 1024**3 + 1),
    )  # fmt: skip
    assert refusal(reply) == (413, "upload_too_large")


def test_more_files_than_one_upload_takes_are_refused_with_advice(page, here, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    many = [(f"{number}.mp4", b"a") for number in range(3)]
    reply = page.upload(f"{here}/imports", manifest=MANIFEST, clips=many)
    assert refusal(reply) == (400, "too_many_files")
    assert "zip" in reply.json()["error"]["message"]


def test_an_upload_without_a_boundary_is_refused(page, here):
    reply = page.client.post(
        f"{here}/imports", b"x", "multipart/form-data", headers=page.headers
    )  # fmt: skip
    assert reply.status_code == 400
    assert "error" in reply.json()


def test_an_upload_without_the_csrf_token_is_refused(page, here):
    page.headers.clear()
    assert refusal(page.upload(f"{here}/imports", manifest=MANIFEST)) == (403, "csrf_failed")


def test_an_upload_of_somebody_else_is_not_even_read(sam, here):
    browser = Browser(sam)
    browser.headers.clear()
    assert refusal(browser.upload(f"{here}/imports", manifest=MANIFEST)) == (404, "not_found")


def test_too_many_uploads_wait_and_are_not_read(page, here, monkeypatch):
    few = dataclasses.replace(imports.UPLOADS, most=1)
    monkeypatch.setattr(imports, "UPLOADS", few)
    clip = ("0.mp4", clips.drawn("red"))
    assert page.upload(f"{here}/imports", manifest=MANIFEST, clips=[clip]).status_code == 202
    refused = page.upload(f"{here}/imports", manifest=MANIFEST, clips=[clip])
    assert refusal(refused) == (429, "too_many_attempts")
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert Import.objects.count() == 1


def test_a_cancelled_import_brings_nothing_in(page, here):
    clip = ("0.mp4", clips.drawn("red"))
    sent = page.upload(f"{here}/imports", manifest=MANIFEST, clips=[clip]).json()["id"]
    told = page.send("PUT", f"/api/imports/{sent}/cancellation").json()
    run_import(sent)
    assert told["state"] == page.get(f"/api/imports/{sent}").json()["state"] == "cancelled"
    assert page.get(here).json()["counts"]["prompts"] == 0


def test_a_done_import_cannot_be_cancelled(page, here):
    clip = ("0.mp4", clips.drawn("red"))
    sent = page.upload(f"{here}/imports", manifest=MANIFEST, clips=[clip]).json()["id"]
    run_import(sent)
    told = page.send("PUT", f"/api/imports/{sent}/cancellation")
    assert (told.status_code, told.json()["state"]) == (200, "done")
