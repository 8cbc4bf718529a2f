"""People. Who somebody is stands in a table apart, so that it can be erased."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac


class User(AbstractBaseUser):
    """Somebody who can sign in. The id says nothing about the person.

    `locale` is empty until the page says which language it speaks to them. Whoever withdrew has
    `withdrawn_at`, no identity and no way to sign in; their answers stay under the id.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_manager = models.BooleanField(default=False)
    locale = models.CharField(max_length=12, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    suspended_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None)
                | models.Q(suspended_at__isnull=False, is_manager=False),
                name="whoever_withdrew_cannot_sign_in",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def language(self) -> str:
        """The language to answer in."""
        return self.locale or "en"

    def get_session_auth_hash(self) -> str:
        """Changes with the password and when all sessions are ended: open ones are void then."""
        salt = "annotation_server.accounts.User.get_session_auth_hash"
        value = f"{self.password}:{self.sessions_ended}"
        return salted_hmac(salt, value, algorithm="sha256").hexdigest()


class Identity(models.Model):
    """The name somebody signs in with, their mail and their id on a crowdwork platform."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="identity")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, default="")
    platform_id = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="sign_in_name_is_unique"),
            models.UniqueConstraint(
                fields=["platform_id"],
                condition=~models.Q(platform_id=""),
                name="platform_id_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name
