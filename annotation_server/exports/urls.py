from django.urls import path

from annotation_server.exports.api import SnapshotFileView, SnapshotsView, SnapshotView

urlpatterns = [
    path("campaigns/<uuid:campaign_id>/snapshots", SnapshotsView.as_view(), name="snapshots"),
    path("snapshots/<uuid:snapshot_id>", SnapshotView.as_view(), name="snapshot"),
    path(
        "snapshots/<uuid:snapshot_id>/files/<path:name>",
        SnapshotFileView.as_view(),
        name="snapshot-file",
    ),
]
