"""What a snapshot does not take is left out, and says why."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from annotation_server.accounts.services import create_user
from annotation_server.exports import services
from annotation_server.exports.filters import Filters
from annotation_server.quality.models import Batch, BatchedWork
from tests.exports.factory import FIRST, SECOND, answers

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
MORNING = datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.fixture
def frozen(world):
    return lambda **filters: services.freeze(world.campaign, Filters(**filters), by=None)


def left_out(snapshot, assignment) -> tuple[bool, str]:
    row = snapshot.assignments.get(assignment=assignment)
    return row.counted, row.left_out


def excluded(snapshot) -> set[tuple[str, str]]:
    return set(snapshot.exclusions.filter(pair__isnull=False).values_list("question", "reason"))


@pytest.mark.parametrize("window", [{"since": NOON}, {"until": MORNING}])
def test_answers_outside_the_time_are_left_out(world, frozen, window):
    early = world.judged(world.two(), finished_at=MORNING)
    assert left_out(frozen(**window), early) == (False, "outside_time")


def test_answers_inside_the_time_count(world, frozen):
    early = world.judged(world.two(), finished_at=MORNING)
    assert left_out(frozen(since=MORNING, until=NOON), early) == (True, "")


def test_prompts_of_another_type_are_left_out(world, frozen):
    done = world.judged(world.two(type="safety_critical"))
    snapshot = frozen(prompt_type="safety_neutral")
    assert left_out(snapshot, done) == (False, "prompt_type_not_chosen")
    assert excluded(snapshot) == {("", "prompt_type_not_chosen")}


def test_an_annotator_who_is_left_out_has_no_vote(world, frozen):
    ada, pair = create_user("Ada").user, world.two()
    hers = world.judged(pair, answers(FIRST), by=ada)
    world.judged(pair, answers(SECOND))
    snapshot = frozen(without_annotators=(ada.pk,))
    assert left_out(snapshot, hers) == (False, "annotator_left_out")
    assert snapshot.consensus.get(pair=pair).decided["helpfulness"] == SECOND


def test_work_that_no_inspection_accepted_is_left_out(world, frozen):
    pair = world.two()
    good, waiting, bare = (world.judged(pair) for _ in range(3))
    for work, state in ((good, "accepted"), (waiting, "returned")):
        batch = Batch.objects.create(
            campaign=world.campaign, annotator=work.annotator, day=NOON.date(), plan={},
            state=state, decided_at=NOON,
        )  # fmt: skip
        BatchedWork.objects.create(batch=batch, assignment=work)
    snapshot = frozen(accepted_only=True)
    assert left_out(snapshot, good) == (True, "")
    assert left_out(snapshot, waiting) == left_out(snapshot, bare) == (False, "not_accepted")
    assert snapshot.consensus.get(pair=pair).answers == 1


def test_a_pair_with_too_few_answers_is_in_no_set(world, frozen, export):
    world.judged(world.two())
    snapshot = frozen(minimum_answers=2)
    assert excluded(snapshot) == {("", "too_few_answers")}
    for format_ in ("consensus", "safesora"):
        made = export(format_, snapshot)
        pairs = {n: r for n, r in made.report["files"].items() if not n.startswith("prompt")}
        assert set(pairs.values()) == {0}


def test_the_report_says_which_filters_there_were(world, frozen, export):
    world.judged(world.two())
    made = export("jsonl", frozen(since=NOON, minimum_answers=2))
    assert made.report["filters"] == {"since": "2026-05-01T12:00:00+00:00", "minimum_answers": 2}


def test_the_command_takes_filters(world, tmp_path):
    world.judged(world.two(), finished_at=MORNING)
    words = ("--format", "jsonl", "--out", str(tmp_path / "out"), "--since", "2026-05-01T12:00")
    call_command("export_snapshot", world.campaign.name, *words, stdout=StringIO())
    assert (tmp_path / "out" / "assignments.jsonl").read_text() == ""


def test_the_terms_of_a_corpus_are_said_once_and_kept(world):
    said = StringIO()
    call_command("describe_corpus", world.corpus.name, "--licence", "CC-BY-4.0", stdout=said)
    call_command("describe_corpus", world.corpus.name, "--intended-use", "Research.", stdout=said)
    world.corpus.refresh_from_db()
    assert (world.corpus.licence, world.corpus.intended_use) == ("CC-BY-4.0", "Research.")
