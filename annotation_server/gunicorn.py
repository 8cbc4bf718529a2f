"""How gunicorn runs: `--config python:annotation_server.gunicorn`. Its words are JSON lines too."""

import gc
import os
import sys
from typing import Any

from annotation_server.web_worker import EvenWorker, forget

OBJECTS_BETWEEN_SEARCHES = 20_000
# Loaded once: the workers are copies that share its memory, and a new one is there at once.
preload_app = True
worker_class = EvenWorker
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "annotation_server.core.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "ERROR", "propagate": False},
    },
}


def on_starting(_server: Any) -> None:
    """Ask the engines, once for all processes, before any of them is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_server.settings")
    import django
    from django.db import connection

    django.setup()
    from annotation_server.core.engines import UnsafeEnginesError, refuse_unsafe

    try:
        refuse_unsafe()
    except UnsafeEnginesError as error:
        sys.exit(error.message)
    finally:
        connection.close()


def pre_fork(_server: Any, _worker: Any) -> None:
    """What is loaded by now stays: no search for garbage needs to look at it again."""
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, worker: Any) -> None:
    """Leave out what each request would pay for and nobody needs.

    A request leaves a few thousand objects, nearly all gone with it: garbage is looked for rarely.
    Django logs refusals and faults; a line about every other request would be written for nobody.
    """
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)
    worker.log.access = _nothing


def child_exit(_server: Any, worker: Any) -> None:
    """Nobody leaves connections to a process that was killed."""
    forget(worker.age)


def _nothing(*_about: Any) -> None:
    pass
