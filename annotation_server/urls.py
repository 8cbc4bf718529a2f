"""Every address of the server."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from annotation_server.annotation.api.media import MediaView
from annotation_server.core.page import page

handler400 = "annotation_server.core.api.bad_request"
handler403 = "annotation_server.core.api.forbidden"
handler404 = "annotation_server.core.api.not_found"
handler500 = "annotation_server.core.api.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # Looked through in this order: the addresses of every pair come first.
    path("api/", include("annotation_server.annotation.urls")),
    path("", include("annotation_server.core.urls")),
    path("api/", include("annotation_server.accounts.urls")),
    path("api/", include("annotation_server.protocol.urls")),
    path("", include("annotation_server.catalog.urls")),
    path("api/", include("annotation_server.campaigns.urls")),
    path("media/<str:token>", MediaView.as_view(), name="media"),
    path("api/", include("annotation_server.quality.urls")),
    path("api/", include("annotation_server.exports.urls")),
    re_path(r"^(?!api/|static/|media/)[a-z0-9/_-]*$", page, name="page"),
]
