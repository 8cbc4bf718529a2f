from django.urls import path

from annotation_server.exports.api.files import (
    LinkedFileView,
    SnapshotFileView,
    SnapshotLinksView,
)
from annotation_server.exports.api.references import ReferencesView
from annotation_server.exports.api.snapshots import (
    ExportExpiryView,
    SnapshotCancellationView,
    SnapshotComparisonView,
    SnapshotExportsView,
    SnapshotResumptionView,
    SnapshotsView,
    SnapshotView,
)

urlpatterns = [
    path("corpora/<uuid:corpus_id>/references", ReferencesView.as_view(), name="references"),
    path("campaigns/<uuid:campaign_id>/snapshots", SnapshotsView.as_view(), name="snapshots"),
    path(
        "campaigns/<uuid:campaign_id>/export-expiry",
        ExportExpiryView.as_view(),
        name="export-expiry",
    ),
    path("downloads/<str:link>", LinkedFileView.as_view(), name="linked-file"),
    path("snapshots/<uuid:snapshot_id>", SnapshotView.as_view(), name="snapshot"),
    path(
        "snapshots/<uuid:snapshot_id>/exports",
        SnapshotExportsView.as_view(),
        name="snapshot-exports",
    ),
    path(
        "snapshots/<uuid:snapshot_id>/resumption",
        SnapshotResumptionView.as_view(),
        name="snapshot-resumption",
    ),
    path(
        "snapshots/<uuid:snapshot_id>/comparison/<uuid:other_id>",
        SnapshotComparisonView.as_view(),
        name="snapshot-comparison",
    ),
    path(
        "snapshots/<uuid:snapshot_id>/links",
        SnapshotLinksView.as_view(),
        name="snapshot-links",
    ),
    path(
        "snapshots/<uuid:snapshot_id>/cancellation",
        SnapshotCancellationView.as_view(),
        name="snapshot-cancellation",
    ),
    path(
        "snapshots/<uuid:snapshot_id>/files/<path:name>",
        SnapshotFileView.as_view(),
        name="snapshot-file",
    ),
]
