from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "annotation_server.simulation"
