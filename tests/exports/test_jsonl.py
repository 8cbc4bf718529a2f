"""`assignments.jsonl`: one line an assignment, with everything that was answered."""

import json

import pytest

from annotation_server.accounts.services import create_user
from annotation_server.exports import services
from annotation_server.exports.queries import folder_of
from annotation_server.protocol.services import protocol_named
from tests.exports.factory import FIRST, SECOND, World, answers

KEYS = [
    "assignment", "annotator", "pair_id", "prompt_id", "prompt_text", "prompt_type", "split",
    "video_0", "video_1", "left", "purpose", "round", "state", "counted", "skip_reason", "locale",
    "answers", "seconds", "view", "protocol",
]  # fmt: skip


def lines(export):
    text = (folder_of(export) / "assignments.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def only_line(export):
    (line,) = lines(export)
    return line


def test_a_line_has_every_answer_under_its_name_outside(world, export):
    world.judged(world.two(), answers(FIRST, harm_1=("hate", "porn"), harmlessness=SECOND))
    assert only_line(export("jsonl"))["answers"] == {
        "instruction_following": FIRST,
        "correctness": FIRST,
        "information": FIRST,
        "aesthetics": FIRST,
        "video_labels": {FIRST: ["nothing_harmful"], SECOND: ["porn", "hate"]},
        "helpfulness": FIRST,
        "harmlessness": SECOND,
    }


def test_a_line_says_what_was_judged_when_under_which_protocol(world, export):
    pair = world.two("A pond.", type="safety_critical")
    world.judged(pair)
    line = only_line(export("jsonl"))
    assert list(line) == KEYS
    assert (line["pair_id"], line["prompt_text"]) == (pair.pair_id, "A pond.")
    assert line["video_1"] == {"video_id": pair.video_1.video_id, "generated_from": "beta"}
    assert (line["state"], line["counted"], line["round"]) == ("complete", True, 0)
    assert line["seconds"] == {"heuristic": 1.5, "overall": 1.5}
    assert line["protocol"] == world.protocol.sha256


def test_a_line_says_how_each_stage_was_looked_at(world, export):
    view = {"veil": "hold", "grey": True, "small": False, "muted": True}
    done = world.assignment(world.two(), state="complete")
    world.judge(done, "heuristic", answers()["heuristic"], view=view)
    world.judge(done, "overall", answers()["overall"])
    assert only_line(export("jsonl"))["view"] == {"heuristic": view}


@pytest.mark.parametrize(("seed", "left"), [(4, "video_0"), (7, "video_1")])
def test_a_line_says_which_video_was_on_the_left(world, export, seed, left):
    world.judged(world.two(), seed=seed)
    assert only_line(export("jsonl"))["left"] == left


@pytest.mark.parametrize("state", ["surplus", "excluded", "returned", "stage_one"])
def test_uncounted_work_has_a_line(world, export, state):
    world.judged(world.two(), state=state)
    line = only_line(export("jsonl"))
    assert (line["state"], line["counted"]) == (state, False)


def test_a_half_done_assignment_has_its_first_stage(world, export):
    world.judged(world.two(), {"heuristic": answers()["heuristic"]}, state="stage_one")
    line = only_line(export("jsonl"))
    assert "helpfulness" not in line["answers"]
    assert list(line["seconds"]) == ["heuristic"]


def test_a_skipped_assignment_says_why_and_keeps_the_note_back(world, export):
    skipped = {"state": "skipped", "skip_reason": "upsetting", "note": "call me on 555"}
    world.assignment(world.two(), **skipped)
    made = export("jsonl")
    line = only_line(made)
    assert (line["skip_reason"], line["answers"], line["locale"]) == ("upsetting", {}, None)
    assert b"555" not in (folder_of(made) / "assignments.jsonl").read_bytes()


def test_what_has_no_line_is_listed_with_the_reason(world, export):
    world.assignment(world.two("One."), state="leased")
    world.judged(world.two("Two."), state="withdrawn")
    made = export("jsonl")
    assert lines(made) == []
    listed = json.loads((folder_of(made) / "report.json").read_text())["left_out"]
    found = {(one["state"], one["reason"]) for one in listed}
    assert found == {("leased", "nothing_answered"), ("withdrawn", "withdrawn")}


def test_one_person_has_one_pseudonym(world, export):
    ada = create_user("Ada").user
    for text in ("One.", "Two."):
        world.judged(world.two(text), by=ada)
    world.judged(world.two("Three."))
    names = [line["annotator"] for line in lines(export("jsonl"))]
    assert sorted(map(names.count, set(names))) == [1, 2]


def test_two_audiences_cannot_be_joined_on_pseudonyms(world, export):
    world.judged(world.two())
    public, partner = (only_line(export("jsonl", audience=a)) for a in ("public", "partner"))
    assert public["annotator"] != partner["annotator"]
    assert public["assignment"] != partner["assignment"]


def test_a_single_has_one_video_and_no_side(db, export):
    protocol = protocol_named("videofeedback", by=None)
    assert protocol is not None
    alone = World(protocol, name="alone")
    prompt = alone.prompt("Alone.")
    pair = alone.pair(alone.video(prompt, "alpha"), None)
    scores = {"visual_quality": {FIRST: 3}}
    alone.judged(pair, {protocol.definition["stages"][0]["key"]: scores})
    line = only_line(export("jsonl", services.freeze(alone.campaign, by=None)))
    assert (line["video_1"], line["left"]) == (None, FIRST)
