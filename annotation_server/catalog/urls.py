from django.urls import path

from annotation_server.catalog.api import (
    corpora,
    findings,
    imports,
    inbox,
    prompts,
    uploads,
    videos,
)

urlpatterns = [
    path("api/corpora", corpora.CorporaView.as_view(), name="corpora"),
    path("api/corpora/<uuid:corpus_id>", corpora.CorpusView.as_view(), name="corpus"),
    path("api/corpora/<uuid:corpus_id>/imports", imports.ImportsView.as_view(), name="imports"),
    path(
        "api/corpora/<uuid:corpus_id>/inbox-imports",
        inbox.InboxImportsView.as_view(),
        name="inbox-imports",
    ),
    path("api/corpora/<uuid:corpus_id>/uploads", uploads.UploadsView.as_view(), name="uploads"),
    path("api/uploads/<uuid:upload_id>", uploads.UploadView.as_view(), name="upload"),
    path(
        "api/uploads/<uuid:upload_id>/files/<int:number>/pieces",
        uploads.UploadPiecesView.as_view(),
        name="upload-pieces",
    ),
    path(
        "api/uploads/<uuid:upload_id>/files/<int:number>/pieces/<int:offset>",
        uploads.UploadPieceView.as_view(),
        name="upload-piece",
    ),
    path(
        "api/uploads/<uuid:upload_id>/completion",
        uploads.UploadCompletionView.as_view(),
        name="upload-completion",
    ),
    path("api/inbox", inbox.InboxView.as_view(), name="inbox"),
    path("api/imports/<uuid:import_id>", imports.ImportView.as_view(), name="import"),
    path(
        "api/imports/<uuid:import_id>/cancellation",
        imports.ImportCancellationView.as_view(),
        name="import-cancellation",
    ),
    path("api/corpora/<uuid:corpus_id>/prompts", prompts.PromptsView.as_view(), name="prompts"),
    path("api/corpora/<uuid:corpus_id>/findings", findings.FindingsView.as_view(), name="findings"),
    path("api/corpora/<uuid:corpus_id>/videos", videos.VideosView.as_view(), name="videos"),
    path(
        "api/corpora/<uuid:corpus_id>/videos/retry",
        videos.RetryFailedView.as_view(),
        name="retry-failed",
    ),
    path("api/videos/<int:video>/retry", videos.RetryVideoView.as_view(), name="retry-video"),
    path("api/corpora/<uuid:corpus_id>/pairs", corpora.PairsView.as_view(), name="pairs"),
]
