from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "annotation_server.quality"

    def ready(self) -> None:
        from annotation_server.core.sweep import register
        from annotation_server.quality.models import Report
        from annotation_server.quality.tasks import refresh_report

        register(Report, refresh_report)
