"""How gunicorn runs: `--config python:annotation_server.gunicorn`. Its words are JSON lines too."""

import gc
import os
import sys
from typing import Any

from gunicorn.glogging import Logger

OBJECTS_BETWEEN_SEARCHES = 20_000
# Loaded once: the workers are copies that share its memory, and a new one is there at once.
preload_app = True
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


class NoAccessLog(Logger):
    """Refusals and faults are logged by Django; of other requests nothing is kept, or prepared."""

    def access(self, *_about: Any) -> None:
        pass


logger_class = NoAccessLog


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


def post_fork(_server: Any, _worker: Any) -> None:
    """A request leaves a few thousand objects, nearly all gone with it: search rarely."""
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)
