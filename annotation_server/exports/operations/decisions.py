"""Put what reviewers decided in the place of the majority, in a snapshot that is being made."""

from django.db import connection
from psycopg2.sql import SQL, Literal

from annotation_server.exports.models import Snapshot
from annotation_server.protocol.rules.definition import Definition, Role
from annotation_server.protocol.rules.wire import question_with

OF_PAIRS = SQL("""
    UPDATE exports_snapshotconsensus made SET decided = made.decided || (decision.answers - {harm})
    FROM quality_decision decision
    WHERE made.snapshot_id = {snapshot} AND made.pair_id = decision.pair_id
      AND decision.campaign_id = {campaign} AND decision.undone_at IS NULL
""")
# Of two decisions on one video, by way of two pairs, the later wins.
OF_VIDEOS = SQL("""
    WITH said AS (
        SELECT DISTINCT ON (video.id) video.id, decision.answers -> {harm} -> video.item AS labels
        FROM quality_decision decision JOIN catalog_pair pair ON pair.id = decision.pair_id
        CROSS JOIN LATERAL
            (VALUES (pair.video_0_id, 'video_0'), (pair.video_1_id, 'video_1')) video (id, item)
        WHERE decision.campaign_id = {campaign} AND decision.undone_at IS NULL
          AND decision.answers -> {harm} ? video.item
        ORDER BY video.id, decision.decided_at DESC, decision.id DESC)
    UPDATE exports_snapshotconsensus made
    SET decided = made.decided || jsonb_build_object({harm}, said.labels), weak = false
    FROM said WHERE made.snapshot_id = {snapshot} AND made.video_id = said.id
""")


def settle(snapshot: Snapshot, definition: Definition) -> None:
    """Decisions that stand now become the snapshot's consensus on their questions."""
    harm = question_with(definition, Role.HARM)
    values = {
        "snapshot": Literal(str(snapshot.pk)),
        "campaign": Literal(str(snapshot.campaign_id)),
        "harm": Literal(harm.key if harm else ""),
    }
    with connection.cursor() as cursor:
        cursor.execute(OF_PAIRS.format(**values))
        if harm is not None:
            cursor.execute(OF_VIDEOS.format(**values))
