"""Whatever anybody does in whatever order, places and assignments are what the rules say."""

import uuid
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotation_server.accounts.models import User
from annotation_server.accounts.services import suspend
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services import exclude, put_back, send_back, withdraw
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import pair_ids
from annotation_server.campaigns.services import (
    add_slots,
    change_overlap,
    change_state,
    retire_slots,
)
from annotation_server.catalog.models import Pair
from annotation_server.catalog.queries.takedowns import live_takedown
from annotation_server.core.errors import TandemError
from annotation_server.upkeep.queries.work import WORK_CHECKS
from tests.annotation.rules_model import STAGES, Rules
from tests.annotation.world import ANSWERS, HEURISTIC, OVERALL, Person, World, expire

PEOPLE, PAIRS = 3, 3
OTHER = {
    "heuristic": {**HEURISTIC, "correctness": "video_0"},
    "overall": {**OVERALL, "helpfulness": "video_1"},
}
anybody = st.integers(0, PEOPLE - 1)
any_pair = st.integers(0, PAIRS - 1)
any_work = st.integers(0, 999)
NOT_SIGNED_IN = 401


class Crowd(RuleBasedStateMachine):
    """People over HTTP, staff through the services, and beside them the model of the rules."""

    @initialize(overlap=st.integers(1, 3))
    def begin(self, overlap: int) -> None:
        world = World()
        self.campaign = world.campaign(pairs=PAIRS, overlap=overlap)
        self.people = [world.person(self.campaign) for _ in range(PEOPLE)]
        self.model = Rules(overlap, {})
        self.pairs = list(pair_ids(self.campaign))
        for pair in self.pairs:
            self.model.pairs[pair] = []
            self.model.add(pair, overlap)

    def who(self, number: int) -> Person:
        return self.people[number]

    def some_work(self, number: int) -> str:
        known = sorted(self.model.work, key=lambda key: (self.model.work[key].pair, key))
        return known[number % len(known)]

    def has_work(self) -> bool:
        return bool(self.model.work)

    def owner(self, key: str) -> Person:
        name = self.model.work[key].person
        return next(one for one in self.people if str(one.user.pk) == name)

    @rule(number=anybody)
    def queue_for_one(self, number: int) -> None:
        self.queue(number, 1)

    @rule(number=anybody, hold=st.integers(1, 4))
    def queue_for_some(self, number: int, hold: int) -> None:
        self.queue(number, hold)

    def queue(self, number: int, hold: int) -> None:
        person, me = self.who(number), str(self.who(number).user.pk)
        reply = person.queue(self.campaign, hold)
        if me in self.model.suspended:
            assert reply.status_code == NOT_SIGNED_IN
            return
        known = self.model.live(me)
        if self.model.state != "open" and not known:
            assert reply.json()["error"]["code"] == f"campaign_{self.model.state}"
            return
        assert reply.status_code == 200, reply.json()
        held = [one["id"] for one in reply.json()["assignments"]]
        assert set(known) <= set(held)
        self.model.renew(me)
        new = [key for key in held if key not in known]
        for row in Assignment.objects.filter(pk__in=new).select_related("slot").order_by("fence"):
            assert row.slot is not None
            place = self.model.pairs[row.pair_id][row.slot.ordinal]
            self.model.give(str(row.pk), me, row.pair_id, place)
        self.nothing_is_kept_back(me, hold, len(known), reply.json())
        self.late_ones_too_many_may_have_gone()

    def nothing_is_kept_back(self, me: str, hold: int, known: int, reply: dict[str, Any]) -> None:
        """Whoever holds less than they asked for could not have been given more."""
        wanted = hold - known if self.model.state == "open" else 0
        given = len(reply["assignments"]) - known
        assert given <= max(0, wanted)
        if given < wanted:
            assert not [pair for pair in self.pairs if self.model.fitting(me, pair)]
            assert reply["nothing_left"] == (not reply["assignments"])

    def late_ones_too_many_may_have_gone(self) -> None:
        for slot in self.campaign.slots.filter(state="retired"):
            place = self.model.pairs[slot.pair_id][slot.ordinal]
            if place.state == "held" and place.expired and place.leaving:
                place.state, place.expired, place.leaving = "retired", False, False

    @precondition(has_work)
    @rule(number=any_work, stage=st.sampled_from(STAGES), other=st.booleans())
    def submit(self, number: int, stage: str, other: bool) -> None:
        self.send(self.some_work(number), stage, other=other)

    @precondition(has_work)
    @rule(number=any_work)
    def finish_another(self, number: int) -> None:
        self.finish(number)

    @precondition(has_work)
    @rule(number=any_work)
    def finish(self, number: int) -> None:
        for stage in STAGES:
            self.send(self.some_work(number), stage, other=False)

    def send(self, key: str, stage: str, *, other: bool) -> None:
        answers = OTHER[stage] if other else ANSWERS[stage]
        reply = self.owner(key).submit(key, stage, answers)
        self.compare(key, reply, lambda: self.model.submit(key, stage, int(other)))

    @precondition(has_work)
    @rule(number=any_work)
    def skip(self, number: int) -> None:
        key = self.some_work(number)
        self.compare(key, self.owner(key).skip(key), lambda: self.model.leave(key, "skipped"))

    @precondition(has_work)
    @rule(number=any_work)
    def release(self, number: int) -> None:
        key = self.some_work(number)
        self.compare(key, self.owner(key).release(key), lambda: self.model.leave(key, "released"))

    def compare(self, key, reply, expected) -> None:
        if self.model.work[key].person in self.model.suspended:
            assert reply.status_code == NOT_SIGNED_IN
            return
        refused = expected()
        found = None if reply.status_code == 200 else reply.json()["error"]["code"]
        assert found == refused, reply.json()
        if refused is None:
            assert reply.json()["state"] == self.model.work[key].state

    @rule()
    def leases_run_out(self) -> None:
        expire(self.campaign)
        for place in (one for places in self.model.pairs.values() for one in places):
            place.expired = place.state == "held"

    @rule(state=st.sampled_from(["open"] * 5 + ["paused", "closed"]))
    def turn(self, state: str) -> None:
        change_state(self.campaign, Campaign.State(state), by=None)
        self.model.state = state

    @precondition(lambda self: not self.model.suspended)
    @rule(number=anybody)
    def suspend(self, number: int) -> None:
        user = self.who(number).user
        suspend(user, by=None)
        self.model.suspended.add(str(user.pk))

    @precondition(lambda self: self.model.suspended)
    @rule()
    def take_back(self) -> None:
        [person] = [one for one in self.people if str(one.user.pk) in self.model.suspended]
        User.objects.filter(pk=person.user.pk).update(suspended_at=None)
        person.user.refresh_from_db()
        person.client.force_login(person.user)
        self.model.suspended.clear()

    @precondition(has_work)
    @rule(number=any_work)
    def redo(self, number: int) -> None:
        key = self.some_work(number)
        following = str(uuid.uuid4())
        found = refusal_of(lambda: send_back(uuid.UUID(key), by=None))
        new = Assignment.objects.filter(replaces_id=uuid.UUID(key)).first()
        assert self.model.send_back(key, str(new.pk) if new else following) == found

    @precondition(has_work)
    @rule(number=any_work)
    def take_out(self, number: int) -> None:
        key = self.some_work(number)
        found = refusal_of(lambda: exclude(uuid.UUID(key), by=None))
        assert self.model.exclude(key) == found

    @rule(number=any_pair)
    def withdraw_or_put_back(self, number: int) -> None:
        pair = self.pairs[number]
        if pair in self.model.gone:
            takedown = live_takedown(Pair.objects.get(pk=pair))
            assert takedown is not None
            put_back(takedown, by=None)
            self.model.put_back(pair)
        else:
            withdraw(self.campaign.slots.filter(pair=pair)[0].pair, reason="", by=None)
            self.model.withdraw(pair)

    @rule(overlap=st.integers(1, 4))
    def want(self, overlap: int) -> None:
        change_overlap(self.campaign, overlap, by=None)
        self.model.change_overlap(overlap)

    @rule(number=any_pair, count=st.integers(1, 2))
    def want_more_of_one(self, number: int, count: int) -> None:
        add_slots(self.campaign, [self.pairs[number]], count, by=None)
        self.model.add(self.pairs[number], count)

    @rule(number=any_pair)
    def have_enough_of_one(self, number: int) -> None:
        retire_slots(self.campaign, [self.pairs[number]], by=None)
        self.model.retire(self.pairs[number], beyond=0)

    @invariant()
    def every_place_is_what_the_rules_say(self) -> None:
        if not hasattr(self, "model"):
            return
        found: dict[int, list[tuple[str, bool]]] = {pair: [] for pair in self.pairs}
        for slot in self.campaign.slots.order_by("ordinal"):
            found[slot.pair_id].append((slot.state, slot.leaving))
        assert found == {
            pair: [(place.state, place.leaving) for place in places]
            for pair, places in self.model.pairs.items()
        }

    @invariant()
    def every_assignment_is_what_the_rules_say(self) -> None:
        if not hasattr(self, "model"):
            return
        rows = Assignment.objects.filter(campaign=self.campaign).values_list("pk", "state", "round")
        assert {str(key): (state, round_) for key, state, round_ in rows} == {
            key: (one.state, one.round) for key, one in self.model.work.items()
        }

    def teardown(self) -> None:
        for check in WORK_CHECKS:
            assert list(check.find()) == [], check.name


def refusal_of(work) -> str | None:
    try:
        with transaction.atomic():
            work()
    except TandemError as error:
        return error.code
    return None


def run(examples: int, steps: int) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Crowd, settings=chosen)


@pytest.mark.django_db
def test_two_hundred_steps_end_where_the_rules_say():
    run(examples=5, steps=40)


@pytest.mark.prove
@pytest.mark.django_db
def test_ten_thousand_steps_end_where_the_rules_say():
    run(examples=125, steps=80)
