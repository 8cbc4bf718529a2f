"""`manage.py verify`: silent on a busy, healthy database, and naming each thing that is planted."""

import json
import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services import withdraw_annotator
from annotation_server.annotation.services.rounds import exclude, send_back
from annotation_server.audit.operations import seal_events
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.campaigns.services import change_overlap
from annotation_server.catalog.queries import media_path
from annotation_server.exports.filters import Filters
from annotation_server.exports.operations import render
from annotation_server.exports.services import freeze, start_export
from annotation_server.quality.services import decide
from annotation_server.upkeep.services import verify
from tests.annotation.world import World, expire

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(tmp_path, settings):
    """A campaign in which everything has happened: every state, a redo, a snapshot, an export."""
    settings.MEDIA_ROOT, settings.EXPORTS_ROOT = tmp_path / "media", tmp_path / "exports"
    settings.TANDEM_DATA = tmp_path
    world = World()
    campaign = world.campaign(pairs=8, overlap=2)
    for video in campaign.corpus.videos.all():
        for name in (video.rendition.name, video.rendition.poster_name):
            media_path(name).parent.mkdir(parents=True, exist_ok=True)
            media_path(name).write_bytes(b"x")
    ada, ben, eve = (world.person(campaign) for _ in range(3))
    done = [one["id"] for one in ada.held(campaign, 5)]
    for assignment in done:
        ada.finish(assignment)
    send_back(done[0], by=None)
    exclude(done[1], by=None)
    skipped, released, half, late, _ = (one["id"] for one in ben.held(campaign, 5))
    ben.skip(skipped)
    ben.release(released)
    ben.submit(half, "heuristic")
    expire(campaign)
    for one in eve.held(campaign, 6):
        eve.finish(one["id"])
    ben.finish(late)
    change_overlap(campaign, 3, by=None)
    gone = world.person(campaign)
    for one in gone.held(campaign, 2):
        gone.finish(one["id"])
    withdraw_annotator(gone.user, by=None)
    settled = Assignment.objects.get(pk=done[2]).pair
    decide(campaign, settled, {"helpfulness": "video_1"}, by=eve.user)
    for method in ConsensusMethod:
        snapshot = freeze(campaign, Filters(consensus_method=method), by=None)
    render(str(start_export(snapshot, "jsonl", by=None).pk))
    seal_events()
    return campaign


def found(**options) -> set[str]:
    return {verdict.check for verdict in verify(**options) if verdict.count}


def test_a_busy_database_in_which_everything_happened_is_clean(busy):
    states = set(busy.assignments.values_list("state", flat=True))
    assert states >= {"leased", "stage_one", "complete", "returned", "excluded", "skipped"}
    assert "withdrawn" in states
    wrong = {v.check: v.things for v in verify(deep=True) if v.count}
    # The clips of this world are one letter long, and not the bytes that their rows say.
    assert set(wrong) == {"media_damaged"}


# Triggers and foreign keys sleep in a session of this role; a constraint has to be dropped.
UNGUARDED = "SET session_replication_role = replica;"
ONE_DONE = "(SELECT id FROM annotation_assignment WHERE state = 'complete' LIMIT 1)"
DONE_SLOT = "(SELECT slot_id FROM annotation_assignment WHERE state = 'complete' LIMIT 1)"
PLANTED = {
    "done_place_without_answer": "UPDATE campaigns_slot SET state = 'done' WHERE id = "
    "(SELECT id FROM campaigns_slot WHERE state = 'free' LIMIT 1)",
    "counted_answer_without_place": "UPDATE campaigns_slot SET state = 'free' "
    "WHERE id = {DONE_SLOT}",
    "place_filled_twice": "DROP INDEX one_counted_assignment_a_slot;"
    "UPDATE annotation_assignment SET state = 'complete', slot_id = twin.slot_id FROM "
    "(SELECT slot_id FROM annotation_assignment WHERE state = 'complete' LIMIT 1) AS twin "
    "WHERE state = 'excluded'",
    "pair_above_its_overlap": "{UNGUARDED} DELETE FROM campaigns_slot WHERE pair_id = "
    "(SELECT pair_id FROM annotation_assignment WHERE state = 'complete' LIMIT 1)",
    "annotator_counted_twice": "UPDATE annotation_assignment SET state = 'complete', slot_id = "
    "(SELECT id FROM campaigns_slot WHERE state = 'free' LIMIT 1) WHERE state = 'returned';"
    "UPDATE annotation_assignment SET state = 'complete' WHERE replaces_id IS NOT NULL",
    "held_place_without_holder": "UPDATE campaigns_slot SET state = 'held', leased_until = now() "
    "WHERE id = (SELECT id FROM campaigns_slot WHERE state = 'free' LIMIT 1)",
    "place_held_twice": """UPDATE annotation_assignment
        SET state = 'leased', slot_id = twin.slot_id, fence = twin.fence
        FROM (SELECT slot_id, fence FROM annotation_assignment
              WHERE state = 'leased' AND slot_id IS NOT NULL LIMIT 1) AS twin
        WHERE state = 'released'""",
    "fence_from_the_future": "UPDATE annotation_assignment SET fence = 99 WHERE id = {ONE_DONE}",
    "place_of_another_pair": "UPDATE annotation_assignment SET slot_id = (SELECT slot.id FROM "
    "campaigns_slot slot WHERE slot.state = 'free' "
    "AND slot.pair_id <> annotation_assignment.pair_id LIMIT 1) WHERE state = 'excluded'",
    "judgements_do_not_fit_the_state": "{UNGUARDED} DELETE FROM annotation_judgement "
    "WHERE stage = 'overall' AND assignment_id = {ONE_DONE}",
    "stage_out_of_order": "{UNGUARDED} UPDATE annotation_judgement SET stage = 'unheard' "
    "WHERE stage = 'overall' AND assignment_id = {ONE_DONE}",
    "end_does_not_fit_the_state": "UPDATE annotation_assignment SET finished_at = NULL "
    "WHERE id = {ONE_DONE}",
    "membership_counts_wrong": "UPDATE campaigns_membership SET finished = finished + 1",
    "place_in_the_order_shared": "UPDATE campaigns_slot SET position = 0",
    "number_from_the_future": "UPDATE campaigns_slot SET freed = 10000 WHERE state = 'free'",
    "pair_of_another_corpus": "{UNGUARDED} UPDATE campaigns_campaign SET corpus_id = "
    "'00000000-0000-0000-0000-000000000000'",
    "broken_round": "UPDATE annotation_assignment SET replaces_id = NULL",
    "seed_not_drawn": "UPDATE annotation_assignment SET seed = seed + 1 WHERE id = {ONE_DONE}",
    "audit_seal_broken": "{UNGUARDED} UPDATE audit_auditevent SET action = 'nothing' "
    "WHERE seal_number = 1",
    "snapshot_without_its_judgements": "UPDATE exports_snapshotassignment SET judgement_ids = "
    "ARRAY[9999999] WHERE counted",
    "consensus_rests_on_too_few": "UPDATE exports_snapshotconsensus SET answers = 99 "
    "WHERE pair_id IS NOT NULL",
    "constraint_missing": "ALTER TABLE campaigns_slot DROP CONSTRAINT only_a_held_slot_has_a_lease",
    "trigger_missing": "ALTER TABLE annotation_judgement DISABLE TRIGGER judgement_is_written_once",
    "orphan_row": "{UNGUARDED} DELETE FROM annotation_assignment WHERE id = {ONE_DONE}",
    "work_without_lease": "UPDATE exports_export SET state = 'running', leased_until = NULL",
    "video_without_rendition": "DELETE FROM catalog_rendition WHERE id = "
    "(SELECT id FROM catalog_rendition LIMIT 1)",
}


def found_after(planted: str, **options) -> set[str]:
    """What is found while this is planted; then it is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(planted)
        cursor.execute("SET session_replication_role = DEFAULT")
        names = found(**options)
        transaction.set_rollback(True)
    return names


def test_each_corruption_is_named(busy):
    words = {"UNGUARDED": UNGUARDED, "ONE_DONE": ONE_DONE, "DONE_SLOT": DONE_SLOT}
    planted = {check: statement.format(**words) for check, statement in PLANTED.items()}
    assert [check for check, one in planted.items() if check not in found_after(one)] == []
    assert found() == set()


DEEP = {
    "answers_against_the_protocol": """UPDATE annotation_judgement
        SET answers = jsonb_set(answers, '{helpfulness}', '"neither"') WHERE stage = 'overall'""",
    "consensus_not_what_was_answered": """UPDATE exports_snapshotconsensus
        SET decided = jsonb_set(decided, '{helpfulness}', '"video_1"') WHERE pair_id IS NOT NULL""",
}


def test_what_can_only_be_found_by_reckoning_again_is_found_so(busy):
    for check, planted in DEEP.items():
        assert check not in found_after(UNGUARDED + planted)
        assert check in found_after(UNGUARDED + planted, deep=True)


def old(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"y")
    os.utime(path, (time.time() - 9000,) * 2)
    return path


FILES = {
    "media_missing": lambda root, busy: first_media(busy).unlink(),
    "media_without_row": lambda root, busy: old(root / "media" / "ab" / "abandoned.mp4"),
    "sources_without_import": lambda root, busy: old(root / "sources" / "abandoned"),
    "export_damaged": lambda root, busy: old(next((root / "exports").glob("*/*.jsonl"))),
    "export_without_row": lambda root, busy: old(root / "exports" / "abandoned"),
}


def first_media(campaign) -> Path:
    return media_path(campaign.corpus.videos.first().rendition.name)


def test_each_file_that_is_wrong_is_named(busy, settings):
    for plant in FILES.values():
        plant(settings.TANDEM_DATA, busy)
    assert found() == set(FILES)


def test_a_file_whose_row_may_still_come_is_left_alone(busy, settings):
    young = old(settings.TANDEM_DATA / "media" / "ab" / "coming.mp4")
    os.utime(young)
    assert found() == set()


def test_the_command_fails_with_the_list(busy):
    row = Assignment.objects.filter(state="complete").first()
    Assignment.objects.filter(pk=row.pk).update(seed=1)
    printed = StringIO()
    with pytest.raises(CommandError, match="1 of 31 checks found something: seed_not_drawn"):
        call_command("verify", stdout=printed)
    assert f"assignment {row.pk}" in printed.getvalue()


def test_the_command_tells_the_list_as_json_too(busy):
    Assignment.objects.filter(state="complete").update(seed=1)
    printed = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", "--json", stdout=printed)
    (wrong,) = json.loads(printed.getvalue())["wrong"]
    assert (wrong["check"], wrong["count"]) == ("seed_not_drawn", len(wrong["things"]))


def test_the_command_says_so_when_all_is_well(busy):
    printed = StringIO()
    call_command("verify", stdout=printed)
    assert printed.getvalue() == "All 31 checks are clean.\n"
