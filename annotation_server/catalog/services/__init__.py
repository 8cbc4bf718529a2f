"""What can be done with a corpus. Each subject has its own module."""

from annotation_server.catalog.services.imports import (
    count_upload,
    create_corpus,
    start_import,
    upload_import,
)
from annotation_server.catalog.services.pairs import Built, build_pairs
from annotation_server.catalog.services.splits import draw_splits
from annotation_server.catalog.services.takedowns import hold, put_back, withdraw
from annotation_server.catalog.services.videos import retry_failed, retry_video

__all__ = [
    "Built",
    "build_pairs",
    "count_upload",
    "create_corpus",
    "draw_splits",
    "hold",
    "put_back",
    "retry_failed",
    "retry_video",
    "start_import",
    "upload_import",
    "withdraw",
]
