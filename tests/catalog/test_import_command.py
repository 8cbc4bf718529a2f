"""`import_corpus` and `build_pairs`, as an operator sees them."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotation_server.catalog.models import Corpus, Import, Pair, Video
from annotation_server.core.heartbeats import beat
from tests.catalog import clips

pytestmark = pytest.mark.django_db


def run(*words):
    """What the command printed."""
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=out)
    return out.getvalue()


def refused(*words):
    """What the command said when it failed, and what it printed before."""
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(*map(str, words), stdout=out, stderr=out)
    return str(caught.value), out.getvalue()


@pytest.fixture
def manifest(folder):
    return clips.manifest(folder, [clips.line(number) for number in range(4)])


def test_an_import_makes_the_corpus_and_says_what_was_added(manifest):
    said = run("import_corpus", manifest, "--corpus", "Clips")
    assert "Added 2 prompts, 4 videos, 0 pairs; 0 were there already.\n" in said
    assert Corpus.objects.get().name == "Clips"


def test_clips_that_nobody_takes_in_are_mentioned(manifest):
    assert "No worker is running" in run("import_corpus", manifest, "--corpus", "Clips")
    beat("media@here", ["media"])
    assert "No worker is running" not in run("import_corpus", manifest, "--corpus", "Clips")


def test_json_is_one_object_at_the_end(manifest):
    said = run("import_corpus", manifest, "--corpus", "Clips", "--json").splitlines()[-1]
    result = json.loads(said)
    assert result["added"] == {"prompts": 2, "videos": 4, "pairs": 0, "references": 0}
    assert (result["existing"], result["failed"]) == (0, [])
    assert result["videos"]["queued"] == 4


def test_the_same_import_again_adds_nothing(manifest):
    run("import_corpus", manifest, "--corpus", "Clips")
    said = run("import_corpus", manifest, "--corpus", "Clips")
    assert "Added 0 prompts, 0 videos, 0 pairs; 4 were there already." in said


def test_every_bad_line_is_said_and_nothing_is_imported(folder):
    lines = [clips.line(number) for number in range(3)]
    lines[0]["path"] = "../out.mp4"
    lines[2]["sha256"] = "7"
    said, _ = refused("import_corpus", clips.manifest(folder, lines), "--corpus", "Clips")
    first, *listed = said.splitlines()
    assert first.startswith("manifest.jsonl has 2 problems, so nothing was imported.")
    assert listed == [
        "  line 1, path: path must stay below the manifest's folder; '../out.mp4' does not.",
        "  line 3, sha256: sha256 must be 64 hexadecimal digits in lower case; it is '7'.",
    ]
    assert not Video.objects.exists()


def test_bad_lines_are_in_the_json_too(folder):
    path = clips.manifest(folder, [clips.line(0, video_id="7")])
    _, printed = refused("import_corpus", path, "--corpus", "Clips", "--json")
    (problem,) = json.loads(printed)["problems"]
    assert (problem["line"], problem["column"]) == (1, "video_id")
    assert (problem["file"], problem["code"]) == ("manifest", "not_64_hex_digits")


def test_a_manifest_that_is_not_there_is_said(folder):
    said, _ = refused("import_corpus", folder / "no.jsonl", "--corpus", "Clips")
    assert said.startswith(f"There is no file {folder / 'no.jsonl'} that can be read.")


def test_a_manifest_whose_name_is_no_text_is_refused(folder):
    said, _ = refused("import_corpus", f"{folder}/\udcff.jsonl", "--corpus", "Clips")
    assert "is not plain text" in said


def test_pairs_of_another_folder_are_refused(manifest, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("video_0\n")
    said, _ = refused("import_corpus", manifest, "--corpus", "Clips", "--pairs", pairs)
    assert "must be in the manifest's folder" in said
    assert not Import.objects.exists()


def test_given_pairs_are_imported_with_the_clips(manifest, folder):
    (folder / "pairs.csv").write_text("video_0,video_1\nclips/0.mp4,clips/2.mp4\n")
    said = run("import_corpus", manifest, "--corpus", "Clips", "--pairs", folder / "pairs.csv")
    assert "Added 2 prompts, 4 videos, 1 pairs" in said


def test_the_name_of_a_corpus_is_checked(manifest):
    said, _ = refused("import_corpus", manifest, "--corpus", "  ")
    assert said.startswith("The name of a corpus has 1 to 120 printable characters.")


def test_pairs_are_built_and_counted(manifest):
    run("import_corpus", manifest, "--corpus", "Clips")
    said = run("build_pairs", "Clips", "--strategy", "all", "--seed", 3)
    assert said == ("Added 2 pairs in 2 prompts; 0 were there already. The corpus has 2.\n")


def test_a_preview_of_pairs_stores_nothing(manifest):
    run("import_corpus", manifest, "--corpus", "Clips")
    said = run("build_pairs", "Clips", "--strategy", "ring", "--preview", "--json")
    assert json.loads(said) == {"added": 2, "existing": 0, "prompts": 2, "total": 2}
    assert not Pair.objects.exists()


def test_pairs_of_a_corpus_that_is_not_there_are_refused():
    said, _ = refused("build_pairs", "Nothing", "--strategy", "all")
    assert said.startswith("There is no corpus named 'Nothing'.")


def test_balanced_pairs_need_a_number(manifest):
    run("import_corpus", manifest, "--corpus", "Clips")
    said, _ = refused("build_pairs", "Clips", "--strategy", "balanced")
    assert said.startswith("The strategy balanced needs 1 to 1000 pairs per prompt.")
