"""What a cut comes to as a whole, worked out once for all its cards."""

import json
from dataclasses import asdict

from annotation_server.exports.formats.cut import USUAL, Cut
from annotation_server.exports.formats.figures import summed_up
from annotation_server.exports.models import Snapshot
from annotation_server.exports.operations.modelled import unweighed
from annotation_server.protocol.rules.definition import Definition


def keep_figures(snapshot: Snapshot, definition: Definition) -> None:
    """Sum a cut up and keep that with it, unless a model has still to weigh its labels.

    Safe to run twice: a cut always comes to the same.
    """
    if not unweighed(snapshot, definition).exists():
        figures = summed_up(Cut(snapshot, definition, USUAL))
        snapshot.figures = json.dumps(asdict(figures))
        snapshot.save(update_fields=["figures"])
