"""A corpus that came with answers goes out, and comes in again, as it was."""

import hashlib
import io
import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotation_server.accounts.services import create_user
from annotation_server.catalog.models import Prompt, Video
from annotation_server.catalog.operations.ingest import ingest_video
from tests.catalog.browser import Browser
from tests.exports import round_trip
from tests.exports.round_trip import SETS, read, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.TANDEM_DATA = tmp_path / "data"


@pytest.fixture
def sets():
    return round_trip.make_up(4, seed=7)


@pytest.fixture
def given(tmp_path, sets):
    round_trip.write(tmp_path / "given", sets)
    return tmp_path / "given"


def take_in(folder, corpus):
    for name in SETS:
        manifest = folder / name / "config-train.json.gz"
        call_command("import_corpus", str(manifest), "--corpus", corpus, stdout=StringIO())
    for pk in Video.objects.filter(corpus__name=corpus).values_list("pk", flat=True):
        ingest_video(str(pk))


def take_out(corpus, folder, *words):
    printed = StringIO()
    call_command("export_corpus", corpus, "--out", str(folder), "--json", *words, stdout=printed)
    return json.loads(printed.getvalue())


def test_what_came_in_goes_out_and_comes_in_equal(given, sets, tmp_path):
    take_in(given, "first")
    out = tmp_path / "out"
    take_out("first", out, "--clips")
    for name in SETS:
        assert written(read(out, name)) == written(sets[name])
    for row in sets["label"]:
        path = row["video_path"]
        assert (out / path).read_bytes() == (given / path).read_bytes()
    take_in(out, "second")
    take_out("second", tmp_path / "again", "--clips")
    sums = [(tmp_path / name / "SHA256SUMS").read_text() for name in ("out", "again")]
    for name in SETS:
        assert written(read(tmp_path / "again", name)) == written(sets[name])
    assert [one for one in sums[0].splitlines() if "report" not in one] == [
        one for one in sums[1].splitlines() if "report" not in one
    ]


def packed(folder, archive):
    with zipfile.ZipFile(archive, "w") as opened:
        for path in sorted(folder.rglob("*")):
            opened.write(path, path.relative_to(folder))
    return archive


def test_an_export_that_is_packed_as_it_is_comes_in_equal(given, sets, tmp_path):
    take_in(given, "first")
    take_out("first", tmp_path / "out", "--clips")
    archive = packed(tmp_path / "out", tmp_path / "out.zip")
    call_command("import_corpus", str(archive), "--corpus", "second", stdout=StringIO())
    for pk in Video.objects.filter(corpus__name="second").values_list("pk", flat=True):
        ingest_video(str(pk))
    take_out("second", tmp_path / "again")
    for name in SETS:
        assert written(read(tmp_path / "again", name)) == written(sets[name])


def test_a_contradiction_between_two_sets_is_told_by_its_file(given, sets, tmp_path):
    sets["label"][1]["is_safe"] = not sets["label"][1]["is_safe"]
    round_trip.write(given, sets)
    archive = packed(given, tmp_path / "all.zip")
    with pytest.raises(CommandError, match="is_safe: is_safe is known already") as refused:
        call_command("import_corpus", str(archive), "--corpus", "first", stdout=StringIO())
    assert "preference/config-train.json.gz, line 1, " in str(refused.value)
    assert not Prompt.objects.exists()


def test_every_file_has_its_checksum(given, tmp_path):
    take_in(given, "first")
    out = tmp_path / "out"
    take_out("first", out, "--clips")
    for line in (out / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest


def test_a_manager_downloads_the_sets_as_one_file(given, sets, tmp_path):
    take_in(given, "first")
    corpus = Prompt.objects.first().corpus
    mo = Browser(create_user("Mo", is_manager=True).user)
    reply = mo.get(f"/api/corpora/{corpus.pk}/references")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as packed:
        packed.extractall(tmp_path / "out")
    assert int(reply["Content-Length"]) == len(reply.body)
    for name in SETS:
        assert written(read(tmp_path / "out", name)) == written(sets[name])
    counts = mo.get(f"/api/corpora/{corpus.pk}").json()["counts"]
    assert counts["references"] == len(sets["preference"]) + len(sets["label"])


def test_the_third_sub_preference_may_have_its_other_name(given, tmp_path):
    take_in(given, "first")
    take_out("first", tmp_path / "out", "--information-key", "informativeness")
    for row in read(tmp_path / "out", "preference"):
        assert "information" not in row["sub_preferences"]
        assert row["sub_preferences"]["informativeness"] in ("video_0", "video_1")


def test_what_was_withdrawn_stays_out_and_is_counted(given, sets, tmp_path):
    take_in(given, "first")
    prompt = Prompt.objects.get(prompt_id=sets["prompt"][0]["prompt_id"])
    prompt.withdrawn_at = prompt.corpus.created_at
    prompt.save()
    told = take_out("first", tmp_path / "out", "--clips")
    assert told["report"]["left_out"] == {"pairs": 3, "videos": 4}
    assert len(read(tmp_path / "out", "preference")) == 1
    assert not (tmp_path / "out" / "videos" / prompt.prompt_id).exists()


def test_clips_that_are_gone_are_told(given, tmp_path):
    take_in(given, "first")
    source = Video.objects.first().source_path
    Path(source).write_bytes(b"other")
    with pytest.raises(CommandError, match="has other bytes by now"):
        take_out("first", tmp_path / "out", "--clips")
    assert not (tmp_path / "out" / "SHA256SUMS").exists()
