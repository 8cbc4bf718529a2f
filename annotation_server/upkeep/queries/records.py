"""What can be worked out again: seeds, the seal of the audit trail, what a snapshot rests on."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.audit.operations import broken_seals
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.campaigns.services import seed_of
from annotation_server.exports.models import Snapshot
from annotation_server.exports.operations.consensus import weigh
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.conditions import Answers
from annotation_server.protocol.rules.validate import CheckedAnswers, check_answers
from annotation_server.upkeep.queries.checks import AT_ONCE, Check, by_sql, found

CONSENSUS = "pair_id, video_id, decided, votes, answers, weak"
KEPT = """
    CREATE TEMPORARY TABLE kept_consensus ON COMMIT DROP AS
    SELECT * FROM exports_snapshotconsensus WHERE snapshot_id = %s
"""
# What is not the majority's: labels of a model, and whatever a reviewer settled at any time.
NOT_BY_MAJORITY = """
    UPDATE {table} made SET decided = '{{}}', weak = false
    WHERE made.snapshot_id = %(snapshot)s AND (
        (made.video_id IS NOT NULL AND %(by_model)s)
        OR EXISTS (SELECT 1 FROM quality_decision decision JOIN catalog_pair pair
                       ON pair.id = decision.pair_id
                   WHERE decision.campaign_id = %(campaign)s
                     AND (made.pair_id = pair.id
                          OR made.video_id IN (pair.video_0_id, pair.video_1_id))))
"""
DIFFERENT = f"""
    SELECT DISTINCT coalesce('pair ' || pair_id, 'video ' || video_id) FROM (
        (SELECT {CONSENSUS} FROM kept_consensus
         EXCEPT SELECT {CONSENSUS} FROM exports_snapshotconsensus WHERE snapshot_id = '{{0}}')
        UNION ALL
        (SELECT {CONSENSUS} FROM exports_snapshotconsensus WHERE snapshot_id = '{{0}}'
         EXCEPT SELECT {CONSENSUS} FROM kept_consensus)) AS different
"""  # noqa: S608  # our own names


def wrong_seeds() -> Iterator[str]:
    """Work whose sides were not drawn from the seed of its campaign, pair, annotator and round."""
    rows = Assignment.objects.filter(purpose=Assignment.Purpose.WORK).values_list(
        "pk", "seed", "campaign__seed", "pair_id", "annotator_id", "round"
    )
    for pk, seed, *drawn_from, number in rows.iterator(AT_ONCE):
        if seed != seed_of(*drawn_from, *([number] if number else [])):
            yield f"assignment {pk}"


def unsealed() -> Iterator[str]:
    return (f"audit event {pk}" for pk in broken_seals())


def wrong_answers() -> Iterator[str]:
    """Judgements whose answers the protocol would refuse today."""
    rows = Judgement.objects.select_related("assignment__campaign__protocol").order_by(
        "assignment_id", "id"
    )
    assignment: uuid.UUID | None = None
    earlier: dict[str, Answers] = {}
    for one in rows.iterator(AT_ONCE):
        if one.assignment_id != assignment:
            assignment, earlier = one.assignment_id, {}
        definition = definition_of(one.assignment.campaign.protocol)
        if not isinstance(
            check_answers(definition, one.stage, one.answers, earlier), CheckedAnswers
        ):
            yield f"judgement {one.pk}"
        earlier = {**earlier, one.stage: one.answers}


def wrong_consensus() -> Iterator[str]:
    """Weigh the answers of each snapshot again, beside what is stored, and take it back.

    Votes are held against all that is stored, decisions against what the majority alone made.
    """
    for snapshot in Snapshot.objects.select_related("campaign__protocol"):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(KEPT, [snapshot.pk])
            snapshot.consensus.all().delete()
            weigh(snapshot, definition_of(snapshot.campaign.protocol))
            _leave_out_what_is_not_by_majority(snapshot)
            for thing in list(found(DIFFERENT.format(snapshot.pk))):
                yield f"snapshot {snapshot.pk}, {thing}"
            transaction.set_rollback(True)


def _leave_out_what_is_not_by_majority(snapshot: Snapshot) -> None:
    values: dict[str, Any] = {
        "snapshot": snapshot.pk,
        "campaign": snapshot.campaign_id,
        "by_model": snapshot.consensus_method is ConsensusMethod.DAWID_SKENE,
    }
    with connection.cursor() as cursor:
        for table in ("kept_consensus", "exports_snapshotconsensus"):
            cursor.execute(NOT_BY_MAJORITY.format(table=table), values)


RECORD_CHECKS = (
    Check("seed_not_drawn", "The sides of an assignment are not those of its seed", wrong_seeds),
    Check("audit_seal_broken", "A sealed event of the audit trail was changed", unsealed),
    by_sql(
        "snapshot_without_its_judgements",
        "A snapshot names a judgement that is not there, or is of another assignment",
        """SELECT 'snapshot ' || s.snapshot_id || ', assignment ' || s.assignment_id
           FROM exports_snapshotassignment s CROSS JOIN unnest(s.judgement_ids) AS named (id)
           LEFT JOIN annotation_judgement j ON j.id = named.id
           WHERE j.id IS NULL OR j.assignment_id <> s.assignment_id""",
    ),
    by_sql(
        "consensus_rests_on_too_few",
        "A consensus of a snapshot says more answers than the snapshot counts",
        """SELECT 'snapshot ' || c.snapshot_id || ', pair ' || c.pair_id
           FROM exports_snapshotconsensus c
           LEFT JOIN (SELECT s.snapshot_id, a.pair_id, count(*) AS n
                      FROM exports_snapshotassignment s
                      JOIN annotation_assignment a ON a.id = s.assignment_id
                      WHERE s.counted GROUP BY 1, 2) AS counted
               ON counted.snapshot_id = c.snapshot_id AND counted.pair_id = c.pair_id
           WHERE c.pair_id IS NOT NULL AND c.answers > coalesce(counted.n, 0)""",
    ),
)
DEEP_RECORD_CHECKS = (
    Check("answers_against_the_protocol", "Stored answers break their protocol", wrong_answers),
    Check(
        "consensus_not_what_was_answered",
        "A snapshot's consensus is not what its answers come to",
        wrong_consensus,
    ),
)
