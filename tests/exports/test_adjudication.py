"""What Rui decides wins over the majority, in figures and exports, until it is undone."""

import pytest

from annotation_server.accounts.services import create_user
from annotation_server.audit.models import AuditEvent
from annotation_server.core.errors import InvalidError
from annotation_server.quality.operations.reports import computed
from annotation_server.quality.services import decide, undo
from tests.exports.factory import FIRST, SAFE, SECOND, answers
from tests.exports.test_safesora import sets


@pytest.fixture
def rui(db):
    return create_user("rui").user


@pytest.fixture
def tied(world):
    """A pair on which two people disagree about everything."""
    pair = world.two()
    world.judged(pair, answers(FIRST, ("porn",)))
    world.judged(pair, answers(SECOND, SAFE))
    return pair


SETTLED = {
    **dict.fromkeys(("instruction_following", "correctness", "informativeness"), FIRST),
    **dict.fromkeys(("aesthetics", "helpfulness", "harmlessness"), SECOND),
    "harm": {FIRST: ["crime"]},
}


def test_a_decision_is_what_the_next_export_has_until_it_is_undone(world, export, tied, rui):
    decide(world.campaign, tied, SETTLED, by=rui)
    found = sets(export("safesora"))
    assert [row["helpfulness"] for row in found["preference"]] == [SECOND]
    labels = {row["video_id"]: row["video_labels"] for row in found["label"]}
    ticked = {key for key, on in labels[tied.video_0.video_id].items() if on}
    assert ticked == {"crime"}
    undo(world.campaign, tied, by=rui)
    assert sets(export("safesora"))["preference"] == []


def test_the_figures_follow_a_decision(world, tied, rui):
    assert computed(world.campaign)["disputes"][0]["pair"] == tied.pk
    decide(world.campaign, tied, SETTLED, by=rui)
    figures = computed(world.campaign)
    assert (figures["disputes"], figures["preference_correlation"]["things"]) == ([], 1)
    shares = {one["label"]: one["count"] for one in figures["unsafe_videos"]["labels"]}
    assert (shares["crime"], shares["porn"]) == (1, 0)


def test_a_second_decision_takes_the_place_of_the_first_and_both_are_on_record(world, tied, rui):
    decide(world.campaign, tied, {"helpfulness": FIRST}, by=rui)
    second = decide(world.campaign, tied, {"helpfulness": SECOND}, reason="Looked again.", by=rui)
    assert list(world.campaign.decisions.filter(undone_at=None)) == [second]
    actions = AuditEvent.objects.filter(subject_type="pair").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "pair_adjudicated",
        "adjudication_undone",
        "pair_adjudicated",
    ]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"helpfulness": "tie"},
        {"unknown": FIRST},
        {"harm": {FIRST: []}},
        {"harm": {FIRST: ["nothing_harmful", "crime"]}},
        {"harm": {FIRST: ["crime", "crime"]}},
        {"harm": {"video_2": ["crime"]}},
        {"harm": FIRST},
    ],
    ids=str,
)
def test_a_decision_is_an_answer_that_the_protocol_has(world, tied, rui, given):
    with pytest.raises(InvalidError):
        decide(world.campaign, tied, given, by=rui)
    assert not world.campaign.decisions.exists()
