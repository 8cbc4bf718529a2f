"""Who am I, sign in, sign out, change my password."""

from typing import Any

from django.core.validators import RegexValidator
from django.middleware.csrf import get_token
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server import __version__
from annotation_server.accounts import services
from annotation_server.accounts.browsers import remember
from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import signed_in
from annotation_server.accounts.queries import sign_in_name
from annotation_server.core.fields import Input, Text


class SignInInput(Input):
    name = Text(max_length=80)
    password = Text(max_length=1000, trim_whitespace=False)


class PasswordInput(Input):
    current = Text(max_length=1000, trim_whitespace=False)
    new = Text(max_length=1000, trim_whitespace=False)


class LocaleInput(Input):
    """A language tag such as `en` or `zh-Hans`."""

    locale = Text(
        max_length=12, validators=[RegexValidator(r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z")]
    )


class UserOutput(serializers.Serializer[Any]):
    """`locale` is empty until one was chosen."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    is_manager = serializers.BooleanField()
    locale = serializers.CharField()


class SessionOutput(serializers.Serializer[Any]):
    user = UserOutput(allow_null=True)
    version = serializers.CharField()


def describe(user: object) -> dict[str, Any]:
    known = None
    if isinstance(user, User):
        known = {
            "id": str(user.pk),
            "name": sign_in_name(user),
            "is_manager": user.is_manager,
            "locale": user.locale,
        }
    return {"user": known, "version": __version__}


class SessionView(APIView):
    permission_classes = [AllowAny]
    input = {"POST": SignInInput}
    output = {"GET": SessionOutput, "POST": SessionOutput}

    def get(self, request: Request) -> Response:
        get_token(request._request)  # sets the CSRF cookie that the page sends back
        return Response(describe(request.user))

    def post(self, request: Request) -> Response:
        body = SignInInput.of(request.data)
        user = services.sign_in(request._request, **body)
        reply = Response(describe(user))
        remember(reply, user)
        return reply

    def delete(self, request: Request) -> Response:
        services.sign_out(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordView(APIView):
    permission_classes = [IsAuthenticated]
    input = PasswordInput

    def put(self, request: Request) -> Response:
        body = PasswordInput.of(request.data)
        services.change_password(request._request, by=signed_in(request), **body)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LocaleView(APIView):
    """The language in which protocols are given; the page's own words are the page's business."""

    permission_classes = [IsAuthenticated]
    input = LocaleInput

    def put(self, request: Request) -> Response:
        body = LocaleInput.of(request.data)
        services.choose_locale(signed_in(request), body["locale"])
        return Response(status=status.HTTP_204_NO_CONTENT)
