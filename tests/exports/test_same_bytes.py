"""An export repeats byte for byte, whatever happens in the meantime."""

import gzip
import hashlib
import json
from unittest.mock import patch

import pytest

from annotation_server.exports import services
from annotation_server.exports.formats import beside
from annotation_server.exports.formats.figures import summed_up
from annotation_server.exports.models import Snapshot
from annotation_server.exports.queries import folder_of
from tests.exports.factory import FIRST, SECOND, answers
from tests.exports.registry import PROTOCOLS, Answered, fitting

FORMATS = fitting("safesora")
LINES = ("jsonl", "safesora", "consensus")


def bytes_of(export) -> dict[str, str]:
    folder = folder_of(export)
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.fixture
def cut(world) -> Snapshot:
    """A cut of a campaign with counted, uncounted and unfinished work."""
    for number in range(12):
        pair = world.two(f"Prompt {number}.")
        world.judged(pair, answers(FIRST, harm_0=("porn",)))
        world.judged(pair, answers(SECOND if number % 2 else FIRST))
    world.judged(world.two("Half."), {"heuristic": answers()["heuristic"]}, state="stage_one")
    world.assignment(world.two("Skipped."), state="skipped", skip_reason="broken")
    return services.freeze(world.campaign, by=None)


@pytest.mark.parametrize("format_", FORMATS)
def test_an_earlier_cut_rendered_in_a_fresh_folder_has_the_same_bytes(
    cut, export, settings, tmp_path, format_
):
    first = bytes_of(export(format_, cut))
    settings.EXPORTS_ROOT = tmp_path / "fresh"
    assert bytes_of(export(format_, cut)) == first


@pytest.mark.parametrize("format_", FORMATS)
def test_more_answers_change_nothing(cut, export, world, settings, tmp_path, format_):
    first = bytes_of(export(format_, cut))
    half = world.campaign.assignments.get(state="stage_one")
    world.judge(half, "overall", answers()["overall"])
    world.campaign.assignments.filter(pk=half.pk).update(state="complete", finished_at=None)
    world.judged(half.pair, answers(SECOND, harm_0=("crime",)))
    world.judged(world.two("A new one."))
    settings.EXPORTS_ROOT = tmp_path / "fresh"
    assert bytes_of(export(format_, cut)) == first


@pytest.mark.parametrize("format_", FORMATS)
def test_a_later_withdrawal_changes_nothing(cut, export, world, settings, tmp_path, format_):
    first = bytes_of(export(format_, cut))
    pair = world.campaign.assignments.first().pair
    for thing in (pair, pair.prompt, pair.video_0):
        world.withdraw(thing)
    world.campaign.assignments.update(state="withdrawn", skip_reason="")
    settings.EXPORTS_ROOT = tmp_path / "fresh"
    assert bytes_of(export(format_, cut)) == first


@pytest.mark.parametrize("format_", PROTOCOLS)
def test_every_format_of_the_registry_is_the_same_again(db, export, settings, tmp_path, format_):
    world = Answered(PROTOCOLS[format_])
    for number in range(4):
        world.answered(f"Prompt {number}.")
    cut = services.freeze(world.campaign, by=None)
    first = bytes_of(export(format_, cut))
    world.answered("A later one.")
    settings.EXPORTS_ROOT = tmp_path / "fresh"
    assert bytes_of(export(format_, cut)) == first


def test_what_a_cut_was_summed_up_to_is_the_same_when_it_is_summed_up_now(
    cut, export, settings, tmp_path
):
    first = bytes_of(export("safesora", cut))
    assert cut.figures
    with patch.object(beside, "figures", summed_up):
        settings.EXPORTS_ROOT = tmp_path / "fresh"
        assert bytes_of(export("safesora", cut)) == first


def test_two_cuts_of_the_same_answers_differ_in_their_report_alone(cut, export, world):
    first = bytes_of(export("safesora", cut))
    again = bytes_of(export("safesora"))
    differing = {name for name in first if again[name] != first[name]}
    assert differing == {"report.json", "SHA256SUMS"}


def test_a_gzip_header_tells_neither_time_nor_name(cut, export):
    made = export("safesora", cut)
    for path in folder_of(made).rglob("*.gz"):
        header = path.read_bytes()[:10]
        assert header[:3] == b"\x1f\x8b\x08"
        assert header[3] == 0, "no name, no comment"
        assert header[4:8] == b"\0\0\0\0", "no time"


def test_files_that_are_there_are_served_again(cut, export):
    first = export("jsonl", cut)
    assert export("jsonl", cut).folder == first.folder


NASTY = 'A "fox" \\ in\tthe \r\n snow \u2028 雪 🦊 \\N <b> \x7f'


@pytest.mark.parametrize("format_", LINES)
def test_every_row_is_spelled_as_json_dumps_spells_it(world, export, format_):
    prompt = world.prompt(NASTY, labels=["porn"])
    videos = (world.video(prompt, f'{name} "{NASTY}"') for name in "ab")
    world.judged(world.pair(*videos), answers(harm_0=("porn", "hate")))
    for path in folder_of(export(format_)).rglob("*.json*"):
        if path.parent.name == "schema" or path.name == "croissant.json":
            continue
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        rows = [line.removesuffix(",") for line in text.split("\n") if line[:1] == "{" != line]
        assert rows == [json.dumps(json.loads(row), ensure_ascii=False) for row in rows]
        assert all(json.loads(row)["prompt_text"] == NASTY for row in rows)
        assert rows or path.name in {"report.json", "config-test.json.gz", "test.jsonl"}
