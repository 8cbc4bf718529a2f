"""What lies beside the data: the card, a chart, a JSON Schema for each table, Croissant metadata.

None of it names the snapshot or the time: two cuts of the same answers have the same card.
"""

import json
from typing import Any

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.card import bars, card
from annotation_server.exports.formats.croissant import croissant
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.formats.figures import figures
from annotation_server.exports.formats.schema import DRAFT
from annotation_server.exports.formats.tables import Written
from annotation_server.protocol.rules.definition import Role
from annotation_server.protocol.rules.wire import question_with

CARD, CHART, CROISSANT = "README.md", "labels.svg", "croissant.json"


def write_beside(cut: Cut, format_: str, written: list[Written], folder: ExportFolder) -> None:
    """Describe what was written."""
    found = figures(cut)
    for table in written:
        schema = {"$schema": DRAFT, "title": table.name, **table.row}
        folder.text(f"schema/{table.name}.schema.json", _json(schema))
    harm = question_with(cut.definition, Role.HARM)
    labels = found.shares.get(harm.wire, {}) if harm else {}
    if labels:
        folder.text(CHART, bars("Harm labels among the unsafe videos", labels))
    folder.text(CARD, card(cut, format_, written, found, chart=CHART if labels else ""))
    folder.text(CROISSANT, _json(croissant(cut, written, folder.files)))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
