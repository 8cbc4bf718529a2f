"""`manage.py export_snapshot`: a dataset in a folder, with or without a worker."""

import hashlib
import json
import shutil
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from annotation_server.exports import services
from annotation_server.exports.models import Export, Snapshot
from annotation_server.exports.queries import folder_of
from tests.exports.factory import SECOND, answers


@pytest.fixture
def out(tmp_path):
    return tmp_path / "taken away"


@pytest.fixture
def run(world, out):
    """Run the command; returns what it printed."""
    world.judged(world.two())

    def do(*words: str) -> str:
        printed = StringIO()
        call_command("export_snapshot", "first", "--out", str(out), *words, stdout=printed)
        return printed.getvalue()

    return do


def contents(folder) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_it_renders_without_a_worker(run, out):
    printed = run("--format", "jsonl", "--wait")
    beside = ["README.md", "croissant.json", "labels.svg", "schema/assignments.schema.json"]
    assert {"SHA256SUMS", "assignments.jsonl", "report.json"} == {*contents(out)} - {*beside}
    assert "assignments.jsonl" in printed
    assert "1 rows" in printed


def test_it_prints_one_object_with_json(run, out):
    told = json.loads(run("--format", "safesora", "--json"))
    assert told["snapshot"] == str(Snapshot.objects.get().pk)
    by_name = {file["name"]: file for file in told["files"]}
    label = by_name["label/config-train.json.gz"]
    assert label["rows"] == 2
    given = contents(out)["label/config-train.json.gz"]
    assert hashlib.sha256(given).hexdigest() == label["sha256"]


def test_an_earlier_cut_comes_out_the_same_after_more_answers(run, out, world):
    told = json.loads(run("--format", "safesora", "--json"))
    first = contents(out)
    world.judged(world.campaign.assignments.get().pair, answers(SECOND))
    again = out.with_name("again")
    words = ["--format", "safesora", "--snapshot", told["snapshot"], "--out", str(again)]
    run(*words)
    assert contents(again) == first
    assert Snapshot.objects.count() == 1


def test_files_gone_from_the_store_are_rendered_again(run, out):
    told = json.loads(run("--format", "jsonl", "--json"))
    first = contents(out)
    export = Export.objects.get()
    shutil.rmtree(folder_of(export))
    run("--format", "jsonl", "--snapshot", told["snapshot"])
    assert contents(out) == first


def test_a_file_damaged_in_the_store_is_not_passed_on_as_whole(run, out):
    told = json.loads(run("--format", "jsonl", "--json"))
    stored = folder_of(Export.objects.get()) / "assignments.jsonl"
    stored.write_bytes(stored.read_bytes().replace(b"complete", b"complEte"))
    with pytest.raises(CommandError, match=r"assignments\.jsonl of jsonl is damaged"):
        run("--format", "jsonl", "--snapshot", told["snapshot"])
    assert "SHA256SUMS" not in contents(out)


def test_it_takes_over_from_a_worker_that_was_ended(run, world, out):
    cut = services.freeze(world.campaign, by=None)
    left = services.start_export(cut, "jsonl", by=None)
    Export.objects.filter(pk=left.pk).update(
        state="running", attempts=1, leased_until=Now() - timedelta(seconds=1)
    )
    run("--format", "jsonl", "--snapshot", str(cut.pk))
    assert "assignments.jsonl" in contents(out)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--format", "jsonl", "--snapshot", "nonsense"], "first has no snapshot 'nonsense'"),
        (["--format", "jsonl", "--audience", "Us All"], "'Us All' cannot name an audience"),
    ],
)
def test_what_cannot_be_is_a_sentence(run, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*words)


def test_an_unknown_campaign_is_a_sentence(db, out):
    with pytest.raises(CommandError, match="There is no campaign 'nobody'"):
        call_command("export_snapshot", "nobody", "--out", str(out), "--format", "jsonl")


def test_a_folder_that_cannot_be_written_is_a_sentence_and_the_export_is_kept(run, out):
    out.write_text("a file is here")
    with pytest.raises(CommandError, match="cannot be written"):
        run("--format", "jsonl")
    assert Export.objects.get().state == "done"
