"""Find uploads that are under way."""

from uuid import UUID

from django.db.models import QuerySet

from annotation_server.catalog.models import Corpus, Upload, UploadPiece
from annotation_server.core.errors import NotFoundError

MOST_LISTED = 20


def uploads_of(corpus: Corpus) -> QuerySet[Upload]:
    """Those that are not finished, the newest first."""
    found = Upload.objects.filter(corpus=corpus).prefetch_related("files")
    return found.order_by("-created_at", "pk")[:MOST_LISTED]


def upload_by_id(upload_id: UUID) -> Upload:
    found = Upload.objects.filter(pk=upload_id).prefetch_related("files").first()
    if found is None:
        raise NotFoundError
    return found


def pieces_of(upload: Upload, number: int) -> QuerySet[UploadPiece]:
    """What has come of one file, in order. Raises NotFoundError when there is no such file."""
    file = upload.files.filter(number=number).first()
    if file is None:
        raise NotFoundError
    return file.pieces.order_by("offset")
