"""Who may ask. What somebody may not see is not there for them: 404, never 403."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.core.errors import NotFoundError, NotSignedInError


def signed_in(request: Request) -> User:
    """The user who asks. Raises NotSignedInError when nobody is signed in."""
    if not isinstance(request.user, User):
        raise NotSignedInError("You are not signed in. Sign in and try again.")
    return request.user


class IsManager(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        if not signed_in(request).is_manager:
            raise NotFoundError
        return True
