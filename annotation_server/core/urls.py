from django.urls import path

from annotation_server.core.health import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]
