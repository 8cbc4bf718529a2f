from django.apps import AppConfig


class QuickstartConfig(AppConfig):
    name = "annotation_server.quickstart"
