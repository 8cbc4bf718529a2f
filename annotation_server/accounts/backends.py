"""Sign-in by name and password."""

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db import connection
from django.http import HttpRequest

from annotation_server.accounts.models import User
from annotation_server.core.columns import Columns
from annotation_server.core.prepared import execute_prepared

USER = Columns(User)
CURRENT = f"""
    SELECT {USER.of("one")} FROM accounts_user one
    WHERE one.id = %s AND one.suspended_at IS NULL"""  # noqa: S608  # no value is in the text


class NameAndPassword(BaseBackend):
    """Takes the same time for a name that does not exist, and knows no suspended user."""

    def authenticate(
        self,
        request: HttpRequest | None,
        name: str | None = None,
        password: str | None = None,
        **rest: Any,
    ) -> User | None:
        if name is None or password is None:
            return None
        user = User.objects.filter(identity__name__iexact=name).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and not user.is_suspended else None

    def get_user(self, user_id: uuid.UUID) -> User | None:
        """Asked by every request, so that whoever is suspended is out at once."""
        with connection.cursor() as cursor:
            execute_prepared(cursor, CURRENT, [user_id])
            row = cursor.fetchone()
        return USER.read(row) if row else None
