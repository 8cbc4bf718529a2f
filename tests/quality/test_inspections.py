"""A batch of Ada's work: inspected blind, accepted, sent back and done anew, or excluded."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation_server.annotation.models import Assignment
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign
from annotation_server.core.errors import ConflictError, InvalidError
from annotation_server.quality.models import Batch, InspectedItem
from annotation_server.quality.queries.counted import counted_assignments
from annotation_server.quality.queries.inspections import (
    accepted_work,
    batches_that_wait,
    progress_of,
    uninspected,
)
from annotation_server.quality.rules.sampling import FixedPlan
from annotation_server.quality.services import (
    accept,
    compared_answers,
    exclude_batch,
    inspect_again,
    judge_item,
    next_item,
    open_batch,
    send_batch_back,
)
from tests.annotation.world import ANSWERS, HEURISTIC, Person, World, states

Verdict = InspectedItem.Verdict
PLAN = FixedPlan(sample=2, most_faults=0)
OTHER = {**HEURISTIC, "correctness": "video_0"}


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def campaign(world: World) -> Campaign:
    return world.campaign(pairs=4, overlap=2)


@pytest.fixture
def ada(world: World, campaign: Campaign) -> Person:
    """Ada has finished three of four pairs."""
    ada = world.person(campaign)
    for one in ada.held(campaign, 3):
        ada.finish(one["id"])
    return ada


@pytest.fixture
def rui(world: World, campaign: Campaign) -> Person:
    return world.person(campaign, role="reviewer")


@pytest.fixture
def batch(campaign: Campaign, ada: Person, rui: Person) -> Batch:
    return open_batch(campaign, ada.user, datetime.now(UTC).date(), PLAN, by=rui.user)


def judge(batch: Batch, rui: Person, heuristic=None, verdict: str = "right", note: str = "") -> int:
    """Rui judges the next item blind and says what they found; its place."""
    item = next_item(batch, by=rui.user)
    assert item is not None
    assert item.answers is not None
    if item.answers.state != "complete":
        for stage, answers in (ANSWERS | {"heuristic": heuristic or HEURISTIC}).items():
            assert rui.submit(str(item.answers_id), stage, answers).status_code == 200
    judge_item(batch, item.place, Verdict(verdict), note=note, by=rui.user)
    return item.place


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_a_day_of_work_becomes_a_batch_once(campaign, ada, rui):
    today = datetime.now(UTC).date()
    [waiting] = uninspected(campaign)
    assert (waiting.annotator, waiting.day, waiting.items) == (ada.user.pk, today, 3)
    open_batch(campaign, ada.user, today, PLAN, by=rui.user)
    assert uninspected(campaign) == []
    with pytest.raises(ConflictError, match="in no batch yet"):
        open_batch(campaign, ada.user, today, PLAN, by=rui.user)


def test_what_is_finished_later_that_day_makes_another_batch(campaign, ada, rui, batch):
    ada.finish(ada.held(campaign)[0]["id"])
    [waiting] = uninspected(campaign)
    assert waiting.items == 1
    assert progress_of([batch])[batch.pk].items == 3


def test_the_reviewer_sees_the_answers_after_judging_alone(rui, batch):
    item = next_item(batch, by=rui.user)
    assert compared_answers(item) == []
    with pytest.raises(ConflictError) as refused:
        judge_item(batch, item.place, Verdict.RIGHT, by=rui.user)
    assert refused.value.code == "answers_first"
    rui.submit(str(item.answers_id), "heuristic", OTHER)
    rui.submit(str(item.answers_id), "overall")
    item.answers.refresh_from_db()
    differing = [one for one in compared_answers(item) if one.differs]
    assert [(one.question, one.theirs, one.own) for one in differing] == [
        ("correctness", "video_1", "video_0")
    ]


def test_the_reviewers_answers_are_counted_nowhere(campaign, rui, batch):
    before = counted_assignments(campaign).count()
    judge(batch, rui)
    assert counted_assignments(campaign).count() == before
    assert states(campaign) == {"done": 3, "free": 5}


def test_the_sample_ends_when_the_plan_has_its_answer(rui, batch):
    judge(batch, rui)
    assert next_item(batch, by=rui.user) is not None
    judge(batch, rui, OTHER, "fault")
    assert next_item(batch, by=rui.user) is None


def test_an_item_that_the_reviewer_skips_is_replaced_by_another(rui, batch):
    first = next_item(batch, by=rui.user)
    rui.skip(str(first.answers_id))
    second = next_item(batch, by=rui.user)
    assert second.work_id != first.work_id
    assert next_item(batch, by=rui.user) == second


def test_another_reviewer_goes_on_where_one_left_off(world, campaign, rui, batch):
    next_item(batch, by=rui.user)
    next_item(batch, by=rui.user)
    mo = world.person(manager=True)
    places = {next_item(batch, by=mo.user).place for _ in range(3)}
    assert places == {2}
    judge(batch, mo)
    assert next_item(batch, by=mo.user).place == 1


def test_accepted_work_is_what_an_export_of_accepted_work_takes(campaign, rui, batch):
    judge(batch, rui)
    assert accepted_work(campaign).count() == 0
    accept(batch, by=rui.user)
    assert accepted_work(campaign).count() == 3
    with pytest.raises(ConflictError, match="accepted already"):
        accept(batch, by=rui.user)


def test_nothing_is_decided_before_an_item_was_inspected(rui, batch):
    for decide in (accept, send_batch_back, exclude_batch):
        with pytest.raises(ConflictError) as refused:
            decide(batch, reason="Without a look.", by=rui.user)
        assert refused.value.code == "nothing_inspected"


def test_a_batch_that_comes_back_is_first_in_the_queue_with_reason_and_example(
    campaign, ada, rui, batch
):
    ada.held(campaign)
    place = judge(batch, rui, OTHER, "fault", "The ball falls upwards.")
    send_batch_back(batch, reason="Look at the motion.", example=place, by=rui.user)
    first = ada.held(campaign, 5)[0]
    assert (first["round"], first["note"]) == (1, "Look at the motion.")
    example = first["feedback"]["example"]
    assert example["note"] == "The ball falls upwards."
    assert example["answers"] == [{"question": "correctness", "item": "", "answer": "video_1"}]
    assert '"video_0"' not in str(example["answers"])


def test_an_annotator_replies_once(campaign, ada, rui, batch):
    judge(batch, rui, OTHER, "fault")
    send_batch_back(batch, reason="Look at the motion.", by=rui.user)
    one, other, *_ = ada.held(campaign, 5)
    path = "/api/assignments/{}/reply"
    say = lambda at, text: ada.client.put(path.format(at["id"]), {"text": text}, "json")  # noqa: E731
    assert say(one, "I did.").json()["reply"] == "I did."
    assert say(other, "I did.").status_code == 200
    again = say(other, "Really.")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_replied")
    assert actions().count("reviewer_replied_to") == 1


def test_work_that_never_came_back_takes_no_reply(campaign, ada):
    held = ada.held(campaign)[0]["id"]
    reply = ada.client.put(f"/api/assignments/{held}/reply", {"text": "Hello"}, "json")
    assert reply.json()["error"]["code"] == "nothing_to_reply_to"


def test_a_batch_is_returned_done_anew_and_accepted(campaign, ada, rui, batch):
    judge(batch, rui, OTHER, "fault")
    send_batch_back(batch, reason="Look at the motion.", by=rui.user)
    assert counted_assignments(campaign).count() == 0
    with pytest.raises(ConflictError, match="still has 3"):
        inspect_again(batch, PLAN, by=rui.user)
    for one in ada.held(campaign, 3):
        ada.finish(one["id"])
    assert batches_that_wait(campaign) == 1
    again = inspect_again(batch, PLAN, by=rui.user)
    judge(again, rui)
    judge(again, rui)
    accept(again, by=rui.user)
    counted = accepted_work(campaign)
    assert [row.round for row in counted] == [1, 1, 1]
    assert Assignment.objects.filter(state="returned").count() == 3
    wanted = ["inspection_opened", "batch_returned", "inspected_again", "batch_accepted"]
    assert [action for action in actions() if action in wanted] == wanted


def test_a_reviewer_judges_a_pair_once_however_often_it_is_sampled(campaign, ada, rui, batch):
    whole = FixedPlan(sample=3, most_faults=0)
    Batch.objects.filter(pk=batch.pk).update(plan=whole.as_json())
    judged = {judge(batch, rui, OTHER) for _ in range(3)}
    assert judged == {1, 2, 3}
    send_batch_back(batch, reason="Anew, please.", by=rui.user)
    for one in ada.held(campaign, 3):
        ada.finish(one["id"])
    again = inspect_again(batch, whole, by=rui.user)
    item = next_item(again, by=rui.user)
    assert item.answers.state == "complete"
    assert [one.question for one in compared_answers(item) if one.differs] == ["correctness"]


def test_excluded_work_opens_its_places_and_stays_paid(campaign, ada, rui, batch):
    judge(batch, rui, OTHER, "fault")
    exclude_batch(batch, reason="Drawn by lot.", by=rui.user)
    assert states(campaign) == {"free": 8}
    excluded = Assignment.objects.filter(state="excluded", annotator=ada.user)
    assert excluded.count() == 3
    assert accepted_work(campaign).count() == 0


def test_a_batch_that_came_to_nothing_can_be_closed(campaign, ada, rui, batch):
    Assignment.objects.filter(annotator=ada.user, purpose="work").update(state="excluded")
    exclude_batch(batch, reason="All of it was excluded.", by=rui.user)
    batch.refresh_from_db()
    assert batch.state == "excluded"


def test_a_batch_of_which_every_item_was_skipped_can_be_decided(campaign, rui, batch):
    while item := next_item(batch, by=rui.user):
        with pytest.raises(ConflictError, match="Nothing of this batch was inspected"):
            accept(batch, by=rui.user)
        rui.skip(str(item.answers_id))
    found = rui.client.get(f"/api/batches/{batch.pk}").json()
    assert (found["can_be_decided"], found["is_due"], found["judged"]) == (True, False, 0)
    send_batch_back(batch, reason="None of it could be looked at.", by=rui.user)
    assert Assignment.objects.filter(state="returned").count() == 3


def test_opening_a_batch_locks_the_person_and_never_the_campaign(campaign, ada, rui):
    with CaptureQueriesContext(connection) as captured:
        open_batch(campaign, ada.user, datetime.now(UTC).date(), PLAN, by=rui.user)
    locking = [one["sql"] for one in captured if "FOR " in one["sql"] and "UPDATE" in one["sql"]]
    assert len(locking) == 1
    assert 'FROM "campaigns_membership"' in locking[0]


@pytest.mark.parametrize("deed", [send_batch_back, exclude_batch])
def test_a_decision_asks_as_much_of_the_database_for_many_pairs_as_for_one(world, deed):
    counts = []
    for pairs in (1, 6):
        campaign = world.campaign(pairs=pairs, overlap=2)
        ada, rui = world.person(campaign), world.person(campaign, role="reviewer")
        for one in ada.held(campaign, pairs):
            ada.finish(one["id"])
        batch = open_batch(campaign, ada.user, datetime.now(UTC).date(), PLAN, by=rui.user)
        judge(batch, rui)
        with CaptureQueriesContext(connection) as captured:
            deed(batch, reason="Look again.", by=rui.user)
        counts.append(len(captured))
        assert not counted_assignments(campaign).exists()
    assert counts[0] == counts[1]


def test_nobody_inspects_work_of_their_own(campaign, ada):
    with pytest.raises(ConflictError) as refused:
        open_batch(campaign, ada.user, datetime.now(UTC).date(), PLAN, by=ada.user)
    assert refused.value.code == "own_work"


def test_a_reason_is_asked_for_before_work_goes_back(rui, batch):
    judge(batch, rui)
    with pytest.raises(InvalidError, match="why the work comes back"):
        send_batch_back(batch, reason=" ", by=rui.user)
