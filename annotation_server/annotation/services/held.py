"""What an annotator holds, with all that a reply says of it, in one statement by hand.

The rows become the models that the rest of the code knows, with no columns but those read here.
"""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Feedback
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.catalog.models import Pair, Prompt, Rendition, Video


def _columns(model: type[Model], *names: str) -> list[str]:
    """In the order of the model's fields, as `from_db` reads them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


ASSIGNMENT = _columns(
    Assignment, "id", "state", "round", "note", "seed", "purpose", "fence", "slot_id", "feedback_id"
)
SLOT = _columns(Slot, "id", "state", "fence")
FEEDBACK = _columns(Feedback, "id", "reason", "example", "reply")
EXAMPLE = FEEDBACK.index("example")
PAIR = _columns(Pair, "id", "video_1_id")
PROMPT = _columns(Prompt, "id", "text", "type", "labels")
VIDEO = _columns(Video, "id", "labels")
RENDITION = _columns(
    Rendition,
    *("id", "name", "poster_name", "width", "height", "duration_us", "frame_times_us"),
)
TABLES = {
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
COLUMNS = ", ".join(f"{table}.{name}" for table, names in TABLES.items() for name in names)
# Half-done pairs first, then what was sent back, then oldest first.
HELD = f"""
    SELECT {COLUMNS}, (
        SELECT json_object_agg(judgement.stage, judgement.answers)
        FROM annotation_judgement judgement WHERE judgement.assignment_id = assignment.id)
    FROM annotation_assignment assignment
    LEFT JOIN campaigns_slot slot ON slot.id = assignment.slot_id
    LEFT JOIN annotation_feedback feedback ON feedback.id = assignment.feedback_id
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
        cursor.execute(HELD, values)
        rows = cursor.fetchall()
    return [(_assignment(row), row[-1] or {}) for row in rows]


def _assignment(row: Sequence[Any]) -> Assignment:
    parts, start = {}, 0
    for table, names in TABLES.items():
        parts[table] = row[start : start + len(names)]
        start += len(names)
    assignment = Assignment.from_db("default", ASSIGNMENT, parts["assignment"])
    pair = Pair.from_db("default", PAIR, parts["pair"])
    pair.prompt = Prompt.from_db("default", PROMPT, parts["prompt"])
    pair.video_0 = _video(parts["video_0"], parts["rendition_0"])
    if pair.video_1_id is not None:
        pair.video_1 = _video(parts["video_1"], parts["rendition_1"])
    if assignment.slot_id is not None:
        assignment.slot = Slot.from_db("default", SLOT, parts["slot"])
    if assignment.feedback_id is not None:
        assignment.feedback = Feedback.from_db("default", FEEDBACK, parts["feedback"])
        assignment.feedback.example = json.loads(parts["feedback"][EXAMPLE] or "null")
    assignment.pair = pair
    return assignment


def _video(row: Sequence[Any], rendition: Sequence[Any]) -> Video:
    video = Video.from_db("default", VIDEO, row)
    video.rendition = Rendition.from_db("default", RENDITION, rendition)
    return video
