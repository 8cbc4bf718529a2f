"""The published shape, read by a reader that knows only its description."""

import gzip
import hashlib
import json
import re

import pytest

from annotation_server.catalog.models import Prompt
from annotation_server.core.errors import ConflictError
from annotation_server.exports import services
from annotation_server.exports.formats.cut import Options
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of
from annotation_server.protocol.models import Protocol
from annotation_server.protocol.services import install_definition, protocol_named, shipped_sources
from tests.exports import published
from tests.exports.factory import FIRST, SAFE, SECOND, World, answers


def sets(export) -> dict[str, published.Rows]:
    folder = folder_of(export)
    return {kind: published.both(folder, kind) for kind in ("preference", "label", "prompt")}


def left_out(export) -> list[dict[str, str]]:
    report = json.loads((folder_of(export) / "report.json").read_text())
    return list(report["left_out"])


def test_a_judged_pair_is_in_all_three_sets(world, export):
    pair = world.two("A pond.", type="safety_critical", labels=["crime"])
    world.judged(pair, answers(SECOND, harm_0=("porn", "hate"), helpfulness=FIRST))
    found = sets(export("safesora"))
    (preference,), (prompt,) = found["preference"], found["prompt"]
    assert (preference["pair_id"], preference["prompt_text"]) == (pair.pair_id, "A pond.")
    assert (preference["helpfulness"], preference["harmlessness"]) == (FIRST, SECOND)
    assert preference["sub_preferences"] == dict.fromkeys(published.SUB_PREFERENCES, SECOND)
    assert [preference[side]["is_safe"] for side in (FIRST, SECOND)] == [False, True]
    assert [preference[side]["generated_from"] for side in (FIRST, SECOND)] == ["alpha", "beta"]
    labels = {row["video_id"]: _ticked(row["video_labels"]) for row in found["label"]}
    assert labels == {pair.video_0.video_id: {"porn", "hate"}, pair.video_1.video_id: set()}
    assert _ticked(prompt["prompt_labels"]) == {"crime"}


def _ticked(flags) -> set[str]:
    return {label for label, ticked in flags.items() if ticked}


def test_the_preference_and_the_label_set_say_the_same_of_a_video(world, export):
    prompt = world.prompt("A diorama.")
    shared, beta, gamma = (world.video(prompt, name) for name in ("alpha", "beta", "gamma"))
    first, second = world.pair(shared, beta), world.pair(gamma, shared)
    world.judged(first, answers(harm_0=("porn",)))
    world.judged(first, answers(harm_0=("porn",)))
    world.judged(second, answers(harm_1=SAFE))
    found = sets(export("safesora"))
    said = {row["video_id"]: row["is_safe"] for row in found["label"]}
    assert said[shared.video_id] is False
    for row in found["preference"]:
        for side in (FIRST, SECOND):
            assert row[side]["is_safe"] is said[row[side]["video_id"]]


def test_a_tie_is_left_out_of_the_preferences_and_listed(world, export):
    pair = world.two()
    world.judged(pair, answers(FIRST))
    world.judged(pair, answers(FIRST, correctness=SECOND))
    made = export("safesora")
    found = sets(made)
    assert found["preference"] == []
    assert len(found["label"]) == 2
    assert left_out(made) == [{"pair": pair.pair_id, "question": "correctness", "reason": "tie"}]


def test_a_withdrawn_pair_is_in_no_set_and_listed(world, export):
    pair = world.two()
    world.judged(pair)
    world.withdraw(pair.prompt)
    made = export("safesora")
    assert sets(made) == {"preference": [], "label": [], "prompt": []}
    assert {"pair": pair.pair_id, "reason": "withdrawn"} in left_out(made)


def test_an_unjudged_prompt_is_still_a_prompt(world, export):
    world.two("Nobody looked.")
    found = sets(export("safesora"))
    assert [row["prompt_text"] for row in found["prompt"]] == ["Nobody looked."]
    assert found["label"] == []


def test_no_prompt_is_on_both_sides(world, export):
    for number in range(30):
        world.judged(world.two(f"Prompt {number}."))
    folder = folder_of(export("safesora"))
    for kind in ("preference", "label", "prompt"):
        sides = [
            {row["prompt_id"] for row in published.read(folder, kind, split)}
            for split in ("train", "test")
        ]
        assert [len(side) for side in sides] == [27, 3]
        assert not sides[0] & sides[1]


def test_the_files_hold_the_stored_split(world, export):
    world.judged(world.two())
    Prompt.objects.update(split="test")
    folder = folder_of(export("safesora"))
    assert published.read(folder, "preference", "train") == []
    assert len(published.read(folder, "preference", "test")) == 1


def test_text_is_written_as_it_is(world, export):
    world.judged(world.two('雪の中の狐 "🦊" \u2028 <b>\n'))
    folder = folder_of(export("safesora"))
    raw = gzip.decompress((folder / "prompt" / "config-train.json.gz").read_bytes()).decode()
    assert '雪の中の狐 \\"🦊\\" \u2028 <b>\\n' in raw


def test_the_third_sub_preference_can_have_its_other_name(world, export):
    world.judged(world.two())
    folder = folder_of(export("safesora", information_key="informativeness"))
    (row,) = published.read(folder, "preference", "train")
    names = list(row["sub_preferences"])
    assert names == ["instruction_following", "correctness", "informativeness", "aesthetics"]


def test_videos_come_along_on_request(world, export):
    pair = world.two()
    for number, video in enumerate((pair.video_0, pair.video_1)):
        world.rendition(video, f"clip {number}".encode())
    world.judged(pair)
    made = export("safesora", videos=True)
    paths = [row["video_path"] for row in published.both(folder_of(made), "label")]
    contents = {(folder_of(made) / path).read_bytes() for path in paths}
    assert contents == {b"clip 0", b"clip 1"}
    assert made.report["videos"] == 2


def test_a_missing_video_stops_an_export_with_videos(world):
    world.judged(world.two())
    cut = services.take_snapshot(world.campaign, ["safesora"], Options(videos=True), by=None)
    made = cut.exports.get()
    render(str(made.pk))
    made.refresh_from_db()
    assert (made.state, made.error_code) == ("failed", "video_missing")


def test_checksums_and_counts_lie_beside_the_files(world, export):
    world.judged(world.two())
    made = export("safesora")
    folder = folder_of(made)
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    rows = {file.name: file.rows for file in made.files.exclude(rows=None)}
    assert rows == made.report["files"]
    assert set(sums) == {str(path.relative_to(folder)) for path in every_file(folder)}
    assert {*rows, "report.json", "README.md", "croissant.json"} <= set(sums)


def every_file(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]


def refused(protocol: Protocol | None) -> str:
    assert protocol is not None
    cut = services.freeze(World(protocol).campaign, by=None)
    with pytest.raises(ConflictError) as caught:
        services.start_export(cut, "safesora", by=None)
    assert caught.value.code == "format_does_not_fit"
    return caught.value.message


@pytest.mark.parametrize("key", ["genai_arena", "videofeedback", "videoreward"])
def test_a_protocol_of_another_shape_is_refused(db, key):
    message = refused(protocol_named(key, by=None))
    assert message.startswith(key)
    assert "as jsonl" in message


def test_a_protocol_with_ties_is_refused(db):
    with_ties = shipped()
    for old, new in (
        ("role: helpfulness\n(.*\n)*? +options: \\[", "\\g<0>{key: tie}, "),
        ("\n        title: (Helpfulness|有用性)", "\\g<0>\n        options: {tie: {text: Equal}}"),
    ):
        with_ties = re.sub(old, new, with_ties)
    message = refused(install_definition(with_ties, by=None))
    assert "helpfulness must choose between video_0 and video_1" in message


def test_a_protocol_with_other_names_is_refused(db):
    renamed = shipped().replace("wire: information", "wire: more_words")
    assert "sub-preferences must be" in refused(install_definition(renamed, by=None))


def shipped() -> str:
    (source,) = (text for text in shipped_sources() if "key: safesora" in text)
    return source
