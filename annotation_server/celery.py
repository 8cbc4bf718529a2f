"""The Celery application: `celery -A annotation_server worker` finds it here."""

import os
from importlib import import_module
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_server.settings")
# Django's own checks are of the code, which `./run check` has looked at, and load every view.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

app = Celery("annotation_server")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# What the longer tasks import when they begin.
OPERATIONS = (
    "annotation_server.catalog.operations.imports",
    "annotation_server.catalog.operations.ingest",
    "annotation_server.exports.operations",
    "annotation_server.quality.operations.reports",
    "annotation_server.quality.operations.tallies",
)


@setup_logging.connect
def log_as_django_does(**_: Any) -> None:
    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_init.connect
def load_operations(**_: Any) -> None:
    """Once, before the pool's processes are copied from this one: they share its memory."""
    for name in OPERATIONS:
        import_module(name)


@worker_ready.connect
def say_that_it_lives(sender: Any, **_: Any) -> None:
    from annotation_server.core.heartbeats import keep_beating

    keep_beating(sender.hostname, sorted(app.amqp.queues.consume_from))
