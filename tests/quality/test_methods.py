"""Labels by majority or by Dawid and Skene: what changes, and what stays as it was cut."""

import json

import pytest
from django.test import Client

from annotation_server.accounts.services import create_user
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.core.errors import ConflictError
from annotation_server.core.jobs import LostLeaseError
from annotation_server.exports.comparison import compare
from annotation_server.exports.filters import Filters
from annotation_server.exports.formats.card import card
from annotation_server.exports.formats.cut import USUAL, Cut, facts
from annotation_server.exports.formats.figures import figures
from annotation_server.exports.operations import render
from annotation_server.exports.operations.modelled import unweighed, weigh_by_model
from annotation_server.exports.services import cancel_exports, freeze, start_export, take_snapshot
from annotation_server.protocol.queries import definition_of
from annotation_server.quality.models import Report
from annotation_server.quality.operations.reports import computed, refresh_report
from annotation_server.quality.services import change_method, decide
from tests.exports.factory import FIRST, SAFE, answers

MODEL, MAJORITY = ConsensusMethod.DAWID_SKENE, ConsensusMethod.MAJORITY
PORN = ("porn",)


@pytest.fixture
def mo(db):
    return create_user("mo", is_manager=True).user


@pytest.fixture
def split(world):
    """Ada and Ben agree on six pairs, Cal says the contrary; of one Ada and Cal alone say."""
    ada, ben, cal = (create_user(name).user for name in ("ada", "ben", "cal"))
    for number in range(6):
        pair = world.two(f"Prompt {number}.")
        true, other = (PORN, SAFE) if number % 2 else (SAFE, PORN)
        for person, said in ((ada, true), (ben, true), (cal, other)):
            world.judged(pair, answers(FIRST, said, said), by=person)
    disputed = world.two("The last prompt.")
    world.judged(disputed, answers(FIRST, SAFE, SAFE), by=ada)
    world.judged(disputed, answers(FIRST, PORN, PORN), by=cal)
    return disputed


def weighed(snapshot):
    """As the first export of it does."""
    weigh_by_model(snapshot, definition_of(snapshot.campaign.protocol), lambda rows: None)
    return snapshot


def cut_labels(snapshot, pair):
    return weighed(snapshot).consensus.get(video=pair.video_0).decided["harm"]


def labels(campaign, pair):
    """By the method that the campaign has chosen."""
    return cut_labels(freeze(campaign, by=None), pair)


def test_by_majority_everybody_weighs_the_same(world, split):
    assert labels(world.campaign, split) == list(PORN)


def test_by_the_model_the_reliable_weigh_more(world, split, mo):
    change_method(world.campaign, MODEL, by=mo)
    assert labels(world.campaign, split) == list(SAFE)


def test_comparisons_go_by_majority_whatever_the_method(world, split, mo):
    wanted = [Filters(consensus_method=method) for method in (MAJORITY, MODEL)]
    cuts = [freeze(world.campaign, one, by=mo) for one in wanted]
    majority, model = (
        list(cut.consensus.exclude(pair=None).order_by("pair").values_list("pair", "decided"))
        for cut in cuts
    )
    assert majority == model


def test_the_model_holds_nothing_that_nobody_said(world, split, mo):
    calm = world.two("A calm prompt.")
    cal = world.campaign.assignments.filter(pair=split).order_by("pk").last()
    for person in {one.annotator for one in world.campaign.assignments.all()}:
        world.judged(calm, answers(FIRST, SAFE, SAFE), by=person)
    alone = world.two("Only Cal saw this.")
    world.judged(alone, answers(FIRST, PORN, PORN), by=cal.annotator)
    change_method(world.campaign, MODEL, by=mo)
    assert labels(world.campaign, calm) == list(SAFE)
    assert labels(world.campaign, alone) == list(PORN)


def test_what_a_reviewer_decided_wins_over_the_model(world, split, mo):
    change_method(world.campaign, MODEL, by=mo)
    decide(world.campaign, split, {"harm": {FIRST: ["crime"]}}, by=mo)
    world.campaign.refresh_from_db()
    assert labels(world.campaign, split) == ["crime"]
    counts = {one["label"]: one["count"] for one in _shares(world.campaign)["labels"]}
    assert counts["crime"] == 1


def _shares(campaign):
    return computed(campaign)["unsafe_videos"]


def test_the_figures_say_what_each_method_comes_to(world, split, mo):
    majority, model = computed(world.campaign)["methods"]
    assert (majority["videos"], majority["safe"], majority["videos_differ"]) == (14, 6, 0)
    assert (model["safe"], model["videos_differ"], model["pairs_differ"]) == (8, 2, 1)
    change_method(world.campaign, MODEL, by=mo)
    world.campaign.refresh_from_db()
    assert _shares(world.campaign)["safe"] == 8


def test_a_snapshot_keeps_the_method_it_was_cut_by(world, split, mo):
    change_method(world.campaign, MODEL, by=mo)
    snapshot = freeze(world.campaign, by=mo)
    change_method(world.campaign, MAJORITY, by=mo)
    snapshot.refresh_from_db()
    assert snapshot.consensus_method is MODEL
    assert cut_labels(snapshot, split) == list(SAFE)
    assert cut_labels(freeze(world.campaign, by=mo), split) == list(PORN)


def test_a_snapshot_may_weigh_otherwise_than_the_campaign(world, split, mo):
    snapshot = freeze(world.campaign, Filters(consensus_method=MODEL), by=mo)
    assert cut_labels(snapshot, split) == list(SAFE)
    world.campaign.refresh_from_db()
    assert world.campaign.consensus_method == MAJORITY


def left_to_weigh(snapshot):
    return unweighed(snapshot, definition_of(snapshot.campaign.protocol)).count()


def test_the_request_fits_no_model_and_the_first_export_does(world, split, mo):
    snapshot = take_snapshot(
        world.campaign, ["jsonl"], filters=Filters(consensus_method=MODEL), by=mo
    )
    assert left_to_weigh(snapshot) == snapshot.consensus.filter(pair=None).count() == 14
    [export] = snapshot.exports.all()
    render(str(export.pk))
    export.refresh_from_db()
    assert (export.state, left_to_weigh(snapshot)) == ("done", 0)
    assert cut_labels(snapshot, split) == list(SAFE)


def test_what_is_weighed_later_is_of_the_moment_of_the_cut(world, split, mo):
    snapshot = freeze(world.campaign, Filters(consensus_method=MODEL), by=mo)
    for name in ("dan", "eve", "fay"):
        world.judged(split, answers(FIRST, PORN, PORN), by=create_user(name).user)
    decide(world.campaign, split, {"harm": {FIRST: ["crime"]}}, by=mo)
    assert cut_labels(snapshot, split) == list(SAFE)


def test_two_cuts_are_compared_when_both_are_weighed(world, split, mo):
    before, after = (
        freeze(world.campaign, Filters(consensus_method=one), by=mo) for one in (MAJORITY, MODEL)
    )
    with pytest.raises(ConflictError) as refused:
        compare(before, after)
    assert refused.value.code == "labels_not_weighed"
    assert compare(before, weighed(after)).videos.changed == 2


def test_an_export_that_is_cancelled_stops_weighing(world, split, mo):
    snapshot = freeze(world.campaign, Filters(consensus_method=MODEL), by=mo)
    export = start_export(snapshot, "jsonl", by=mo)

    def cancelled(rows):
        cancel_exports(snapshot, by=mo)
        raise LostLeaseError("as its heartbeat finds")

    with pytest.raises(LostLeaseError):
        weigh_by_model(snapshot, definition_of(world.protocol), cancelled)
    assert left_to_weigh(snapshot) == 14
    render(str(export.pk))
    assert left_to_weigh(snapshot) == 14
    start_export(snapshot, "jsonl", by=mo)
    render(str(export.pk))
    assert left_to_weigh(snapshot) == 0


def test_the_cut_and_the_figures_weigh_alike(world, split, mo):
    change_method(world.campaign, MODEL, by=mo)
    world.campaign.refresh_from_db()
    videos = weighed(freeze(world.campaign, by=mo)).consensus.filter(pair=None)
    held = [row.decided["harm"] for row in videos]
    shares = _shares(world.campaign)
    assert (len(held), held.count(list(SAFE))) == (shares["total"], shares["safe"])
    assert held.count(list(PORN)) == next(
        one["count"] for one in shares["labels"] if one["label"] == "porn"
    )


@pytest.mark.parametrize(
    ("method", "words"), [(MAJORITY, "by majority"), (MODEL, "Dawid and Skene (1979)")]
)
def test_every_export_says_how_it_was_weighed(world, split, mo, method, words):
    snapshot = weighed(freeze(world.campaign, Filters(consensus_method=method), by=mo))
    cut = Cut(snapshot, definition_of(world.protocol), USUAL)
    assert facts(cut, "jsonl")["consensus_method"] == method
    assert words in card(cut, "jsonl", [], figures(cut), chart="")


def test_a_change_is_on_record_once(world, mo):
    for _ in range(2):
        change_method(world.campaign, MODEL, by=mo)
    [event] = AuditEvent.objects.filter(action="consensus_method_changed")
    assert event.details == {"before": "majority", "method": "dawid_skene"}
    assert Report.objects.get(campaign=world.campaign).state == Report.State.QUEUED


def test_mo_sees_what_would_change_before_changing_it(world, split, mo):
    change_method(world.campaign, MODEL, by=mo)
    change_method(world.campaign, MAJORITY, by=mo)
    refresh_report(str(Report.objects.get(campaign=world.campaign).pk))
    client, address = Client(), f"/api/campaigns/{world.campaign.pk}/consensus-method"
    client.force_login(mo)
    found = client.get(address).json()
    assert (found["method"], found["compared_with"]) == (MAJORITY, MAJORITY)
    assert [one["pairs_differ"] for one in found["methods"]] == [0, 1]
    assert found["label_agreement"]["items"] == 14
    body = json.dumps({"method": MODEL})
    assert client.put(address, body, "application/json").json()["method"] == MODEL
    wrong = client.put(address, json.dumps({"method": "median"}), "application/json")
    assert wrong.status_code == 400
