"""Put the labels of Dawid and Skene's model in the place of the majority's, in a new snapshot."""

import json

from django.db import connection

from annotation_server.annotation.models import Assignment
from annotation_server.exports.models import Snapshot
from annotation_server.protocol.rules.definition import Definition, Role
from annotation_server.protocol.rules.wire import question_with
from annotation_server.quality.operations import labels_by_model

AT_ONCE = 10_000
UPDATE = """
    UPDATE exports_snapshotconsensus made
    SET decided = made.decided || jsonb_build_object(%s, held.labels), weak = held.weak
    FROM jsonb_to_recordset(%s::jsonb) AS held (video bigint, labels jsonb, weak boolean)
    WHERE made.snapshot_id = %s AND made.video_id = held.video
"""


def weigh_labels_by_model(snapshot: Snapshot, definition: Definition) -> None:
    """Weigh the counted answers of the cut, and no others, by how reliable their authors are."""
    harm = question_with(definition, Role.HARM)
    if harm is None:
        return
    counted = Assignment.objects.filter(
        pk__in=snapshot.assignments.filter(counted=True).values("assignment")
    )
    found = [
        {"video": video, "labels": held.value, "weak": held.weak}
        for video, held in labels_by_model(counted, definition).items()
    ]
    with connection.cursor() as cursor:
        for first in range(0, len(found), AT_ONCE):
            rows = json.dumps(found[first : first + AT_ONCE])
            cursor.execute(UPDATE, [harm.key, rows, snapshot.pk])
