"""The people of this instance, for managers."""

import uuid
from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts import queries, services
from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.core.fields import Flag, Input, Text


class PersonInput(Input):
    name = Text(max_length=services.LONGEST_NAME)
    is_manager = Flag(default=False)


class SuspensionInput(Input):
    suspended = Flag()


class RoleInput(Input):
    is_manager = Flag()


class PersonOutput(serializers.Serializer[Any]):
    """`name` is empty of whoever withdrew."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    is_manager = serializers.BooleanField()
    suspended = serializers.BooleanField()
    withdrawn = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class PeopleOutput(serializers.Serializer[Any]):
    results = PersonOutput(many=True)


class PasswordOutput(serializers.Serializer[Any]):
    """A password that is told once and stored nowhere."""

    password = serializers.CharField()


class NewPersonOutput(PersonOutput, PasswordOutput):
    pass


def describe_person(user: User) -> dict[str, Any]:
    return {
        "id": str(user.pk),
        "name": queries.sign_in_name(user),
        "is_manager": user.is_manager,
        "suspended": user.is_suspended,
        "withdrawn": user.withdrawn_at is not None,
        "created_at": user.created_at,
    }


class PeopleView(APIView):
    permission_classes = [IsManager]
    input = {"POST": PersonInput}
    output = {"GET": PeopleOutput, "POST": NewPersonOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request) -> Response:
        return Response({"results": [describe_person(user) for user in queries.people()]})

    def post(self, request: Request) -> Response:
        made = services.create_user(**PersonInput.of(request.data), by=signed_in(request))
        person = describe_person(queries.user_by_id(made.user.pk))
        return Response({**person, "password": made.password}, status=status.HTTP_201_CREATED)


class SuspensionView(APIView):
    permission_classes = [IsManager]
    input = SuspensionInput
    output = PersonOutput

    def put(self, request: Request, user_id: uuid.UUID) -> Response:
        body = SuspensionInput.of(request.data)
        change = services.suspend if body["suspended"] else services.reinstate
        change(queries.user_by_id(user_id), by=signed_in(request))
        return Response(describe_person(queries.user_by_id(user_id)))


class RoleView(APIView):
    permission_classes = [IsManager]
    input = RoleInput
    output = PersonOutput

    def put(self, request: Request, user_id: uuid.UUID) -> Response:
        body = RoleInput.of(request.data)
        person = queries.user_by_id(user_id)
        services.change_role(person, is_manager=body["is_manager"], by=signed_in(request))
        return Response(describe_person(queries.user_by_id(user_id)))


class FreshPasswordView(APIView):
    permission_classes = [IsManager]
    input = Input
    output = PasswordOutput

    def post(self, request: Request, user_id: uuid.UUID) -> Response:
        Input.of(request.data)
        person = queries.user_by_id(user_id)
        return Response({"password": services.fresh_password(person, by=signed_in(request))})
