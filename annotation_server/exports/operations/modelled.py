"""The labels of Dawid and Skene's model in the place of the majority's.

The fit takes seconds for a large campaign, so it is not part of the request that makes a snapshot:
the cut is made there, and the first export of it weighs what the cut holds. A video whose `votes`
have the question and whose `decided` has it not is not weighed yet.
"""

import json
from collections.abc import Callable

from django.db import connection
from django.db.models import QuerySet

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.exports.models import Snapshot, SnapshotConsensus
from annotation_server.protocol.rules.definition import Definition, Role
from annotation_server.protocol.rules.wire import question_with
from annotation_server.quality.operations import labels_by_model

AT_ONCE = 10_000
EMPTY = """
    UPDATE exports_snapshotconsensus SET decided = decided - %s, weak = false
    WHERE snapshot_id = %s AND video_id IS NOT NULL
"""
# What reviewers had decided by the time of the cut is there already, and wins.
UPDATE = """
    UPDATE exports_snapshotconsensus made
    SET decided = made.decided || jsonb_build_object(%s, held.labels), weak = held.weak
    FROM jsonb_to_recordset(%s::jsonb) AS held (video bigint, labels jsonb, weak boolean)
    WHERE made.snapshot_id = %s AND made.video_id = held.video AND NOT made.decided ? %s
"""


def leave_to_the_model(snapshot: Snapshot, definition: Definition) -> None:
    """Take the majority's labels out of a new snapshot: nothing is read as weighed until it is."""
    harm = question_with(definition, Role.HARM)
    if harm is not None:
        with connection.cursor() as cursor:
            cursor.execute(EMPTY, [harm.key, snapshot.pk])


def unweighed(snapshot: Snapshot, definition: Definition) -> "QuerySet[SnapshotConsensus]":
    """Give the videos whose labels the model has still to find; none where a majority decides."""
    harm = question_with(definition, Role.HARM)
    videos = snapshot.consensus.filter(video__isnull=False)
    if harm is None or snapshot.consensus_method is not ConsensusMethod.DAWID_SKENE:
        return videos.none()
    return videos.filter(votes__has_key=harm.key).exclude(decided__has_key=harm.key)


def weigh_by_model(snapshot: Snapshot, definition: Definition, tell: Callable[[int], None]) -> None:
    """Weigh what is unweighed, by the counted answers of the cut and no others.

    Safe to run twice, also at a time: the same answers come to the same labels, and what is weighed
    stays. `tell` hears of each batch, and may end the work by an error.
    """
    harm = question_with(definition, Role.HARM)
    if harm is None or not unweighed(snapshot, definition).exists():
        return
    counted = Assignment.objects.filter(
        pk__in=snapshot.assignments.filter(counted=True).values("assignment")
    )
    found = [
        {"video": video, "labels": held.value, "weak": held.weak}
        for video, held in labels_by_model(counted, definition).items()
    ]
    for first in range(0, len(found), AT_ONCE):
        batch = found[first : first + AT_ONCE]
        tell(len(batch))
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, [harm.key, json.dumps(batch), snapshot.pk, harm.key])
