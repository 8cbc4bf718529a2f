"""What can be done with a corpus. Each subject has its own module."""

from annotation_server.catalog.services.evident import altered_pair, swapped_pair
from annotation_server.catalog.services.imports import (
    cancel_import,
    count_upload,
    create_corpus,
    start_import,
    upload_import,
)
from annotation_server.catalog.services.pairs import Built, build_pairs
from annotation_server.catalog.services.splits import draw_splits
from annotation_server.catalog.services.takedowns import hold, put_back, withdraw
from annotation_server.catalog.services.uploads import (
    NewFile,
    discard_upload,
    finish_upload,
    start_upload,
    take_piece,
)
from annotation_server.catalog.services.videos import retry_failed, retry_video

__all__ = [
    "Built",
    "NewFile",
    "altered_pair",
    "build_pairs",
    "cancel_import",
    "count_upload",
    "create_corpus",
    "discard_upload",
    "draw_splits",
    "finish_upload",
    "hold",
    "put_back",
    "retry_failed",
    "retry_video",
    "start_import",
    "start_upload",
    "swapped_pair",
    "take_piece",
    "upload_import",
    "withdraw",
]
