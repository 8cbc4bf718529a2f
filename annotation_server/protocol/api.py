"""The protocols that a campaign can be opened with."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.core.errors import NotFoundError
from annotation_server.core.fields import Input, Text
from annotation_server.protocol import queries, services
from annotation_server.protocol.models import Protocol
from annotation_server.protocol.rules.canonical import sha256_of
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.page import for_page
from annotation_server.protocol.rules.source import MOST_CHARACTERS


class ProtocolOutput(serializers.Serializer[Any]):
    sha256 = serializers.CharField()
    key = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    targets = serializers.CharField()


class ProtocolsOutput(serializers.Serializer[Any]):
    results = ProtocolOutput(many=True)


class ProtocolDetailOutput(ProtocolOutput):
    definition = serializers.DictField()


class ProtocolSourceOutput(ProtocolDetailOutput):
    """`source` is the YAML as it was written: a start for another definition."""

    source = serializers.CharField()  # type: ignore[assignment]  # the name on the wire


def describe_protocol(protocol: Protocol) -> dict[str, Any]:
    return {
        "sha256": protocol.sha256,
        "key": protocol.key,
        "version": protocol.version,
        "title": protocol.title,
        "targets": queries.definition_of(protocol).targets.value,
    }


def describe_definition(definition: Definition, locale: str) -> dict[str, Any]:
    """The same of a definition that need not be stored."""
    return {
        "sha256": sha256_of(definition),
        "key": definition.key,
        "version": definition.version,
        "title": definition.title,
        "targets": definition.targets.value,
        "definition": for_page(definition, locale),
    }


class ProtocolInput(Input):
    definition = Text(max_length=MOST_CHARACTERS, trim_whitespace=False)


class ProtocolsView(APIView):
    permission_classes = [IsManager]
    input = {"POST": ProtocolInput}
    output = {"GET": ProtocolsOutput, "POST": ProtocolDetailOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def get(self, request: Request) -> Response:
        services.install_shipped(by=None)
        return Response({"results": [describe_protocol(one) for one in queries.protocols()]})

    def post(self, request: Request) -> Response:
        source = ProtocolInput.of(request.data)["definition"]
        protocol = services.add_definition(source, by=signed_in(request))
        definition = queries.definition_of(protocol)
        return Response(
            describe_definition(definition, signed_in(request).language),
            status=status.HTTP_201_CREATED,
        )


class ProtocolPreviewView(APIView):
    """What a definition would ask, or every mistake in it with its place. Nothing is stored."""

    permission_classes = [IsManager]
    input = ProtocolInput
    output = ProtocolDetailOutput

    def post(self, request: Request) -> Response:
        definition = services.check_definition(ProtocolInput.of(request.data)["definition"])
        return Response(describe_definition(definition, signed_in(request).language))


class ProtocolView(APIView):
    """One protocol with everything it asks, for a preview in the reader's language."""

    permission_classes = [IsManager]
    output = ProtocolSourceOutput

    def get(self, request: Request, sha256: str) -> Response:
        protocol = queries.protocol_by_sha256(sha256)
        if protocol is None:
            raise NotFoundError
        definition = queries.definition_of(protocol)
        described = describe_definition(definition, signed_in(request).language)
        return Response({**described, "source": protocol.source})
