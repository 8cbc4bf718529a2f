"""Answers of automatic judges: uploaded and removed by managers, read by a campaign's staff."""

import uuid
from dataclasses import asdict
from typing import Any

from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, refuse_all_but_managers, signed_in
from annotation_server.campaigns.queries import staffed_campaign
from annotation_server.catalog.api.imports import UploadTooLargeError, one_file, sent_files
from annotation_server.catalog.services import count_upload
from annotation_server.quality import services
from annotation_server.quality.api.shapes import JudgementsInput, JudgesOutput, TakenOutput
from annotation_server.quality.queries.judges import judge_of, judges_of

LARGEST_FILE = 64 * 1024**2


class JudgesView(APIView):
    """Which judges there are; a file of answers adds to them, all of it or nothing."""

    parser_classes = [MultiPartParser]
    input = {"POST": JudgementsInput}
    output = {"GET": JudgesOutput, "POST": TakenOutput}
    statuses = {"POST": status.HTTP_201_CREATED}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Look at who sends how much before the check of the CSRF token reads the body."""
        if request.method == "POST":
            refuse_all_but_managers(request._request)
            refuse_too_large(request.META.get("CONTENT_LENGTH") or "0")
            count_upload(by=signed_in(request._request))
        super().initial(request, *args, **kwargs)

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = staffed_campaign(signed_in(request), campaign_id)
        return Response({"results": [asdict(judge) for judge in judges_of(campaign)]})

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = staffed_campaign(user, campaign_id)
        file = one_file(sent_files(request, JudgementsInput), "file")
        taken = services.add_judgements(campaign, file.open(), by=user)
        return Response(asdict(taken), status=status.HTTP_201_CREATED)


class JudgeView(APIView):
    permission_classes = [IsManager]

    def delete(self, request: Request, campaign_id: uuid.UUID, judge_id: int) -> Response:
        """Remove a judge with all that it said."""
        user = signed_in(request)
        services.remove_judge(judge_of(staffed_campaign(user, campaign_id), judge_id), by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def refuse_too_large(length: str) -> None:
    if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_FILE:
        raise UploadTooLargeError(
            "The file is larger than 64 MiB. Use `import_judgements`, or send less at a time."
        )
