"""Answers read from the database into arrays, and what they come to, held against other ways."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from annotation_server.protocol.queries import definition_of
from annotation_server.quality.models import Report, Tally
from annotation_server.quality.operations.reports import refresh_report, request_reports
from annotation_server.quality.operations.tallies import count_all, count_answers
from annotation_server.quality.queries.answers import answers_of
from annotation_server.quality.queries.dashboard import live
from annotation_server.quality.rules.evidence import comparisons
from annotation_server.quality.rules.outcomes import harm_of, preferred_of
from annotation_server.quality.services import request_figures
from tests.exports.factory import FIRST, SAFE, SECOND, answers
from tests.quality.plain_rules import harm_consensus, majority

HOUR = 3600
PATIENCE = 30


@pytest.fixture
def judged(world):
    """Two pairs that share a video, judged by three people, with a tie and a weak label."""
    prompt = world.prompt("A diorama.", labels=["hate"])
    videos = [world.video(prompt, name) for name in ("alpha", "beta", "gamma")]
    pairs = world.pair(videos[0], videos[1]), world.pair(videos[2], videos[0])
    for better, harm in ((FIRST, ("porn",)), (SECOND, ("hate",)), (FIRST, ("crime", "hate"))):
        world.judged(pairs[0], answers(better, harm), finished_at=now())
    world.judged(pairs[1], answers(FIRST, SAFE, ("violence",)), seed=1, finished_at=now())
    world.judged(pairs[1], answers(SECOND, aesthetics=FIRST), finished_at=now())
    world.judged(pairs[1], answers(SECOND), state="excluded", finished_at=now())
    return world


def read(world):
    definition = definition_of(world.campaign.protocol)
    return answers_of(world.campaign, definition), definition


def test_only_counted_answers_are_read(judged):
    found, _ = read(judged)
    assert len(found) == 5
    assert sorted(found.things.generators) == ["alpha", "beta", "gamma"]
    assert found.left_first.tolist().count(False) == 1
    assert found.active_ms.tolist() == [3000.0] * 5


def given_in(world):
    """Each counted assignment's pair, with all its answers."""
    for work in world.campaign.assignments.filter(state="complete").select_related("pair"):
        said = (one.answers for one in work.judgements.order_by("pk"))
        yield work.pair, {key: answer for given in said for key, answer in given.items()}


def votes_on_pair(world, question, pair_id):
    return Counter(said[question] for pair, said in given_in(world) if pair.pk == pair_id)


def ballots_on_video(world, video_id):
    """Over all its pairs."""
    ballots = Counter()
    for pair, said in given_in(world):
        items = {pair.video_0_id: "video_0", pair.video_1_id: "video_1"}
        if video_id in items:
            ballots[frozenset(said["harm"][items[video_id]])] += 1
    return ballots


def test_the_arrays_come_to_what_the_plain_rule_says(judged):
    found, definition = read(judged)
    for question in comparisons(definition):
        chosen = preferred_of(found, definition, question)
        for pair, code in zip(found.things.pair_ids.tolist(), chosen, strict=True):
            expected = majority(votes_on_pair(judged, question.key, pair))
            assert expected == (None if code < 0 else question.options[code].key)


def test_the_arrays_come_to_the_harm_that_the_plain_rule_says(judged):
    found, definition = read(judged)
    harm = definition.question("harm")
    held = harm_of(found, definition, harm)
    rows = zip(held.videos, held.is_safe, held.weak, held.labels, strict=True)
    for place, safe, weak, labels in rows:
        video = int(found.things.video_ids[place])
        expected = harm_consensus(ballots_on_video(judged, video), SAFE[0])
        named = {name for name, on in zip(harm.wire_order, labels, strict=True) if on}
        assert (expected.is_safe, expected.labels, expected.weak) == (safe, named, weak)


def test_a_campaign_without_an_answer_has_empty_arrays(world):
    found, _ = read(world)
    assert len(found) == 0


def test_counts_follow_the_answers_minute_by_minute(judged):
    count_answers(now())
    assert counts(judged)["helpfulness"] == {FIRST: 3, SECOND: 2}
    judged.judged(judged.two("Another."), answers(SECOND), finished_at=now())
    count_answers(now())
    assert counts(judged)["helpfulness"] == {FIRST: 3, SECOND: 3}
    assert counts(judged)["harm"]["nothing_harmful"] == 8


def test_hours_that_are_over_are_counted_once(judged):
    later = now() + np.timedelta64(3 * HOUR, "s").item()
    count_answers(now())
    before = counts(judged)
    count_answers(later)
    assert {tally.span for tally in Tally.objects.all()} == {Tally.Span.HOUR}
    count_answers(later)
    assert counts(judged) == before


def test_what_was_excluded_later_leaves_the_counts_when_all_is_counted_anew(judged):
    count_answers(now())
    judged.campaign.assignments.filter(state="complete").update(state="excluded")
    count_all(judged.campaign, now())
    assert counts(judged) == {}


@pytest.mark.django_db(transaction=True)
def test_counting_does_not_wait_for_who_counts_already(world):
    world.judged(world.two("A diorama."), answers(FIRST), finished_at=now())
    Report.objects.create(campaign=world.campaign, state=Report.State.DONE)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Report.objects.select_for_update().get(campaign=world.campaign)
        pool.submit(in_a_connection_of_its_own, lambda: count_answers(now())).result(PATIENCE)
        assert not Tally.objects.exists()
    count_answers(now())
    assert counts(world)["helpfulness"] == {FIRST: 1}


def in_a_connection_of_its_own(work):
    try:
        work()
    finally:
        connection.close()


def counts(world):
    return live(world.campaign, now()).counts


def test_figures_are_computed_once_for_what_changed(judged):
    assert request_reports(now()) == 1
    report = Report.objects.get(campaign=judged.campaign)
    refresh_report(str(report.pk))
    report.refresh_from_db()
    assert (report.state, report.figures["assignments"]) == ("done", 5)
    assert report.figures["unsafe_prompts"]["labels"][2]["count"] == 1
    later = now() + np.timedelta64(HOUR, "s").item()
    assert request_reports(later) == 0
    judged.judged(judged.two("Another."), finished_at=now())
    assert request_reports(now()) == 0
    assert request_reports(later) == 1


def test_asking_twice_queues_one_computation(judged):
    request_figures(judged.campaign)
    assert request_figures(judged.campaign).state == "queued"
    assert Report.objects.count() == 1


def test_an_empty_campaign_has_figures_that_are_undefined(world):
    report = request_figures(world.campaign)
    refresh_report(str(report.pk))
    report.refresh_from_db()
    assert (report.state, report.error) == ("done", "")
    assert report.figures["questions"][0]["alpha"]["value"] is None
