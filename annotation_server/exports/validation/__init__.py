"""Whether a folder in the published shape holds what it says, ours or anybody's. No database."""

from annotation_server.exports.validation.dataset import validate
from annotation_server.exports.validation.findings import Finding

__all__ = ["Finding", "validate"]
