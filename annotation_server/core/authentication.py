"""Sign-in by session cookie, with the CSRF check for everybody."""

from typing import Any

from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from annotation_server.core.errors import CsrfFailedError

CSRF = "The page is out of date with your sign-in. Reload it, or fetch /api/session, and try again."


class SessionWithCsrf(SessionAuthentication):
    """Django's session, with the CSRF check also for those who are not signed in yet."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        user = getattr(request._request, "user", None)  # as DRF's own class does
        self.enforce_csrf(request)
        if user is None or not user.is_authenticated:
            return None
        return user, None

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise CsrfFailedError(CSRF) from error

    def authenticate_header(self, request: Request) -> str:
        return "Session"
