"""What a reply means for answers that wait: the same as in the page."""

import pytest

from annotation_server.simulation.rules.outbox import (
    Reply,
    Sent,
    Verdict,
    delay_after,
    verdict_on,
)

MINE = {"aesthetics": "video_0", "harm": {"video_0": ["porn", "crime"]}}


def refused(status, code="no", **details):
    return Reply(status, {"error": {"code": code, "message": "No.", "details": details}})


@pytest.mark.parametrize(
    "reply",
    [Reply(0), Reply(200), Reply(502), refused(503), refused(500), refused(429), refused(408)],
)
def test_what_may_pass_is_tried_again(reply):
    assert verdict_on(reply, Sent(MINE)) is Verdict.LATER


@pytest.mark.parametrize(("status", "code"), [(401, "not_signed_in"), (403, "csrf_failed")])
def test_a_session_that_is_over_asks_for_a_sign_in(status, code):
    assert verdict_on(refused(status, code), Sent(MINE)) is Verdict.SIGN_IN


def test_an_acknowledged_answer_leaves():
    assert verdict_on(Reply(200, {"stage": None}), Sent(MINE)) is Verdict.DONE


def test_the_same_answers_leave_whatever_the_order_of_labels():
    stored = {"harm": {"video_0": ["crime", "porn"]}, "aesthetics": "video_0"}
    reply = refused(409, "already_answered", stored=stored)
    assert verdict_on(reply, Sent(MINE)) is Verdict.DONE


@pytest.mark.parametrize("stored", [{"aesthetics": "video_1"}, None, []])
def test_other_answers_are_set_aside(stored):
    reply = refused(409, "already_answered", stored=stored)
    assert verdict_on(reply, Sent(MINE)) is Verdict.ASIDE


@pytest.mark.parametrize("reply", [refused(400), refused(404), refused(410), refused(409)])
def test_every_other_refusal_is_set_aside(reply):
    assert verdict_on(reply, Sent(MINE)) is Verdict.ASIDE


def test_each_failure_doubles_the_wait_up_to_a_minute():
    assert [delay_after(count, 1) for count in (1, 2, 3, 20)] == [1, 2, 4, 60]


def test_chance_spreads_the_wait():
    assert delay_after(1, 0) == 0.5


def test_what_the_server_asks_for_is_waited_at_least():
    assert delay_after(1, 1, retry_after=30) == 30
