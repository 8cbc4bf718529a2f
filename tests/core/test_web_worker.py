"""Which web process takes a new connection."""

import pytest

from annotation_server import web_worker
from annotation_server.web_worker import EvenWorker, clearly_more


@pytest.fixture
def workers():
    """Two as gunicorn has forked them, without their sockets: one has 9 connections, one 3."""
    made = [EvenWorker.__new__(EvenWorker) for _ in range(2)]
    for age, (worker, connections) in enumerate(zip(made, (9, 3), strict=True), start=1):
        worker.age, worker.nr_conns, worker.alive = age, connections, True
        worker._show()
    yield made
    for worker in made:
        web_worker.forget(worker.age)


@pytest.mark.parametrize(
    ("mine", "least", "more"), [(1, 0, False), (2, 0, True), (17, 16, False), (113, 100, True)]
)
def test_a_process_stands_back_when_it_has_clearly_more(mine, least, more):
    assert clearly_more(mine, least) is more


def test_connections_are_left_to_a_process_that_has_fewer(workers):
    assert [worker._has_clearly_more() for worker in workers] == [True, False]


def test_nothing_is_left_to_a_process_that_has_ended(workers):
    many, few = workers
    web_worker.forget(few.age)
    assert not many._has_clearly_more()


def test_nothing_is_left_to_a_process_that_is_ending(workers):
    many, few = workers
    few.alive = False
    few._show()
    assert not many._has_clearly_more()
