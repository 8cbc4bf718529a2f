from django.urls import path

from annotation_server.exports.api.references import ReferencesView
from annotation_server.exports.api.snapshots import (
    SnapshotCancellationView,
    SnapshotExportsView,
    SnapshotFileView,
    SnapshotsView,
    SnapshotView,
)

urlpatterns = [
    path("corpora/<uuid:corpus_id>/references", ReferencesView.as_view(), name="references"),
    path("campaigns/<uuid:campaign_id>/snapshots", SnapshotsView.as_view(), name="snapshots"),
    path("snapshots/<uuid:snapshot_id>", SnapshotView.as_view(), name="snapshot"),
    path(
        "snapshots/<uuid:snapshot_id>/exports",
        SnapshotExportsView.as_view(),
        name="snapshot-exports",
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
