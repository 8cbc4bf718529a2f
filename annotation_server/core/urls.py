from django.urls import path

from annotation_server.core.health import HealthView, healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/health", HealthView.as_view()),
]
