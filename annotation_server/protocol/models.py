import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Protocol(models.Model):
    """A definition as it was installed. Never changed or deleted: the database refuses both.

    `definition` is what `rules.canonical.as_data` gives, `sha256` its name, `source` the YAML as
    it was written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    title = models.TextField()
    sha256 = models.CharField(max_length=64)
    definition = models.JSONField()
    source = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="one_protocol_per_content"),
            models.UniqueConstraint(fields=["key", "version"], name="one_protocol_per_version"),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="protocol_versions_start_at_one"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="protocol_sha256_is_64_hex_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} version {self.version}"
