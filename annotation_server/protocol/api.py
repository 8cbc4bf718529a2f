"""The protocols that a campaign can be opened with."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.core.errors import NotFoundError
from annotation_server.protocol import queries, services
from annotation_server.protocol.models import Protocol
from annotation_server.protocol.rules.page import for_page


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


def describe_protocol(protocol: Protocol) -> dict[str, Any]:
    return {
        "sha256": protocol.sha256,
        "key": protocol.key,
        "version": protocol.version,
        "title": protocol.title,
        "targets": queries.definition_of(protocol).targets.value,
    }


class ProtocolsView(APIView):
    permission_classes = [IsManager]
    output = ProtocolsOutput

    def get(self, request: Request) -> Response:
        services.install_shipped(by=None)
        return Response({"results": [describe_protocol(one) for one in queries.protocols()]})


class ProtocolView(APIView):
    """One protocol with everything it asks, for a preview in the reader's language."""

    permission_classes = [IsManager]
    output = ProtocolDetailOutput

    def get(self, request: Request, sha256: str) -> Response:
        protocol = queries.protocol_by_sha256(sha256)
        if protocol is None:
            raise NotFoundError
        definition = for_page(queries.definition_of(protocol), signed_in(request).language)
        return Response({**describe_protocol(protocol), "definition": definition})
