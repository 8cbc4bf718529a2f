"""What workers do for quality: labels by a model, counts, and the figures."""

from annotation_server.quality.operations.labels import ModelledLabels, labels_by_model
from annotation_server.quality.rules.evidence import comparisons

__all__ = ["ModelledLabels", "comparisons", "labels_by_model"]
