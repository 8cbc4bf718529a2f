"""A few requests at a time, the others in the order in which they came."""

import threading

import pytest

from annotation_server.core.turns import Turns


def waiting_behind(turns, said, names):
    """Threads that wait one behind the other and say their name when it is their turn."""
    threads = []
    for name in names:
        threads.append(threading.Thread(target=say_in_turn, args=(turns, said, name)))
        threads[-1].start()
        while len(turns.waiting) < len(threads):
            assert threads[-1].is_alive()
    return threads


def say_in_turn(turns, said, name):
    with turns.one():
        said.append(name)


def test_whoever_waits_longest_is_next():
    turns, said = Turns(1), []
    with turns.one():
        threads = waiting_behind(turns, said, "abcd")
        assert said == []
    for thread in threads:
        thread.join()
    assert said == list("abcd")


def test_so_many_are_at_work_at_once():
    turns, said = Turns(2), []
    with turns.one():
        say_in_turn(turns, said, "beside")
        with turns.one():
            [third] = waiting_behind(turns, said, ["third"])
            assert said == ["beside"]
        third.join()
    assert turns.free == 2


def test_a_turn_that_fails_is_passed_on():
    turns = Turns(1)
    with pytest.raises(ZeroDivisionError), turns.one():
        1 / 0  # noqa: B018
    with turns.one():
        assert turns.free == 0
