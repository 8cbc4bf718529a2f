"""What moved between two cuts of a campaign: work, decisions, label shares and agreement."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from psycopg2.sql import SQL, Composable, Literal

from annotation_server.core.errors import ConflictError
from annotation_server.exports.formats.cut import USUAL, Cut
from annotation_server.exports.formats.figures import Figures, figures
from annotation_server.exports.models import Snapshot
from annotation_server.exports.operations.modelled import unweighed
from annotation_server.protocol.queries import definition_of

UNWEIGHED = (
    "The labels of one of these snapshots are not weighed by the annotators' reliability yet. Its "
    "first export does that: compare them when one is finished."
)
ASSIGNMENTS = SQL("""
    SELECT assignment_id AS thing, (state, counted, judgement_ids) AS said
    FROM exports_snapshotassignment WHERE snapshot_id = {snapshot} AND left_out = ''
""")
PAIRS = SQL("""
    SELECT pair_id AS thing, decided AS said
    FROM exports_snapshotconsensus WHERE snapshot_id = {snapshot} AND pair_id IS NOT NULL
""")
VIDEOS = SQL("""
    SELECT video_id AS thing, decided AS said
    FROM exports_snapshotconsensus WHERE snapshot_id = {snapshot} AND video_id IS NOT NULL
""")
MOVED = SQL("""
    SELECT count(*) FILTER (WHERE a.thing IS NULL), count(*) FILTER (WHERE b.thing IS NULL),
           count(*) FILTER (WHERE a.said IS DISTINCT FROM b.said
                              AND a.thing IS NOT NULL AND b.thing IS NOT NULL),
           count(*) FILTER (WHERE a.said = b.said)
    FROM ({before}) AS a FULL JOIN ({after}) AS b ON a.thing = b.thing
""")


@dataclass(frozen=True, slots=True)
class Moved:
    """How many are only in the later cut, only in the first, different in both, or the same."""

    added: int
    gone: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A share of an answer or a label, or an agreement (`value` is empty), in both cuts."""

    question: str
    value: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    assignments: Moved
    pairs: Moved
    videos: Moved
    shares: list[Shift]
    agreement: list[Shift]


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Compare two cuts.

    Raises ConflictError when they are not of one campaign, or one has labels that are not weighed.
    """
    if before.campaign_id != after.campaign_id:
        raise ConflictError(
            "These snapshots are of two campaigns. Choose two of one campaign.",
            code="other_campaign",
        )
    for snapshot in (before, after):
        if unweighed(snapshot, definition_of(snapshot.campaign.protocol)).exists():
            raise ConflictError(UNWEIGHED, code="labels_not_weighed")
    first, second = _figures(before), _figures(after)
    return Comparison(
        assignments=_moved(ASSIGNMENTS, before, after),
        pairs=_moved(PAIRS, before, after),
        videos=_moved(VIDEOS, before, after),
        shares=[
            Shift(question, value, shares.get(value), second.shares[question].get(value))
            for question, shares in first.shares.items()
            for value in sorted({*shares, *second.shares[question]})
        ],
        agreement=[
            Shift(question, "", agreement, second.agreement[question])
            for question, agreement in first.agreement.items()
        ],
    )


def _figures(snapshot: Snapshot) -> Figures:
    return figures(Cut(snapshot, definition_of(snapshot.campaign.protocol), USUAL))


def _moved(rows: SQL, before: Snapshot, after: Snapshot) -> Moved:
    sides: Mapping[str, Composable] = {
        name: rows.format(snapshot=Literal(str(snapshot.pk)))
        for name, snapshot in (("before", before), ("after", after))
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVED.format(**sides))
        return Moved(*cursor.fetchone())
