"""Development only: turns the `input`, `output` and `statuses` of our views into OpenAPI.

`input` and `output` are a serializer for every method, or a dictionary by method. A view that
answers with a file says in `file_types` of which kinds, one that takes bytes in `body_type`.

Every error that an operation may answer with is described by its status; a fault of the server is
not, so that whoever compares replies with the description finds it.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

REFUSALS = (400, 401, 404, 405, 409, 429)
REFUSALS_OF_WRITES = (*REFUSALS, 403, 410, 413, 415)


class FieldProblemOutput(serializers.Serializer[Any]):
    path = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ErrorOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    fields = FieldProblemOutput(many=True)  # type: ignore[assignment]  # the name on the wire
    details = serializers.DictField()


class ErrorReply(serializers.Serializer[Any]):
    error = ErrorOutput()


class AutoSchema(SpectacularSchema):
    def _declared(self, name: str) -> Any:
        declared = getattr(self.view, name, None)
        return declared.get(self.method) if isinstance(declared, dict) else declared

    def get_request_serializer(self) -> Any:
        if kind := getattr(self.view, "body_type", ""):
            return {kind: OpenApiTypes.BINARY}
        return self._declared("input")

    def get_response_serializers(self) -> Any:
        if kinds := getattr(self.view, "file_types", ()):
            whole_or_part = [(status, kind) for status in (200, 206) for kind in kinds]
            return {
                **dict.fromkeys(whole_or_part, OpenApiTypes.BINARY),
                **dict.fromkeys(REFUSALS, ErrorReply),
                416: None,
            }
        output = self._declared("output")
        status = (getattr(self.view, "statuses", {}) or {}).get(self.method)
        good = status or (200 if output else 204)
        refusals = REFUSALS if self.method == "GET" else REFUSALS_OF_WRITES
        return {good: output, **dict.fromkeys(sorted(refusals), ErrorReply)}

    def get_operation_id(self) -> str:
        return f"{self.method.lower()}{type(self.view).__name__.removesuffix('View')}"

    def is_excluded(self) -> bool:
        return not self.path.startswith("/api/")


class SessionCookie(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "annotation_server.core.authentication.SessionWithCsrf"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "tandem_session"}
