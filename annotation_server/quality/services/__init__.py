"""What staff do for the quality of a campaign. Each subject has its own module."""

from annotation_server.quality.services.decisions import decide, undo
from annotation_server.quality.services.figures import request_figures
from annotation_server.quality.services.judges import (
    BadLinesError,
    Taken,
    add_judgements,
    remove_judge,
)

__all__ = [
    "BadLinesError",
    "Taken",
    "add_judgements",
    "decide",
    "remove_judge",
    "request_figures",
    "undo",
]
