"""The bytes of a video or poster, for the user that its address was signed for.

A good address is not enough: whoever asks must still hold a pair of the video, or be staff.
"""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from annotation_server.accounts.permissions import signed_in
from annotation_server.annotation import queries
from annotation_server.catalog.queries import media_path, served_video
from annotation_server.media.delivery import CONTENT_TYPES, open_token, serve_file
from annotation_server.media.errors import MediaNotFoundError


class AnyAccept(BaseContentNegotiation):
    """A player asks for video and a page for pictures; errors are JSON for both."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser:
        parser: BaseParser = parsers[0]
        return parser

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class MediaView(APIView):
    permission_classes = [IsAuthenticated]
    content_negotiation_class = AnyAccept

    def get(self, request: Request, token: str) -> HttpResponseBase:
        user = signed_in(request)
        delivery = open_token(token, str(user.pk), time.time())
        video = served_video(delivery, user)
        if video is None or not queries.may_watch(user, video):
            raise MediaNotFoundError
        return serve_file(
            request._request,
            media_path(delivery.name),
            CONTENT_TYPES[delivery.kind],
            accel_prefix=settings.TANDEM_ACCEL_PREFIX and f"{settings.TANDEM_ACCEL_PREFIX}/media",
            root=Path(settings.MEDIA_ROOT),
        )
