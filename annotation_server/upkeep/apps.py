from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "annotation_server.upkeep"
