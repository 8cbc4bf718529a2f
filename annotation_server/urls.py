"""Every address of the server."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "annotation_server.core.api.bad_request"
handler403 = "annotation_server.core.api.forbidden"
handler404 = "annotation_server.core.api.not_found"
handler500 = "annotation_server.core.api.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("annotation_server.core.urls")),
    path("api/", include("annotation_server.accounts.urls")),
    path("api/", include("annotation_server.exports.urls")),
]
