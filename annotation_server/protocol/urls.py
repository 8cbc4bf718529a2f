from django.urls import path

from annotation_server.protocol import api

urlpatterns = [
    path("protocols", api.ProtocolsView.as_view(), name="protocols"),
    path("protocol-previews", api.ProtocolPreviewView.as_view(), name="protocol-previews"),
    path("protocols/<str:sha256>", api.ProtocolView.as_view(), name="protocol"),
]
