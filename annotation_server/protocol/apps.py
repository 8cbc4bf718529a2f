from django.apps import AppConfig


class ProtocolConfig(AppConfig):
    name = "annotation_server.protocol"
