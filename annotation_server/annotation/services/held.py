"""What an annotator holds, with all that a reply says of it, in one statement by hand.

The rows become the models that the rest of the code knows, with no columns but those read here.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Feedback
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.catalog.models import Pair, Prompt, Rendition, Video
from annotation_server.core.columns import AS_WRITTEN, Columns
from annotation_server.core.prepared import execute_prepared

ASSIGNMENT = Columns(
    Assignment, "id", "state", "round", "note", "seed", "purpose", "fence", "slot_id", "feedback_id"
)
SLOT = Columns(Slot, "id", "state", "fence")
FEEDBACK = Columns(Feedback, "id", "reason", "example", "reply")
PAIR = Columns(Pair, "id", "video_1_id")
PROMPT = Columns(Prompt, "id", "text", "type", "labels")
VIDEO = Columns(Video, "id", "labels")
RENDITION = Columns(
    Rendition,
    *("id", "name", "poster_name", "width", "height", "duration_us", "frame_times_us"),
)
TABLES: dict[str, Columns[Any]] = {
    "assignment": ASSIGNMENT,
    "slot": SLOT,
    "feedback": FEEDBACK,
    "pair": PAIR,
    "prompt": PROMPT,
    "video_0": VIDEO,
    "rendition_0": RENDITION,
    "video_1": VIDEO,
    "rendition_1": RENDITION,
}
COLUMNS = ", ".join(columns.of(table) for table, columns in TABLES.items())
# Half-done pairs first, then what was sent back, then oldest first.
HELD = f"""{AS_WRITTEN}
    SELECT {COLUMNS}, (
        SELECT json_object_agg(judgement.stage, judgement.answers)
        FROM annotation_judgement judgement WHERE judgement.assignment_id = assignment.id)
    FROM annotation_assignment assignment
    LEFT JOIN campaigns_slot slot ON slot.id = assignment.slot_id
    LEFT JOIN (SELECT id, reason, example::json, reply FROM annotation_feedback) AS feedback
        ON feedback.id = assignment.feedback_id
    JOIN catalog_pair pair ON pair.id = assignment.pair_id
    JOIN catalog_prompt prompt ON prompt.id = pair.prompt_id
    JOIN catalog_video video_0 ON video_0.id = pair.video_0_id
    JOIN catalog_rendition rendition_0 ON rendition_0.video_id = video_0.id
    LEFT JOIN catalog_video video_1 ON video_1.id = pair.video_1_id
    LEFT JOIN catalog_rendition rendition_1 ON rendition_1.video_id = video_1.id
    WHERE assignment.annotator_id = %(user)s AND assignment.campaign_id = %(campaign)s
      AND assignment.state IN ('leased', 'stage_one')
      AND CASE WHEN %(only)s::uuid IS NULL THEN assignment.purpose <> 'inspection'
          ELSE assignment.id = %(only)s END
    ORDER BY assignment.state DESC, assignment.round DESC, assignment.claimed_at, assignment.id
    LIMIT %(most)s"""  # noqa: S608  # no value is in the text
Held = tuple[Assignment, dict[str, Any]]


def held(user: User, campaign: Campaign, most: int, only: uuid.UUID | None = None) -> list[Held]:
    """The first `most` of them, each with the answers of its earlier stages.

    What a reviewer judges for an inspection is given when it is `only` asked for.
    """
    values: dict[str, Any] = {
        "user": user.pk,
        "campaign": campaign.pk,
        "most": most,
        "only": only,
    }
    with connection.cursor() as cursor:
        execute_prepared(cursor, HELD, values)
        rows = cursor.fetchall()
    return [(_assignment(row), row[-1] or {}) for row in rows]


def _assignment(row: Sequence[Any]) -> Assignment:
    parts, start = {}, 0
    for table, columns in TABLES.items():
        parts[table] = row[start : start + len(columns)]
        start += len(columns)
    assignment = ASSIGNMENT.read(parts["assignment"])
    pair = PAIR.read(parts["pair"])
    pair.prompt = PROMPT.read(parts["prompt"])
    pair.video_0 = _video(parts["video_0"], parts["rendition_0"])
    if pair.video_1_id is not None:
        pair.video_1 = _video(parts["video_1"], parts["rendition_1"])
    if assignment.slot_id is not None:
        assignment.slot = SLOT.read(parts["slot"])
    if assignment.feedback_id is not None:
        assignment.feedback = FEEDBACK.read(parts["feedback"])
    assignment.pair = pair
    return assignment


def _video(row: Sequence[Any], rendition: Sequence[Any]) -> Video:
    video = VIDEO.read(row)
    video.rendition = RENDITION.read(rendition)
    return video
