"""Every reply of the API is JSON, whatever else a client would rather have (RFC 9110, 12.5.1)."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation


class OneRenderer(DefaultContentNegotiation):
    def select_renderer(
        self, request: Any, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type
