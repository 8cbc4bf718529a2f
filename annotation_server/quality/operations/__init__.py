"""What workers do for quality: the consensus of many answers, counts, and the figures."""

from annotation_server.quality.operations.consensus import (
    ConsensusRow,
    consensus_of,
    refresh_consensus,
    store_consensus,
)
from annotation_server.quality.operations.labels import ModelledLabels, labels_by_model
from annotation_server.quality.rules.evidence import comparisons

__all__ = [
    "ConsensusRow",
    "ModelledLabels",
    "comparisons",
    "consensus_of",
    "labels_by_model",
    "refresh_consensus",
    "store_consensus",
]
