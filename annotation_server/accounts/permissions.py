"""Who may ask. What somebody may not see is not there for them: 404, never 403."""

from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.core.errors import NotFoundError, NotSignedInError


def signed_in(request: Request | HttpRequest) -> User:
    """The user who asks. Raises NotSignedInError when nobody is signed in."""
    if not isinstance(request.user, User):
        raise NotSignedInError("You are not signed in. Sign in and try again.")
    return request.user


def refuse_all_but_managers(request: Request | HttpRequest) -> None:
    if not signed_in(request).is_manager:
        raise NotFoundError


class IsManager(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        refuse_all_but_managers(request)
        return True
