"""What a snapshot holds: the membership, the consensus and the reasons, as of one moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation_server.accounts.models import User
from annotation_server.audit.models import AuditEvent
from annotation_server.catalog.models import Pair, Prompt
from annotation_server.exports import services
from annotation_server.exports.models import SnapshotAssignment, SnapshotExclusion
from annotation_server.protocol.rules.definition import Definition
from tests.exports.factory import FIRST, SECOND, answers


@pytest.fixture
def frozen(world):
    """Freeze the campaign as it is now."""
    return lambda: services.freeze(world.campaign, by=None)


def reasons(snapshot, thing) -> set[tuple[str, str]]:
    """Why a pair or video is not in the published shape: question and reason."""
    field = "pair" if isinstance(thing, Pair) else "video"
    rows = SnapshotExclusion.objects.filter(snapshot=snapshot, **{field: thing})
    return set(rows.values_list("question", "reason"))


def frozen_row(snapshot, assignment) -> SnapshotAssignment:
    return SnapshotAssignment.objects.get(snapshot=snapshot, assignment=assignment)


def test_it_holds_each_assignment_with_its_state_and_judgements(world, frozen):
    done = world.judged(world.two())
    row = frozen_row(frozen(), done)
    assert (row.state, row.counted, row.left_out) == ("complete", True, "")
    assert row.judgement_ids == sorted(done.judgements.values_list("pk", flat=True))


@pytest.mark.parametrize("state", ["surplus", "excluded", "returned", "stage_one"])
def test_answered_work_that_does_not_count_is_held_uncounted(world, frozen, state):
    made = world.judged(world.two(), state=state)
    row = frozen_row(frozen(), made)
    assert (row.counted, row.left_out) == (False, "")


def test_a_skipped_assignment_is_held_with_its_reason(world, frozen):
    skipped = world.assignment(world.two(), state="skipped", skip_reason="broken")
    row = frozen_row(frozen(), skipped)
    assert (row.state, row.skip_reason, row.left_out) == ("skipped", "broken", "")


@pytest.mark.parametrize("state", ["leased", "released"])
def test_what_nobody_answered_is_left_out(world, frozen, state):
    made = world.assignment(world.two(), state=state)
    row = frozen_row(frozen(), made)
    assert row.left_out == "nothing_answered"


def test_a_withdrawn_annotators_answers_are_left_out(world, frozen):
    made = world.judged(world.two(), state="withdrawn")
    row = frozen_row(frozen(), made)
    assert (row.counted, row.left_out) == (False, "withdrawn")


@pytest.mark.parametrize("thing", ["pair", "prompt", "video_0", "video_1"])
def test_what_was_withdrawn_takes_its_answers_out(world, frozen, thing):
    pair = world.two()
    done = world.judged(pair)
    world.withdraw(pair if thing == "pair" else getattr(pair, thing))
    snapshot = frozen()
    assert frozen_row(snapshot, done).left_out == "withdrawn"
    assert reasons(snapshot, pair) == {("", "withdrawn")}
    assert not snapshot.consensus.exists()


def test_an_unjudged_pair_is_excluded_for_that(world, frozen):
    pair = world.two()
    snapshot = frozen()
    assert reasons(snapshot, pair) == {("", "no_counted_answers")}
    assert reasons(snapshot, pair.video_0) == {("", "no_counted_answers")}


def test_a_tie_is_excluded_by_question(world, frozen):
    pair = world.two()
    world.judged(pair, answers(FIRST))
    world.judged(pair, answers(FIRST, helpfulness=SECOND))
    assert reasons(frozen(), pair) == {("helpfulness", "tie")}


def test_a_question_without_an_answer_is_excluded_for_that(world, frozen):
    pair = world.two()
    world.judged(pair, {"heuristic": answers()["heuristic"]})
    asked = {("helpfulness", "question_unanswered"), ("harmlessness", "question_unanswered")}
    assert reasons(frozen(), pair) == asked


def test_a_single_is_excluded_as_one(world, frozen):
    prompt = world.prompt("Alone.")
    single = world.pair(world.video(prompt, "alpha"), None)
    assert reasons(frozen(), single) == {("", "single")}


def test_a_video_that_is_not_ready_excludes_its_pairs(world, frozen):
    prompt = world.prompt("Half.")
    waiting = world.video(prompt, "beta", video_id=None, state="queued")
    pair = world.pair(world.video(prompt, "alpha"), waiting, pair_id=None)
    snapshot = frozen()
    assert reasons(snapshot, pair) == {("", "not_ready")}
    assert reasons(snapshot, waiting) == {("", "not_ready")}


def test_gold_is_in_no_export(world, frozen):
    prompt = world.prompt("Gold.")
    gold = world.pair(world.video(prompt, "a"), world.video(prompt, "b"), origin="gold")
    done = world.judged(gold, purpose="gold")
    snapshot = frozen()
    assert not snapshot.assignments.filter(assignment=done).exists()
    assert not snapshot.exclusions.exists()


def test_another_campaign_is_not_in_it(world, frozen, other_world):
    theirs = other_world.judged(other_world.two("Elsewhere."))
    snapshot = frozen()
    assert not snapshot.assignments.filter(assignment=theirs).exists()


def test_every_prompt_gets_a_split_that_stays(world, frozen):
    world.two("One.")
    frozen()
    drawn = dict(Prompt.objects.values_list("text", "split"))
    for number in range(20):
        world.two(f"More {number}.")
    frozen()
    now = dict(Prompt.objects.values_list("text", "split"))
    assert set(now.values()) == {"train", "test"}
    assert now["One."] == drawn["One."]


def test_it_is_on_record_who_froze_it(world):
    mo = User.objects.create(is_manager=True)
    snapshot = services.freeze(world.campaign, by=mo)
    assert snapshot.created_by == mo
    assert AuditEvent.objects.filter(action="snapshot_frozen", subject_id=str(snapshot.pk)).exists()


def test_a_failure_in_the_middle_freezes_nothing(world, monkeypatch):
    world.judged(world.two())
    monkeypatch.setattr(Definition, "questions", property(lambda self: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        services.freeze(world.campaign, by=None)
    assert not world.campaign.snapshots.exists()


def test_a_cut_looks_at_every_assignment_once(world, frozen):
    """A look at all of them for each would have no end with a million."""
    world.judged(world.two())
    with CaptureQueriesContext(connection) as captured:
        frozen()
    said = [str(query["sql"]) for query in captured.captured_queries]
    [froze] = [one for one in said if one.startswith("INSERT INTO exports_snapshotassignment")]
    assert froze.count('FROM "annotation_assignment"') == 1
