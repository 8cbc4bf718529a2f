"""Take snapshots, see how far they are, compare them, say how long files are kept. For managers."""

import uuid
from dataclasses import asdict
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.exports import services
from annotation_server.exports.api.describe import describe, describe_all
from annotation_server.exports.api.shapes import (
    ComparisonOutput,
    ExpiryInput,
    ExpiryOutput,
    ExportInput,
    SnapshotInput,
    SnapshotOutput,
    SnapshotsOutput,
    options_of,
)
from annotation_server.exports.comparison import compare
from annotation_server.exports.filters import Filters
from annotation_server.exports.formats import refusals
from annotation_server.exports.queries import (
    MOST_LISTED,
    campaign_for,
    kept_days,
    snapshot_for,
    snapshots_of,
)
from annotation_server.protocol.queries import definition_of


def filters_of(body: dict[str, Any]) -> Filters:
    method = body["consensus_method"]
    return Filters(
        since=body["since"],
        until=body["until"],
        prompt_type=body["prompt_type"] or "",
        minimum_answers=body["minimum_answers"],
        without_annotators=tuple(body["without_annotators"]),
        accepted_only=body["accepted_only"],
        consensus_method=method and ConsensusMethod(method),
    )


class SnapshotsView(APIView):
    permission_classes = [IsManager]
    input = {"POST": SnapshotInput}
    output = {"GET": SnapshotsOutput, "POST": SnapshotOutput}
    statuses = {"POST": 202}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        campaign = campaign_for(signed_in(request), campaign_id)
        snapshots = snapshots_of(campaign)[:MOST_LISTED]
        formats = refusals(definition_of(campaign.protocol)).items()
        return Response(
            {
                "results": describe_all(list(snapshots)),
                "formats": [{"key": key, "refusal": said or ""} for key, said in formats],
                "kept_days": kept_days(campaign),
            }
        )

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        body = SnapshotInput.of(request.data)
        made = services.take_snapshot(
            campaign, body["formats"], options_of(body), filters_of(body), by=user
        )
        return Response(describe(made), status=status.HTTP_202_ACCEPTED)


class ExportExpiryView(APIView):
    permission_classes = [IsManager]
    input = ExpiryInput
    output = ExpiryOutput

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        """After how many days finished files are deleted. The record of them stays."""
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        days = ExpiryInput.of(request.data)["days"]
        services.keep_files_for(campaign, days, by=user)
        return Response({"days": kept_days(campaign)})


class SnapshotView(APIView):
    permission_classes = [IsManager]
    output = SnapshotOutput

    def get(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        return Response(describe(snapshot_for(signed_in(request), snapshot_id)))


class SnapshotComparisonView(APIView):
    permission_classes = [IsManager]
    output = ComparisonOutput

    def get(self, request: Request, snapshot_id: uuid.UUID, other_id: uuid.UUID) -> Response:
        """From this cut to the other one of the same campaign: added, gone, changed, moved."""
        user = signed_in(request)
        before = snapshot_for(user, snapshot_id)
        return Response(asdict(compare(before, snapshot_for(user, other_id))))


class SnapshotExportsView(APIView):
    permission_classes = [IsManager]
    input = {"POST": ExportInput}
    output = SnapshotOutput
    statuses = {"POST": 202}

    def post(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        """Render the cut again, or in other formats; what was cancelled or failed starts anew."""
        user = signed_in(request)
        snapshot = snapshot_for(user, snapshot_id)
        body = ExportInput.of(request.data)
        services.start_exports(snapshot, body["formats"], options_of(body), by=user)
        return Response(describe(snapshot_for(user, snapshot_id)), status=status.HTTP_202_ACCEPTED)


class SnapshotResumptionView(APIView):
    permission_classes = [IsManager]
    output = SnapshotOutput
    statuses = {"PUT": 202}

    def put(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        """Start again whatever was cancelled, failed or has expired, as it was chosen."""
        user = signed_in(request)
        services.resume_exports(snapshot_for(user, snapshot_id), by=user)
        return Response(describe(snapshot_for(user, snapshot_id)), status=status.HTTP_202_ACCEPTED)


class SnapshotCancellationView(APIView):
    permission_classes = [IsManager]
    output = SnapshotOutput

    def put(self, request: Request, snapshot_id: uuid.UUID) -> Response:
        """Stop what is not finished. The cut itself stays, and so do finished files."""
        user = signed_in(request)
        services.cancel_exports(snapshot_for(user, snapshot_id), by=user)
        return Response(describe(snapshot_for(user, snapshot_id)))
