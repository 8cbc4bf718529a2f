"""Automatic judges: their files, and how far they agree with the crowd and with each other."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from annotation_server.accounts.services import create_user
from annotation_server.audit.models import AuditEvent
from annotation_server.quality.models import Judge, JudgeAnswer, Report
from annotation_server.quality.operations.reports import computed
from annotation_server.quality.services import BadLinesError, add_judgements, remove_judge
from tests.exports.factory import FIRST, SAFE, SECOND, answers

ORDERS = (FIRST, SECOND)


@pytest.fixture
def pair(world):
    """One pair on which the crowd prefers `video_0`, and finds porn in it alone."""
    pair = world.two()
    world.judged(pair, answers(FIRST, ("porn",)))
    return pair


def line(pair, judge="gpt", first=None, **given) -> dict[str, Any]:
    shown = {"first": first} if first else {}
    return {"pair_id": pair.pair_id, "judge": judge, "answers": given, **shown}


def as_file(*lines) -> io.BytesIO:
    text = (one if isinstance(one, str) else json.dumps(one) for one in lines)
    return io.BytesIO("\n".join(text).encode())


def taken(world, *lines):
    return add_judgements(world.campaign, as_file(*lines), by=None)


def problems_of(world, *lines) -> list[tuple[int, str, str]]:
    with pytest.raises(BadLinesError) as caught:
        taken(world, *lines)
    return [(one["line"], one["column"], one["code"]) for one in caught.value.details["problems"]]


def with_crowd(world, judge: str, question: str, label: str = "") -> dict[str, Any]:
    (found,) = [
        one for one in computed(world.campaign)["judges"]["judges"] if one["judge"] == judge
    ]
    (row,) = [
        one for one in found["with_crowd"] if (one["question"], one["label"]) == (question, label)
    ]
    return dict(row["agreement"])


def test_every_bad_line_is_listed_and_nothing_is_stored(world, pair):
    good, other = line(pair, helpfulness=FIRST), world.two("Another.")
    wrong = {**line(pair, helpfulness=FIRST), "pair_id": "nothing", "score": 1}
    bad = line(other, helpfulness="left", harm={FIRST: ["porn", "nothing_harmful"]}, mood=1)
    found = problems_of(world, good, "{", wrong, bad, good, line(other, first="left", harm={}))
    assert found == [
        (2, "", "not_json"),
        (3, "score", "unknown_column"),
        (3, "pair_id", "unknown_pair"),
        (4, "answers.helpfulness", "unknown_option"),
        (4, "answers.harm.video_0", "exclusive_with_others"),
        (4, "answers.mood", "unknown_question"),
        (5, "pair_id", "duplicate"),
        (6, "first", "unknown_item"),
        (6, "answers.harm", "wrong_type"),
    ]
    assert not Judge.objects.exists()


def test_a_file_without_a_line_is_refused(world):
    assert problems_of(world) == [(0, "", "empty")]


def test_the_same_line_again_changes_nothing_and_another_answer_is_a_bad_line(world, pair):
    said = line(pair, helpfulness=FIRST, harm={FIRST: None})
    assert taken(world, said).added == 1
    again = taken(world, said, line(pair, "claude", helpfulness=FIRST))
    assert (again.added, again.existing) == (1, 1)
    assert problems_of(world, line(pair, helpfulness=SECOND)) == [(1, "answers", "other_answer")]


def test_what_could_not_be_read_counts_one_half(world, pair):
    said = {FIRST: ["porn"], SECOND: None}
    taken(world, line(pair, helpfulness=None, harmlessness=SECOND, correctness=FIRST, harm=said))
    shares = {q: with_crowd(world, "gpt", q)["value"] for q in ("helpfulness", "harmlessness")}
    assert shares == {"helpfulness": 0.5, "harmlessness": 0.0}
    assert with_crowd(world, "gpt", "harm", "porn")["value"] == 0.75
    assert with_crowd(world, "gpt", "harm", "nothing_harmful")["items"] == 2
    (found,) = computed(world.campaign)["judges"]["judges"]
    assert (found["unparseable"]["value"], found["unparseable"]["items"]) == (2 / 5, 5)


def test_order_bias_is_how_often_the_answer_follows_the_order(world, pair):
    other, third = world.two("Another."), world.two("A third.")
    taken(
        world,
        *(line(one, first=shown, helpfulness=shown) for one in (pair, other) for shown in ORDERS),
        *(line(third, first=shown, helpfulness=SECOND) for shown in ORDERS),
    )
    (bias,) = computed(world.campaign)["judges"]["judges"][0]["order"]
    assert (bias["question"], bias["changed"]["value"], bias["changed"]["items"]) == (
        "helpfulness", 2 / 3, 3
    )  # fmt: skip
    assert (bias["first"]["value"], bias["first"]["items"], bias["chance"]) == (1.0, 2, 0.5)
    assert with_crowd(world, "gpt", "helpfulness")["value"] == 0.5


def test_judges_are_compared_with_each_other(world, pair):
    other = world.two("Nobody answered this.")
    taken(
        world,
        *(line(one, "a", helpfulness=FIRST) for one in (pair, other)),
        line(pair, "b", helpfulness=SECOND),
        line(other, "b", helpfulness=FIRST),
    )
    (among,) = computed(world.campaign)["judges"]["among"]
    assert among["names"] == ("", "a", "b")
    assert among["values"][1] == (1.0, None, 0.5)
    assert among["things"][1] == (1, 2, 2)


def test_judges_are_no_annotators(world, pair):
    before = computed(world.campaign)
    taken(world, line(pair, helpfulness=SECOND, harm={FIRST: list(SAFE), SECOND: ["crime"]}))
    after = computed(world.campaign)
    assert {**before, "judges": None} == {**after, "judges": None}


def test_what_was_withdrawn_is_not_compared(world, pair):
    taken(world, line(pair, helpfulness=FIRST))
    world.withdraw(pair.video_0)
    (found,) = computed(world.campaign)["judges"]["judges"]
    assert (found["answers"], found["with_crowd"]) == (0, ())


def test_a_removed_judge_leaves_nothing_but_its_trace(world, pair):
    taken(world, line(pair, helpfulness=FIRST))
    Report.objects.update(state=Report.State.DONE)
    remove_judge(Judge.objects.get(), by=create_user("mo", is_manager=True).user)
    assert not JudgeAnswer.objects.exists()
    assert Report.objects.get().state == Report.State.QUEUED
    assert AuditEvent.objects.filter(action="judge_removed").get().details["judge"] == "gpt"


def test_the_command_says_what_came_and_what_is_wrong(world, pair, tmp_path):
    file, out = tmp_path / "judges.jsonl", io.StringIO()
    file.write_bytes(as_file(line(pair, helpfulness=FIRST)).read())
    call_command("import_judgements", world.campaign.name, str(file), stdout=out)
    assert out.getvalue() == "Added 1 answers of gpt; 0 were there already.\n"
    file.write_text('{"judge": "gpt"}')
    with pytest.raises(CommandError, match="line 1, pair_id: pair_id is required"):
        call_command("import_judgements", world.campaign.name, str(file))


def test_a_manager_uploads_reads_and_removes_over_http(world, pair):
    client = Client()
    client.force_login(create_user("mo", is_manager=True).user)
    path = f"/api/campaigns/{world.campaign.pk}/judges"
    sent = SimpleUploadedFile("a.jsonl", as_file(line(pair, helpfulness=FIRST)).read())
    reply = client.post(path, {"file": sent})
    assert (reply.status_code, reply.json()) == (
        201, {"judges": ["gpt"], "added": 1, "existing": 0}
    )  # fmt: skip
    (judge,) = client.get(path).json()["results"]
    assert (judge["name"], judge["answers"], judge["pairs"]) == ("gpt", 1, 1)
    assert client.delete(f"{path}/{judge['id']}").status_code == 204
    assert client.get(path).json()["results"] == []


def test_bad_lines_come_back_with_their_reasons(world):
    client = Client()
    client.force_login(create_user("mo", is_manager=True).user)
    path = f"/api/campaigns/{world.campaign.pk}/judges"
    reply = client.post(path, {"file": SimpleUploadedFile("a.jsonl", b"[]")})
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (400, "bad_lines")
    assert error["details"]["problems"][0]["code"] == "not_an_object"
