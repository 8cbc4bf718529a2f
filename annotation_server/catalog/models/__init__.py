"""What the catalogue keeps: corpora with all that is in them, and uploads on their way."""

from annotation_server.catalog.models.corpus import (
    HEX_ID,
    PUBLISHED,
    Corpus,
    Import,
    Pair,
    Prompt,
    Reference,
    Rendition,
    Video,
)
from annotation_server.catalog.models.findings import Finding
from annotation_server.catalog.models.takedowns import FileDeletion, Takedown
from annotation_server.catalog.models.uploads import Upload, UploadFile, UploadPiece

__all__ = [
    "HEX_ID",
    "PUBLISHED",
    "Corpus",
    "FileDeletion",
    "Finding",
    "Import",
    "Pair",
    "Prompt",
    "Reference",
    "Rendition",
    "Takedown",
    "Upload",
    "UploadFile",
    "UploadPiece",
    "Video",
]
