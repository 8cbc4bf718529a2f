"""What a page says of looking and of time is believed as far as the server's own times allow."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.annotation.rules import left_slot
from annotation_server.catalog.models import Rendition
from tests.annotation.world import Person, World

WHOLE = {"intervals": [[0, 500_000]], "plays": 1}  # the clips of World last half a second
BOTH = {"video_0": WHOLE, "video_1": WHOLE}
NOTHING = {"intervals": [], "plays": 0}


@pytest.fixture
def ada(world: World) -> Person:
    campaign = world.campaign()
    ada = world.person(campaign)
    ada.held(campaign)
    return ada


@pytest.fixture
def mine(ada: Person) -> str:
    """What Ada was given a minute ago."""
    Assignment.objects.update(claimed_at=Now() - timedelta(minutes=1))
    return str(Assignment.objects.get().pk)


def judged(stage: str = "heuristic") -> Judgement:
    return Judgement.objects.get(stage=stage)


def covered(stage: str = "heuristic") -> dict[str, float]:
    return {name: seen["covered"] for name, seen in judged(stage).seen.items()}


def test_what_was_really_watched_is_stored_with_the_side_it_was_on(ada, mine):
    timing = {"active_ms": 9_000, "total_ms": 12_000}
    assert (
        ada.submit(mine, "heuristic", seen=BOTH, timing=timing, locale="zh-Hans").status_code == 200
    )
    left = left_slot(Assignment.objects.get().seed)
    sides = {name: seen["side"] for name, seen in judged().seen.items()}
    assert sides == {name: "left" if name == left else "right" for name in BOTH}
    assert covered() == {"video_0": 1.0, "video_1": 1.0}
    assert (judged().timing, judged().flags, judged().locale) == (timing, [], "zh-Hans")


@pytest.mark.parametrize("seen", [{}, {"video_0": WHOLE}, {"video_0": WHOLE, "video_1": NOTHING}])
def test_answers_without_looking_are_taken_and_flagged(ada, mine, seen):
    assert ada.submit(mine, "heuristic", seen=seen).status_code == 200
    assert covered()["video_1"] == 0
    assert judged().flags == ["not_watched"]


def test_more_seconds_than_have_passed_are_not_believed(ada, mine):
    timing = {"active_ms": 3_600_000, "total_ms": 7_200_000}
    assert ada.submit(mine, "heuristic", seen=BOTH, timing=timing).status_code == 200
    assert 60_000 <= judged().timing["active_ms"] <= judged().timing["total_ms"] < 90_000
    assert judged().flags == ["more_time_than_passed"]


def test_two_stages_share_the_time_there_was(ada, mine):
    timing = {"active_ms": 45_000, "total_ms": 45_000}
    for stage in ("heuristic", "overall"):
        ada.submit(mine, stage, seen=BOTH, timing=timing)
    assert judged("heuristic").timing == timing
    assert judged("overall").timing["total_ms"] < 30_000
    assert judged("overall").flags == ["more_time_than_passed"]


def test_nobody_has_played_more_than_the_time_holds(ada):
    Rendition.objects.update(duration_us=60_000_000)
    mine = str(Assignment.objects.get().pk)
    long = {"intervals": [[0, 60_000_000]], "plays": 1}
    ada.submit(mine, "heuristic", seen={"video_0": long, "video_1": long})
    assert max(covered().values()) < 0.5
    assert judged().flags == ["more_played_than_passed", "not_watched"]


def test_what_lies_outside_the_clip_or_overlaps_counts_once(ada, mine):
    messy = {"intervals": [[400_000, 900_000], [0, 200_000], [100_000, 250_000]], "plays": 3}
    ada.submit(mine, "heuristic", seen={"video_0": messy, "video_1": WHOLE})
    assert judged().seen["video_0"]["intervals"] == [[0, 250_000], [400_000, 500_000]]
    assert covered()["video_0"] == 0.7


def test_what_was_watched_in_stage_one_counts_in_stage_two(ada, mine):
    ada.submit(mine, "heuristic", seen=BOTH)
    ada.submit(mine, "overall", seen={"video_0": {"intervals": [[0, 100_000]], "plays": 1}})
    assert covered("overall") == {"video_0": 1.0, "video_1": 1.0}
    assert judged("overall").flags == []


@pytest.mark.parametrize("why", ["enough", "broken"])
def test_a_clip_that_could_not_be_watched_is_no_fault(ada, mine, why):
    ada.submit(mine, "heuristic", seen={"video_0": WHOLE, "video_1": {**NOTHING, why: True}})
    assert judged().seen["video_1"][why] is True
    assert judged().flags == []


def test_how_somebody_chose_to_look_is_stored_with_the_answers(ada, mine):
    view = {"veil": "hold", "grey": True, "small": False, "muted": True}
    assert ada.submit(mine, "heuristic", seen=BOTH, view=view).status_code == 200
    ada.submit(mine, "overall")
    assert (judged().view, judged("overall").view) == (view, {})


def test_a_view_that_nobody_offers_is_refused(ada, mine):
    view = {"veil": "torn", "grey": True, "small": False, "muted": True}
    assert ada.submit(mine, "heuristic", view=view).status_code == 400
