"""Files on their way from a browser, piece by piece: what has come is known after any cut."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Upload(models.Model):
    """Files that are sent for one import. The import takes over its id and its folder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    corpus = models.ForeignKey("catalog.Corpus", models.CASCADE, related_name="uploads")
    created_at = models.DateTimeField(db_default=Now())
    touched_at = models.DateTimeField(db_default=Now(), db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.id)


class UploadFile(models.Model):
    """One file of an upload. Its first `received` bytes are safe on the disk."""

    class Part(models.TextChoices):
        MANIFEST = "manifest"
        PAIRS = "pairs"
        CLIP = "clip"

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    part = models.CharField(max_length=8, choices=Part.choices)
    name = models.TextField()
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "number"], name="number_is_once_in_its_upload"
            ),
            models.UniqueConstraint(fields=["upload", "name"], name="name_is_once_in_its_upload"),
            models.UniqueConstraint(
                fields=["upload", "part"],
                condition=~Q(part="clip"),
                name="upload_has_one_manifest_and_one_pairs",
            ),
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="no_more_is_received_than_announced"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UploadPiece(models.Model):
    """A piece that has come: whoever sends the rest shows by it that it is the same file."""

    file = models.ForeignKey(UploadFile, models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "offset"], name="piece_is_once_in_its_file"),
            models.CheckConstraint(condition=Q(bytes__gt=0), name="piece_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.bytes} bytes from {self.offset}"
