"""Files that come piece by piece: after any cut they go on where they were, and arrive whole."""

import base64
import dataclasses
import json
from hashlib import sha256

import pytest
from django.db.models import F

from annotation_server.catalog.models import Import, Upload, UploadFile
from annotation_server.catalog.operations.imports import ABANDONED, forget_uploads, run_import
from annotation_server.catalog.services import imports, uploads
from tests.catalog import clips
from tests.catalog.browser import problems, refusal

CLIP = clips.drawn("red")
MANIFEST = (json.dumps(clips.line(0)) + "\n").encode()
FILES = {"manifest.jsonl": MANIFEST, "0.mp4": CLIP}


def announced(files=None):
    return {
        "files": [
            {"part": "clip" if name.endswith(".mp4") else "manifest", "name": name, "size": size}
            for name, size in (files or {name: len(raw) for name, raw in FILES.items()}).items()
        ]
    }


@pytest.fixture
def begin(page, here):
    def do(files=None):
        reply = page.post(f"{here}/uploads", announced(files))
        assert reply.status_code == 201, reply.json()
        return f"/api/uploads/{reply.json()['id']}"

    return do


@pytest.fixture
def put(page):
    """Send bytes to a place of a file."""

    def do(upload, number, offset, content, **headers):
        return page.client.generic(
            "PUT",
            f"{upload}/files/{number}/pieces/{offset}",
            content,
            "application/octet-stream",
            headers=page.headers | headers,
        )

    return do


def kept(tmp_path):
    return {path.name: path.read_bytes() for path in (tmp_path / "data").rglob("*.*")}


def finish(page, upload):
    return page.send("PUT", f"{upload}/completion")


def test_pieces_become_an_import(page, begin, put, tmp_path):
    upload = begin()
    assert put(upload, 0, 0, MANIFEST).json()["received"] == len(MANIFEST)
    for offset in range(0, len(CLIP), 700):
        assert put(upload, 1, offset, CLIP[offset : offset + 700]).status_code == 200
    done = finish(page, upload)
    assert done.status_code == 202
    assert kept(tmp_path) == FILES
    run_import(done.json()["id"])
    assert Import.objects.get().report["added"]["videos"] == 1
    assert not Upload.objects.exists()


def test_a_piece_that_comes_twice_or_too_early_is_told_where_to_go_on(begin, put, tmp_path):
    upload = begin()
    put(upload, 1, 0, CLIP[:700])
    for offset in (0, 699, 701, 10**30):
        reply = put(upload, 1, offset, CLIP[700:800])
        assert refusal(reply) == (409, "wrong_offset")
        assert reply.json()["error"]["details"] == {"received": 700}
    assert kept(tmp_path) == {"0.mp4": CLIP[:700]}


def test_more_than_was_announced_is_refused(begin, put):
    upload = begin()
    assert refusal(put(upload, 0, 0, MANIFEST + b"x")) == (409, "wrong_offset")
    assert refusal(put(upload, 0, 0, b"")) == (409, "wrong_offset")


def test_bytes_that_were_not_acknowledged_are_written_over(begin, put, tmp_path):
    upload = begin()
    put(upload, 1, 0, b"x" * 900)
    UploadFile.objects.filter(number=1).update(received=0)  # killed before it was remembered
    UploadFile.objects.get(number=1).pieces.all().delete()
    put(upload, 1, 0, CLIP[:900])
    assert kept(tmp_path)["0.mp4"] == CLIP[:900]


def test_a_page_that_comes_back_finds_the_upload_and_its_pieces(page, here, begin, put):
    upload = begin()
    put(upload, 1, 0, CLIP[:700])
    put(upload, 1, 700, CLIP[700:800])
    (found,) = page.get(f"{here}/uploads").json()["results"]
    assert (found["received"], found["size"]) == (800, len(MANIFEST) + len(CLIP))
    assert found == page.get(upload).json()
    pieces = page.get(f"{upload}/files/1/pieces").json()["results"]
    assert [(one["offset"], one["bytes"]) for one in pieces] == [(0, 700), (700, 100)]
    assert pieces[1]["sha256"] == sha256(CLIP[700:800]).hexdigest()


def test_a_damaged_piece_is_not_kept(begin, put, tmp_path):
    upload = begin()
    right = base64.b64encode(sha256(MANIFEST).digest()).decode()
    damaged = put(upload, 0, 0, MANIFEST[::-1], **{"Content-Digest": f"sha-256=:{right}:"})
    assert refusal(damaged) == (400, "digest_differs")
    assert refusal(put(upload, 0, 0, MANIFEST, **{"Content-Digest": "x"}))[1] == "invalid_digest"
    assert kept(tmp_path) == {}
    good = put(upload, 0, 0, MANIFEST, **{"Content-Digest": f"sha-256=:{right}:"})
    assert good.status_code == 200


def test_an_upload_that_is_not_whole_is_not_imported(page, begin, put):
    upload = begin()
    put(upload, 0, 0, MANIFEST)
    assert refusal(finish(page, upload)) == (409, "upload_incomplete")
    assert not Import.objects.exists()


def test_finishing_twice_gives_the_same_import(page, begin, put):
    upload = begin({"manifest.jsonl": len(MANIFEST), "empty.mp4": 0})
    put(upload, 0, 0, MANIFEST)
    first, second = finish(page, upload), finish(page, upload)
    assert first.json() == second.json()
    assert Import.objects.count() == 1


def test_a_discarded_upload_leaves_nothing(
    page, begin, put, tmp_path, django_capture_on_commit_callbacks
):
    upload = begin()
    put(upload, 1, 0, CLIP[:700])
    with django_capture_on_commit_callbacks(execute=True):
        assert page.send("DELETE", upload).status_code == 204
    assert kept(tmp_path) == {}
    assert put(upload, 1, 700, CLIP[700:]).status_code == 404


def test_an_upload_that_nobody_goes_on_with_is_given_up(page, begin, put):
    old, new = begin(), begin()
    Upload.objects.filter(pk=old.rpartition("/")[2]).update(touched_at=F("touched_at") - ABANDONED)
    assert forget_uploads() == 1
    assert (page.get(old).status_code, page.get(new).status_code) == (404, 200)


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"a.mp4": 1}, "files"),
        ({"a.jsonl": 1, "b.jsonl": 1}, "files"),
        ({"../a.jsonl": 1}, "files[0].name"),
        ({".a.jsonl": 1}, "files[0].name"),
        ({"m.jsonl": 1, "x/y.mp4": 1}, "files[1].name"),
        ({"all.zip": 1, "a.mp4": 1}, "manifest"),
    ],
)
def test_files_that_are_no_import_are_refused_before_a_byte_is_sent(files, path, page, here):
    assert problems(page.post(f"{here}/uploads", announced(files)))[::2] == (400, [path])
    assert not Upload.objects.exists()


def test_too_many_bytes_are_refused_with_the_other_ways(page, here):
    reply = page.post(f"{here}/uploads", announced({"m.jsonl": 1, "a.mp4": 2 * 1024**3}))
    assert refusal(reply) == (413, "upload_too_large")
    message = reply.json()["error"]["message"]
    assert "inbox" in message
    assert "import_corpus" in message


def test_a_piece_that_is_too_large_is_refused(begin, put, monkeypatch):
    monkeypatch.setattr("annotation_server.catalog.api.uploads.LARGEST_PIECE", 10)
    assert refusal(put(begin(), 1, 0, CLIP[:11])) == (413, "piece_too_large")


def test_somebody_has_only_so_many_uploads_open(page, here, begin, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_OPEN", 1)
    begin()
    assert refusal(page.post(f"{here}/uploads", announced())) == (409, "too_many_uploads")


def test_uploads_are_counted(page, here, begin, monkeypatch):
    monkeypatch.setattr(imports, "UPLOADS", dataclasses.replace(imports.UPLOADS, most=1))
    begin()
    assert refusal(page.post(f"{here}/uploads", announced())) == (429, "too_many_attempts")


def test_what_belongs_to_an_upload_under_way_is_no_left_over(begin, put, tmp_path):
    upload = begin()
    put(upload, 1, 0, CLIP[:700])
    forget_uploads()
    assert kept(tmp_path) == {"0.mp4": CLIP[:700]}
