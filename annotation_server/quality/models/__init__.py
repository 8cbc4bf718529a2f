"""What a campaign's answers come to, and what people and judges say of them."""

from annotation_server.quality.models.figures import (
    Decision,
    ExtraPlaces,
    Report,
    Tally,
)
from annotation_server.quality.models.inspections import Batch, BatchedWork, InspectedItem
from annotation_server.quality.models.judges import Judge, JudgeAnswer

__all__ = [
    "Batch",
    "BatchedWork",
    "Decision",
    "ExtraPlaces",
    "InspectedItem",
    "Judge",
    "JudgeAnswer",
    "Report",
    "Tally",
]
