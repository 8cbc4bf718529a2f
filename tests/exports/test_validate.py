"""Every fault of a dataset is found where it is; an export of ours has none."""

import gzip
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotation_server.catalog.models import Prompt
from annotation_server.catalog.rules.ids import prompt_id
from annotation_server.exports import validation
from annotation_server.exports.queries import folder_of
from annotation_server.exports.validation import validate
from tests.catalog.clips import drawn
from tests.exports.factory import answers
from tests.exports.test_videos import give_original

TRAIN = {kind: f"{kind}/config-train.json.gz" for kind in ("preference", "label", "prompt")}
TEST = "prompt/config-test.json.gz"


@pytest.fixture
def dataset(world, export) -> Path:
    """An export of ours with videos: two pairs in train, one in test."""
    clip = drawn("red")
    for number in range(3):
        text = f"Prompt {number}."
        pair = world.two(text, prompt_id=prompt_id(text))
        Prompt.objects.filter(pk=pair.prompt_id).update(split="test" if number == 2 else "train")
        for video in pair.videos:
            world.rendition(video, clip)
        world.judged(pair, answers(harm_0=("porn",)))
    made = folder_of(export("safesora", videos=True))
    (made / "SHA256SUMS").unlink()  # what a test changes would not fit it
    (made / "report.json").unlink()
    for path in made.rglob("*.mp4"):  # a hard link: what is written into it is in the store too
        path.unlink()
        path.write_bytes(clip)
    return made


def read(dataset: Path, name: str):
    return json.loads(gzip.decompress((dataset / name).read_bytes()))


def write(dataset: Path, name: str, rows) -> None:
    (dataset / name).write_bytes(gzip.compress(json.dumps(rows).encode()))


def codes(dataset: Path, **options) -> set[str]:
    return {finding.code for finding in validate(dataset, **options)}


def test_an_export_of_ours_has_no_fault(dataset):
    assert list(validate(dataset, deep=True)) == []


def test_an_export_with_originals_has_no_fault(world, export, tmp_path):
    pair = world.two("A fox.", prompt_id=prompt_id("A fox."))
    for video in pair.videos:
        give_original(video, tmp_path / f"{video.pk}.GIF")
    world.judged(pair)
    made = folder_of(export("safesora", videos=True, originals=True))
    assert list(validate(made)) == []


def put(value, *path):
    """Change one value of a file's first row, or take it away."""

    def change(rows):
        target = rows[0]
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return change


def without(*path):
    def change(rows):
        target = rows[0]
        for key in path[:-1]:
            target = target[key]
        del target[path[-1]]

    return change


def again(rows):
    rows.append(json.loads(json.dumps(rows[0])))


def swapped(rows):
    again(rows)
    rows[-1]["video_0"], rows[-1]["video_1"] = rows[-1]["video_1"], rows[-1]["video_0"]
    rows[-1]["pair_id"] = "a" * 64


def one_twice(rows):
    rows[0]["video_1"] = rows[0]["video_0"]


def fewer(rows):
    rows.pop()


PLANTED = {
    ("missing_key", "preference"): without("helpfulness"),
    ("missing_key", "label"): without("video_labels", "crime"),
    ("unknown_key", "prompt"): put(1, "note"),
    ("null", "preference"): put(None, "sub_preferences", "correctness"),
    ("wrong_type", "label"): put("yes", "is_safe"),
    ("wrong_value", "preference"): put("left", "harmlessness"),
    ("wrong_value", "prompt"): put("harmless", "prompt_type"),
    ("wrong_id", "prompt"): put("A" * 64, "prompt_id"),
    ("id_does_not_derive", "prompt"): put("b" * 64, "prompt_id"),
    ("both_names", "preference"): put("video_0", "sub_preferences", "informativeness"),
    ("is_safe_against_labels", "label"): put(True, "is_safe"),
    ("duplicate", "preference"): again,
    ("duplicate", "label"): again,
    ("duplicate", "prompt"): again,
    ("pair_of_one", "preference"): one_twice,
    ("prompt_differs", "preference"): put("safety_critical", "prompt_type"),
    ("video_differs", "label"): put("gamma", "generated_from"),
    ("wrong_path", "label"): put("videos/else.mp4", "video_path"),
    ("label_missing", "label"): fewer,
    ("prompt_missing", "prompt"): fewer,
}


@pytest.mark.parametrize(("code", "kind"), PLANTED)
def test_a_planted_fault_is_found_in_its_row(dataset, code, kind):
    rows = read(dataset, TRAIN[kind])
    rows.sort(key=lambda row: row.get("is_safe", False))
    PLANTED[code, kind](rows)
    write(dataset, TRAIN[kind], rows)
    found = [one for one in validate(dataset) if one.code == code]
    assert found
    assert all(one.file in {*TRAIN.values(), TEST} and one.row for one in found)


def test_two_videos_in_two_pairs_are_a_duplicate(dataset):
    rows = read(dataset, TRAIN["preference"])
    swapped(rows)
    write(dataset, TRAIN["preference"], rows)
    (found,) = (one for one in validate(dataset) if one.code == "duplicate")
    assert (found.file, found.row) == (TRAIN["preference"], 3)


def test_a_prompt_on_both_sides_is_a_leak(dataset):
    rows = read(dataset, TEST)
    again(rows)
    rows[-1] = read(dataset, TRAIN["prompt"])[0]
    write(dataset, TEST, rows)
    assert "split_leak" in codes(dataset)


BROKEN = {"no gzip": b"no gzip", "cut": gzip.compress(b"[1"), "object": gzip.compress(b"{}")}


@pytest.mark.parametrize("content", BROKEN.values(), ids=list(BROKEN))
def test_a_file_that_is_no_array_in_gzip_is_unreadable(dataset, content):
    (dataset / TRAIN["label"]).write_bytes(content)
    assert "unreadable" in codes(dataset)


def test_a_number_that_is_none_is_unreadable(dataset):
    (dataset / TRAIN["label"]).write_bytes(gzip.compress(b"[NaN]"))
    assert "unreadable" in codes(dataset)


def test_a_folder_without_data_is_no_dataset(tmp_path):
    assert codes(tmp_path) == {"no_data"}


def test_counts_are_held_against_the_report(dataset):
    (dataset / "report.json").write_text(json.dumps({"files": {TRAIN["label"]: 3}}))
    assert codes(dataset) == {"wrong_count"}


def test_checksums_are_compared(dataset):
    sums = f"{'0' * 64}  {TEST}\n{'0' * 64}  gone.txt\n"
    (dataset / "SHA256SUMS").write_text(sums)
    assert codes(dataset) == {"wrong_checksum", "file_missing"}


def video(dataset: Path) -> Path:
    return next((dataset / "videos").rglob("*.mp4"))


@pytest.mark.parametrize("damage", [b"", b"not a video at all", None])
def test_a_broken_video_is_found_by_its_container(dataset, damage):
    clip = video(dataset)
    clip.write_bytes(clip.read_bytes()[:-40] if damage is None else damage)
    assert codes(dataset) == {"video_broken"}


def test_a_missing_video_is_found(dataset):
    video(dataset).unlink()
    assert codes(dataset) == {"video_missing"}


def test_a_video_that_no_row_names_is_said_and_no_fault(dataset):
    (dataset / "videos" / "more.mp4").write_bytes(video(dataset).read_bytes())
    (found,) = validate(dataset)
    assert (found.code, found.is_mild) == ("video_not_listed", True)


def test_damage_inside_is_found_by_decoding(dataset):
    clip = video(dataset)
    content = clip.read_bytes()
    at = content.index(b"mdat") + 4
    clip.write_bytes(content[:at] + bytes(len(content[at:-600])) + content[-600:])
    assert codes(dataset) == set()
    assert codes(dataset, deep=True) == {"video_broken"}


def test_the_command_names_file_and_row_and_fails(dataset):
    rows = read(dataset, TRAIN["label"])
    rows[1]["is_safe"] = None
    write(dataset, TRAIN["label"], rows)
    said = StringIO()
    with pytest.raises(CommandError, match="faults in"):
        call_command("validate_dataset", str(dataset), stdout=said)
    assert f"{TRAIN['label']}:2: null: is_safe is null." in said.getvalue()


def test_the_command_is_content_with_an_export_of_ours(dataset):
    said = StringIO()
    call_command("validate_dataset", str(dataset), stdout=said)
    assert said.getvalue() == f"No fault in {dataset}.\n"


def test_every_code_of_a_finding_is_in_a_test_here():
    sources = "".join(path.read_text() for path in Path(validation.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'(?:Wrong|Finding)\([^"]*"([a-z_]+)"', sources))
    assert len(codes) >= 25
    assert codes <= set(re.findall(r'"([a-z_]+)"', Path(__file__).read_text()))
