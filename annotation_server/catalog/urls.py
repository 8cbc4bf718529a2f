from django.urls import path

from annotation_server.catalog.api import corpora, imports, inbox, prompts, videos

urlpatterns = [
    path("api/corpora", corpora.CorporaView.as_view(), name="corpora"),
    path("api/corpora/<uuid:corpus_id>", corpora.CorpusView.as_view(), name="corpus"),
    path("api/corpora/<uuid:corpus_id>/imports", imports.ImportsView.as_view(), name="imports"),
    path(
        "api/corpora/<uuid:corpus_id>/inbox-imports",
        inbox.InboxImportsView.as_view(),
        name="inbox-imports",
    ),
    path("api/inbox", inbox.InboxView.as_view(), name="inbox"),
    path("api/imports/<uuid:import_id>", imports.ImportView.as_view(), name="import"),
    path("api/corpora/<uuid:corpus_id>/prompts", prompts.PromptsView.as_view(), name="prompts"),
    path("api/corpora/<uuid:corpus_id>/videos", videos.VideosView.as_view(), name="videos"),
    path(
        "api/corpora/<uuid:corpus_id>/videos/retry",
        videos.RetryFailedView.as_view(),
        name="retry-failed",
    ),
    path("api/videos/<int:video>/retry", videos.RetryVideoView.as_view(), name="retry-video"),
    path("api/corpora/<uuid:corpus_id>/pairs", corpora.PairsView.as_view(), name="pairs"),
]
