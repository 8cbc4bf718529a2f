from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "annotation_server.campaigns"
