"""Find people."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from annotation_server.accounts.models import Identity, User
from annotation_server.core.errors import NotFoundError


def user_named(name: str) -> User:
    """Raises NotFoundError with the sentence for a terminal."""
    user = User.objects.select_related("identity").filter(identity__name__iexact=name).first()
    if user is None:
        raise NotFoundError(f"There is no user named {name!r}. `create_user {name}` makes one.")
    return user


def user_by_id(user_id: uuid.UUID) -> User:
    user = people().filter(pk=user_id).first()
    if user is None:
        raise NotFoundError
    return user


def people() -> QuerySet[User]:
    """Everybody, managers first, then by name."""
    return User.objects.select_related("identity").order_by("-is_manager", "identity__name", "pk")


def sign_in_name(user: User) -> str:
    return user.identity.name if hasattr(user, "identity") else ""


def sign_in_names(users: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """By user, in one query; nobody whose identity was erased."""
    rows = Identity.objects.filter(user__in=list(users))
    return dict(rows.values_list("user_id", "name"))
