"""The API's parser of bodies: strict JSON of a limited size."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from annotation_server.core.errors import TandemError
from annotation_server.core.strict_json import parse_json

LARGEST_BODY = 1024 * 1024


class BodyTooLargeError(TandemError):
    code = "body_too_large"
    status = 413


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            raise BodyTooLargeError(
                f"The body is larger than {LARGEST_BODY // 1024} KiB. Send less at a time."
            )
        if not raw.strip():
            return {}
        return parse_json(raw)
