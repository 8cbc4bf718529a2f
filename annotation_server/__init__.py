"""Tandem: human preference data for text-to-video alignment, collected in two stages."""

__version__ = "0.1.0"

from annotation_server.celery import app as celery_app

__all__ = ["celery_app"]
