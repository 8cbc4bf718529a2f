"""The Celery application: `celery -A annotation_server worker` finds it here."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_server.settings")

app = Celery("annotation_server")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_django_does(**_: Any) -> None:
    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_ready.connect
def say_that_it_lives(sender: Any, **_: Any) -> None:
    from annotation_server.core.heartbeats import keep_beating

    keep_beating(sender.hostname, sorted(app.amqp.queues.consume_from))
