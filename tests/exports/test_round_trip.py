"""Two thousand published pairs in, out and in again, through real workers and a cut upload."""

import io
import time
import zipfile
from typing import Any

import pytest

from tests.exports import round_trip
from tests.exports.round_trip import SETS, read, written
from tests.http_person import HttpPerson

PAIRS = 2000
PIECES = 20
PATIENCE = 300
MAKE_MO = """
from annotation_server.accounts.services import create_user
create_user("mo", is_manager=True, password="a password for mo")
"""


def signed_in(server) -> HttpPerson:
    server.manage("shell", "--no-imports", "--command", MAKE_MO)
    mo = HttpPerson(server.url)
    mo.sign_in("mo", "a password for mo")
    return mo


def zipped(folder) -> bytes:
    """The three sets and all clips, as somebody would pack them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def send_with_a_cut(server, mo, corpus, content) -> str:
    """Send all pieces; half way the web server is killed, and has forgotten nothing."""
    announced = {"files": [{"part": "manifest", "name": "all.zip", "size": len(content)}]}
    _, upload = mo.ask("POST", f"/api/corpora/{corpus}/uploads", announced)
    here, received, is_cut = f"/api/uploads/{upload['id']}", 0, False
    size = len(content) // PIECES + 1
    while received < len(content):
        if not is_cut and received > len(content) // 2:
            server.kill_everything()
            server.start()
            _, upload = mo.ask("GET", here)
            assert upload["received"] == received
            is_cut = True
        piece = content[received : received + size]
        status, told = mo.send_bytes("PUT", f"{here}/files/0/pieces/{received}", piece)
        assert status == 200, told
        received = told["received"]
    assert is_cut
    _, begun = mo.ask("PUT", f"{here}/completion")
    return str(begun["id"])


def wait_for(mo, job) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    while True:
        _, told = mo.ask("GET", f"/api/imports/{job}")
        if told["state"] not in ("queued", "running"):
            return dict(told)
        assert time.monotonic() < until
        time.sleep(0.5)


def wait_for_clips(mo, corpus) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        _, told = mo.ask("GET", f"/api/corpora/{corpus}")
        videos = told["counts"]["videos"]
        if videos["done"] == sum(videos.values()):
            return
        assert not videos["failed"], videos
        assert time.monotonic() < until, videos
        time.sleep(0.5)


def import_sets(server, folder, corpus) -> None:
    for name in SETS:
        words = (str(folder / name / "config-train.json.gz"), "--corpus", corpus, "--wait")
        told = server.manage_json("import_corpus", *words)
        assert told["failed"] == []


@pytest.mark.prove
def test_published_pairs_come_out_as_they_went_in(fresh_server, tmp_path):
    server, mo = fresh_server, signed_in(fresh_server)
    sets = round_trip.make_up(PAIRS, seed=11)
    given, first, second = (tmp_path / name for name in ("given", "first", "second"))
    round_trip.write(given, sets)
    _, corpus = mo.ask("POST", "/api/corpora", {"name": "first"})
    job = send_with_a_cut(server, mo, corpus["id"], zipped(given))
    told = wait_for(mo, job)
    assert told["added"]["pairs"] == PAIRS, told
    wait_for_clips(mo, corpus["id"])
    server.manage("export_corpus", "first", "--out", str(first), "--clips")
    import_sets(server, first, "second")
    server.manage("export_corpus", "second", "--out", str(second), "--clips")
    for out in (first, second):
        for name in SETS:
            assert written(read(out, name)) == written(sets[name])
        for row in sets["label"]:
            path = row["video_path"]
            assert (out / path).read_bytes() == (given / path).read_bytes()
