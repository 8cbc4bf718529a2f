"""A stage's answers and what becomes of their assignment, in one statement by hand.

The assignment and its membership are locked already. Whoever answered has looked, so that a pair
that is hard to see counts as revealed, whatever their client told.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.rules import Observed
from annotation_server.core.prepared import execute_prepared
from annotation_server.protocol.rules.validate import CheckedAnswers

STORED = """
    stored AS (
        INSERT INTO annotation_judgement
            (assignment_id, stage, answers, seen, timing, view, flags, locale, note)
        VALUES (%(id)s, %(stage)s, %(answers)s, %(seen)s, %(timing)s, %(view)s,
            %(flags)s::varchar[], %(locale)s, %(note)s))"""
REVEALED = """
    revealed_at = CASE WHEN %(sensitive)s THEN coalesce(revealed_at, statement_timestamp())
        ELSE revealed_at END"""
GO_ON = f"""
    WITH {STORED}
    UPDATE annotation_assignment SET state = 'stage_one', {REVEALED} WHERE id = %(id)s
"""  # noqa: S608  # no value is in the text
# Almost always the place is still ours: then this is the end. Gold and the like have no place.
FINISH = f"""
    WITH {STORED},
    place AS (
        UPDATE campaigns_slot SET state = 'done', leased_until = NULL
        WHERE id = %(slot)s AND fence = %(fence)s AND state IN ('held', 'free') RETURNING id),
    finished AS (
        UPDATE annotation_assignment
        SET state = 'complete', finished_at = statement_timestamp(), {REVEALED}
        WHERE id = %(id)s AND (purpose <> 'work' OR EXISTS (SELECT 1 FROM place)) RETURNING id),
    member AS (
        UPDATE campaigns_membership SET finished = finished + 1
        WHERE campaign_id = %(campaign)s AND user_id = %(user)s
          AND EXISTS (SELECT 1 FROM finished))
    SELECT count(*) FROM finished
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Given:
    """What is stored of a stage: the answers as checked, what is believed of the page, the rest."""

    checked: CheckedAnswers
    observed: Observed
    locale: str
    note: str


def store_and_go_on(assignment: Assignment, given: Given) -> None:
    """There is a stage to do yet."""
    with connection.cursor() as cursor:
        execute_prepared(cursor, GO_ON, _values(assignment, given))
    assignment.state = Assignment.State.STAGE_ONE


def store_and_finish(assignment: Assignment, given: Given) -> bool:
    """Count the assignment in the place it was claimed with; False if that is somebody else's.

    The answers are stored in either case.
    """
    with connection.cursor() as cursor:
        execute_prepared(cursor, FINISH, _values(assignment, given))
        is_finished = bool(cursor.fetchone()[0])
    if is_finished:
        assignment.state = Assignment.State.COMPLETE
    return is_finished


def _values(assignment: Assignment, given: Given) -> dict[str, Any]:
    observed = given.observed
    return {
        "id": assignment.pk,
        "slot": assignment.slot_id,
        "fence": assignment.fence,
        "campaign": assignment.campaign_id,
        "user": assignment.annotator_id,
        "sensitive": queries.is_sensitive(assignment),
        "stage": given.checked.stage,
        "answers": json.dumps(given.checked.answers),
        "seen": json.dumps({name: asdict(seen) for name, seen in observed.seen.items()}),
        "timing": json.dumps(asdict(observed.timing) if observed.timing else {}),
        "view": json.dumps(asdict(observed.view) if observed.view else {}),
        "flags": list(observed.flags),
        "locale": given.locale,
        "note": given.note,
    }
