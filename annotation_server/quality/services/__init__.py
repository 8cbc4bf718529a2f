"""What staff do for the quality of a campaign. Each subject has its own module."""

from annotation_server.quality.services.decisions import decide, undo
from annotation_server.quality.services.figures import request_figures

__all__ = ["decide", "request_figures", "undo"]
