"""Many people at once: no place is given twice, no answer counted twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from annotation_server.annotation import services
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign, Slot
from tests.annotation.world import Person, World, expire, states

PEOPLE = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[Any]]]:
    """Runs a function for every value in a thread of its own."""
    with ThreadPoolExecutor(PEOPLE) as pool:

        def run(function: Callable[[Any], Any], values: list[Any]) -> list[Any]:
            return list(pool.map(lambda value: _closing(function, value), values))

        yield run


def _closing(function: Callable[[Any], Any], value: Any) -> Any:
    try:
        return function(value)
    finally:
        connections.close_all()


def work_until_nothing_is_left(campaign: Campaign) -> Callable[[Person], list[str]]:
    def work(person: Person) -> list[str]:
        ended = []
        while held := person.held(campaign, 2):
            ended += [person.finish(one["id"]) for one in held]
        return ended

    return work


def test_every_pair_gets_exactly_its_overlap(world, at_once):
    campaign = world.campaign(pairs=12, overlap=3)
    people = [world.person(campaign) for _ in range(PEOPLE)]
    ended = at_once(work_until_nothing_is_left(campaign), people)
    assert sum(map(len, ended)) == 36
    assert {state for states_ in ended for state in states_} == {"complete"}
    assert states(campaign) == {"done": 36}
    counted = Assignment.objects.filter(state="complete").values_list("pair", flat=True)
    assert {list(counted).count(pair) for pair in counted} == {3}


def test_two_tabs_of_one_person_get_the_same_pairs(world, at_once):
    campaign = world.campaign(pairs=10)
    ada = world.person(campaign)
    lists = at_once(lambda _: [one["id"] for one in ada.held(campaign, 3)], list(range(PEOPLE)))
    assert len({tuple(sorted(ids)) for ids in lists}) == 1
    assert states(campaign) == {"held": 3, "free": 7}


def test_the_same_answers_sent_many_times_at_once_are_stored_once(world, at_once):
    campaign = world.campaign()
    ada = world.person(campaign)
    [mine] = ada.held(campaign)
    replies = at_once(lambda _: ada.submit(mine["id"], "heuristic"), list(range(PEOPLE)))
    assert {reply.status_code for reply in replies} == {200}
    assert Judgement.objects.count() == 1


def test_an_expired_place_is_taken_by_one_of_many(world, at_once):
    campaign = world.campaign()
    world.person(campaign).held(campaign)
    expire(campaign)
    people = [world.person(campaign) for _ in range(PEOPLE)]
    given = at_once(lambda person: len(person.held(campaign)), people)
    assert sorted(given) == [0] * (PEOPLE - 1) + [1]


def test_late_answers_and_new_claims_never_exceed_the_overlap(world, at_once):
    campaign = world.campaign(pairs=6, overlap=2)
    people = [world.person(campaign) for _ in range(PEOPLE)]
    late = [(person, one["id"]) for person in people[:4] for one in person.held(campaign, 3)]
    expire(campaign)

    def go_on(turn: Any) -> list[str]:
        if isinstance(turn, Person):
            return work_until_nothing_is_left(campaign)(turn)
        person, assignment = turn
        return [person.finish(assignment)]

    at_once(go_on, [*late, *people[4:]])
    counted = Assignment.objects.filter(state="complete").values_list("pair", flat=True)
    assert all(list(counted).count(pair) <= 2 for pair in counted)
    assert Slot.objects.filter(state="done").count() == len(counted)
    unfinished = Assignment.objects.exclude(state__in=["complete", "surplus", "released"])
    assert not unfinished.exists()


BLOCKED = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def wait_until_blocked(work: Future[Any]) -> None:
    """Until the work waits for a lock of ours; or has ended, which its result tells."""
    with connection.cursor() as cursor:
        blocked = 0
        while not blocked and not work.done():
            cursor.execute(BLOCKED)
            blocked = cursor.fetchone()[0]


def test_a_claim_under_way_is_ended_after_a_withdrawal(world):
    campaign = world.campaign()
    ada, pair = world.person(campaign), campaign.slots.get().pair
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.fill_queue(campaign.pk, hold=1, by=ada.user)
            withdrawal = pool.submit(
                _closing, lambda one: services.withdraw(one, reason="", by=None), pair
            )
            wait_until_blocked(withdrawal)
        withdrawal.result()
    assert Assignment.objects.get().state == "withdrawn"
    assert states(campaign) == {"retired": 1}
