"""What a claim reads: the same in a large campaign, and for who has done much of it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from annotation_server.annotation import queries
from annotation_server.annotation.services import fill_queue
from annotation_server.annotation.services.claims import (
    END,
    MOST_LOOKS,
    PROBE,
    TAKE_AHEAD,
    TAKE_EXPIRED,
    TAKE_FREED,
    TAKE_NEUTRAL,
)
from annotation_server.annotation.services.held import HELD
from annotation_server.annotation.services.queue import RENEW
from annotation_server.campaigns.models import Campaign
from annotation_server.core.columns import AS_WRITTEN
from tests.annotation.world import World

LARGE = 100_000
MIDDLE = 25_000

MORE_PAIRS = """
    WITH video AS (
        INSERT INTO catalog_video (corpus_id, prompt_id, source_key, source_name, source_path,
            media_id, is_linked, video_text, generated_from, licence, sha256, labels, state,
            attempts, error, error_code, done_units, total_units)
        SELECT one.corpus_id, one.prompt_id, 'more ' || nr, '', '', gen_random_uuid(), false, '',
            '', '', '', '{}', 'queued', 0, '', '', 0, 0
        FROM catalog_video one CROSS JOIN generate_series(1, %(count)s) nr WHERE one.id = %(video)s
        RETURNING id, corpus_id, prompt_id),
    pair AS (
        INSERT INTO catalog_pair (corpus_id, prompt_id, video_0_id, origin)
        SELECT corpus_id, prompt_id, id, 'built' FROM video RETURNING id)
    INSERT INTO campaigns_slot (campaign_id, pair_id, ordinal, state, position, sensitive,
        categories, fence, freed)
    SELECT %(campaign)s, id, 0, 'free', %(start)s + row_number() OVER (ORDER BY id), false, '{}',
        0, 0 FROM pair"""
JUDGED = """
    INSERT INTO annotation_assignment (id, campaign_id, pair_id, annotator_id, purpose, round,
        fence, state, seed, rate, locale, skip_reason, note, finished_at)
    SELECT gen_random_uuid(), campaign_id, pair_id, %(user)s, 'work', 0, 0, 'surplus', 0, 0, 'en',
        '', '', now()
    FROM campaigns_slot WHERE campaign_id = %(campaign)s AND position BETWEEN %(first)s AND %(last)s
"""


def grow(campaign: Campaign, pairs: int) -> None:
    """Add pairs behind those there are. Nobody is given one of them here: they play nothing."""
    slot = campaign.slots.order_by("-position").select_related("pair").first()
    assert slot is not None
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "count": pairs,
        "video": slot.pair.video_0_id,
        "start": slot.position,
    }
    with connection.cursor() as cursor:
        cursor.execute(MORE_PAIRS, values)
        cursor.execute("ANALYZE catalog_video; ANALYZE catalog_pair; ANALYZE campaigns_slot")


def judged(campaign: Campaign, user, first: int, last: int) -> None:
    values = {"campaign": campaign.pk, "user": user.pk, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, values)
        cursor.execute("ANALYZE annotation_assignment")


def read(campaign: Campaign, user, statement: str, after: int = -1) -> tuple[int, str]:
    """How many buffers a look touches, and its plan as text."""
    values = {
        "campaign": campaign.pk, "annotator": user.pk, "minutes": 30, "probe": PROBE,
        "after": after, "until": END, "opt_outs": ["violence"], "neutral_only": False,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + statement, values)
        plan = cursor.fetchone()[0]
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    plan = json.loads(plan) if isinstance(plan, str) else plan
    top = plan[0]["Plan"]
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"], json.dumps(plan)


def plan_nodes(plan):
    """A node of a plan and all below it."""
    yield plan
    for below in plan.get("Plans", []):
        yield from plan_nodes(below)


def statements(world: World, campaign: Campaign) -> list[int]:
    """How many statements each request of one whole pair takes."""
    ada = world.person(campaign)
    counted = []

    def count(request):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            result = request()
        counted.append(len(captured))
        return result

    ada.held(campaign)
    mine = count(lambda: ada.held(campaign, 2))[0]
    assert count(lambda: ada.submit(mine["id"], "heuristic")).status_code == 200
    assert count(lambda: ada.submit(mine["id"], "overall")).status_code == 200
    return counted


def test_a_request_takes_as_many_statements_in_a_large_campaign_as_in_a_small_one(world):
    campaign = world.campaign(pairs=4, overlap=2)
    small = statements(world, campaign)
    grow(campaign, LARGE)
    assert statements(world, campaign) == small
    assert small == EXPECTED


EXPECTED = [10, 7, 7]


def test_a_claim_looks_at_two_hundred_places_at_most():
    assert MOST_LOOKS * PROBE <= 200


@pytest.fixture
def large(world: World) -> Campaign:
    campaign = world.campaign(pairs=1)
    grow(campaign, MIDDLE)
    return campaign


def test_the_plans_use_the_partial_indexes(world, large):
    user = world.person(large).user
    _, ahead = read(large, user, TAKE_AHEAD)
    assert "slot_free_neutral" in ahead
    assert "slot_free_sensitive" in ahead
    _, neutral = read(large, user, TAKE_NEUTRAL)
    assert "slot_free_neutral" in neutral
    assert "slot_free_sensitive" not in neutral
    assert "slot_freed_again" in read(large, user, TAKE_FREED, after=0)[1]
    assert "slot_held_by_lease" in read(large, user, TAKE_EXPIRED)[1]


@pytest.mark.parametrize("statement", [TAKE_AHEAD, TAKE_NEUTRAL, TAKE_FREED, TAKE_EXPIRED])
def test_no_look_reads_a_table_from_its_start(world, large, statement):
    _, plan = read(large, world.person(large).user, statement)
    nodes = plan_nodes(json.loads(plan)[0]["Plan"])
    scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    assert "campaigns_slot" not in scanned


def test_a_claim_costs_the_same_after_twenty_thousand_judgements(world, large):
    fresh, old = world.person(large).user, world.person(large).user
    judged(large, old, 0, 20_000)
    first, _ = read(large, fresh, TAKE_AHEAD)
    then, _ = read(large, old, TAKE_AHEAD, after=20_000)
    assert then <= 1.3 * first


def own_rows(campaign: Campaign, user) -> int:
    """The buffers that are read of somebody's own assignments by a queue and a submit."""
    [held] = fill_queue(campaign.pk, hold=1, by=user).assignments
    statements = {"held": HELD, "renew": RENEW, "own": queries.OWN}
    values = {
        "user": user.pk, "annotator": user.pk, "campaign": campaign.pk, "id": held.pk,
        "most": 10, "minutes": 30, "only": None,
    }  # fmt: skip
    read = 0
    with connection.cursor() as cursor:
        for statement in statements.values():
            explained = statement.removeprefix(AS_WRITTEN)
            cursor.execute(
                "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + explained, values
            )
            [[[plan]]] = cursor.fetchall()
            read += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return read


def test_what_somebody_holds_is_found_as_fast_after_twenty_thousand_judgements(world):
    campaign = world.campaign(pairs=2)
    fresh, old = world.person(campaign).user, world.person(campaign).user
    grow(campaign, MIDDLE)
    judged(campaign, old, 2, 20_000)
    first = own_rows(campaign, fresh)
    assert own_rows(campaign, old) <= 1.3 * first


def test_a_look_at_nothing_but_ones_own_pairs_ends(world, large):
    ada = world.person(large).user
    judged(large, ada, 0, 20_000)
    buffers, _ = read(large, ada, TAKE_AHEAD)
    assert buffers <= 12 * PROBE


def test_the_last_of_the_places_cost_what_the_first_did(world, large):
    ada = world.person(large).user
    first, _ = read(large, ada, TAKE_AHEAD)
    large.slots.filter(position__lt=MIDDLE * 0.99).update(state="retired")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE campaigns_slot")
    last, _ = read(large, ada, TAKE_AHEAD, after=int(MIDDLE * 0.99))
    assert last <= 2 * first


def test_whoever_did_a_whole_wave_comes_to_what_is_left_within_a_few_requests(world):
    campaign = world.campaign(pairs=2)
    ada = world.person(campaign)
    grow(campaign, 300)
    judged(campaign, ada.user, 2, 400)
    campaign.slots.filter(position__lt=2).update(position=F("position") + 9_000)
    seen = 0
    for _ in range(6):
        seen = len(ada.held(campaign, 2))
    assert seen == 2
