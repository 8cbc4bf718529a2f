"""A zip or tar file of a manifest and its clips: plain files only, and no more than fits."""

import io
import json
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from annotation_server.catalog import services
from annotation_server.catalog.models import Import, Pair, Video
from annotation_server.catalog.operations import unpacking
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.operations.unpacking import unpack
from annotation_server.catalog.rules.problems import WrongValueError
from annotation_server.core.errors import InvalidError
from tests.catalog import clips
from tests.catalog.browser import problems

LINES = "".join(json.dumps(clips.line(number)) + "\n" for number in (0, 2)).encode()
FILES = {
    "set/manifest.jsonl": LINES,
    "set/pairs.csv": b"video_0,video_1\nclips/0.mp4,clips/2.mp4\n",
    "set/clips/0.mp4": b"zero",
    "set/clips/2.mp4": b"two",
}
KINDS = ["clips.zip", "clips.tar", "clips.tar.gz", "clips.tgz"]


def zipped(path, files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path, files, **fields):
    """A tar whose members have these fields of TarInfo."""
    mode = "w" if path.suffix == ".tar" else "w:gz"
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for field, value in fields.items():
                setattr(info, field, value)
            archive.addfile(info, io.BytesIO(content))
    return path


def packed(folder, name, files=FILES):
    folder.mkdir(parents=True, exist_ok=True)
    return (zipped if name.endswith(".zip") else tarred)(folder / name, files)


def refusal(archive, tmp_path):
    with pytest.raises(WrongValueError) as caught:
        unpack(archive, tmp_path / "target" / "unpacked")
    return caught.value.code


@pytest.mark.parametrize("name", KINDS)
def test_an_archive_is_imported_with_its_pairs(name, corpus, folder, tmp_path):
    job = services.start_import(packed(folder, name), corpus, by=None)
    run_import(str(job.pk))
    job.refresh_from_db()
    assert job.state == Import.State.DONE, job.report
    assert (Video.objects.count(), Pair.objects.count()) == (2, 1)
    paths = Video.objects.values_list("source_path", flat=True)
    contents = {Path(path).read_bytes() for path in paths}
    assert contents == {b"zero", b"two"}


def test_the_same_archive_again_adds_nothing(corpus, folder):
    for _ in range(2):
        job = services.start_import(packed(folder, "clips.zip"), corpus, by=None)
        run_import(str(job.pk))
    job.refresh_from_db()
    assert job.report["existing"] == 3


def test_a_sent_archive_is_unpacked_and_not_kept(page, here, tmp_path):
    raw = packed(tmp_path, "clips.zip").read_bytes()
    sent = page.upload(f"{here}/imports", manifest=("clips.zip", raw))
    run_import(sent.json()["id"])
    told = page.get(f"/api/imports/{sent.json()['id']}").json()
    assert (told["state"], told["manifest"]) == ("done", "clips.zip")
    assert told["added"]["videos"] == 2
    assert not list((tmp_path / "data").rglob("*.zip"))


def test_an_archive_comes_alone(page, here, corpus, folder):
    sent = page.upload(f"{here}/imports", manifest=("a.zip", b"zip"), clips=("0.mp4", b"zero"))
    assert problems(sent)[::2] == (400, ["manifest"])
    with pytest.raises(InvalidError, match="is an archive"):
        services.start_import(packed(folder, "clips.zip"), corpus, link=True, by=None)


def test_a_bad_archive_is_reported_and_nothing_is_left(corpus, folder, tmp_path):
    archive = packed(folder, "clips.zip", {**FILES, "../evil.mp4": b"evil"})
    job = services.start_import(archive, corpus, by=None)
    run_import(str(job.pk))
    job.refresh_from_db()
    (problem,) = job.report["problems"]
    assert (job.state, problem["line"], problem["code"]) == ("failed", 0, "path_outside")
    assert not list(tmp_path.rglob("evil*"))
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
@pytest.mark.parametrize(
    "member",
    ["../evil", "a/../../evil", "/evil", "a\\..\\evil", "c:evil", "a\nb", "..", "x/" * 11 + "x",
     "x" * 201],
)  # fmt: skip
def test_a_path_that_could_lead_out_is_refused(member, name, tmp_path):
    assert refusal(packed(tmp_path, name, {member: b"evil"}), tmp_path) in {
        "path_outside",
        "too_long",
    }
    assert not [path for path in (tmp_path / "target").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_a_tar_with_anything_but_files_and_folders_is_refused(kind, tmp_path):
    archive = tarred(tmp_path / "a.tar", {"m.csv": b""}, type=kind, linkname="/etc/passwd")
    assert refusal(archive, tmp_path) in {"not_a_file", "archive_damaged"}


def test_a_zip_with_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("m.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(tmp_path / "a.zip", tmp_path) == "not_a_file"


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_a_bomb_is_stopped_on_the_way(name, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "ALWAYS_ALLOWED", 1024 * 1024)
    archive = packed(tmp_path, name, {"m.csv": bytes(30 * 1024 * 1024)})
    assert refusal(archive, tmp_path) == "archive_too_large"
    written = sum(path.stat().st_size for path in (tmp_path / "target").rglob("*"))
    assert written <= 2 * 1024 * 1024


def test_a_tar_whose_header_fills_the_memory_is_refused(tmp_path):
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 2**33
    raw = info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)
    (tmp_path / "a.tar").write_bytes(raw)
    assert refusal(tmp_path / "a.tar", tmp_path) == "archive_damaged"


def test_a_zip_that_says_it_lists_too_much_is_refused_before_it_is_read(tmp_path):
    raw = bytearray(zipped(tmp_path / "a.zip", FILES).read_bytes())
    at = raw.rfind(b"PK\x05\x06")
    struct.pack_into("<L", raw, at + 12, 2**31)
    (tmp_path / "a.zip").write_bytes(raw)
    assert refusal(tmp_path / "a.zip", tmp_path) == "too_many_files"


def test_more_files_than_an_import_takes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_FILES", 2)
    assert refusal(packed(tmp_path, "a.zip"), tmp_path) == "too_many_files"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("m.csv", "one")
        archive.writestr("./m.csv", "two")
    assert refusal(tmp_path / "a.zip", tmp_path) == "too_many_files"


def test_a_file_that_is_also_a_folder_is_refused(tmp_path):
    archive = packed(tmp_path, "a.tar", {"a": b"a", "a/m.csv": b"b"})
    assert refusal(archive, tmp_path) == "archive_damaged"


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "spoil", [lambda raw: raw[: len(raw) // 2], lambda _: b"no", lambda _: b""]
)
def test_a_damaged_archive_is_refused(spoil, name, tmp_path):
    archive = packed(tmp_path, name, {"m.csv": bytes(range(256)) * 40})
    archive.write_bytes(spoil(archive.read_bytes()))
    assert refusal(archive, tmp_path) in {"archive_damaged", "no_manifest"}


@pytest.mark.parametrize(
    "names",
    [["clip.mp4"], ["a.jsonl", "b.csv"], ["one/a.jsonl", "two/a.jsonl"], ["pairs.csv"]],
)
def test_an_archive_without_one_manifest_is_refused(names, tmp_path):
    archive = packed(tmp_path, "a.zip", dict.fromkeys(names, b""))
    assert refusal(archive, tmp_path) == "no_manifest"


def test_the_manifest_nearest_to_the_top_is_taken(tmp_path):
    files = {"set/m.csv": b"", "set/deep/other.csv": b"", "set/pairs.jsonl": b""}
    found = unpack(packed(tmp_path, "a.zip", files), tmp_path / "target")
    assert (*map(str, found.manifests), found.pairs) == ("set/m.csv", "pairs.jsonl")


def test_all_published_files_of_a_dataset_are_taken(tmp_path):
    sets = ["d/label/config-test.json.gz", "d/label/config-train.json.gz", "d/prompt/config.json"]
    files = dict.fromkeys([*sets, "d/report.json", "d/schema/label.schema.json"], b"")
    found = unpack(packed(tmp_path, "a.zip", files), tmp_path / "target")
    assert [*map(str, found.manifests)] == sets


def test_two_datasets_in_one_archive_are_refused(tmp_path):
    files = {"one/label/config.json": b"", "two/label/config.json": b""}
    assert refusal(packed(tmp_path, "a.zip", files), tmp_path) == "no_manifest"
