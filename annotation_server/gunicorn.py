"""How gunicorn runs: `--config python:annotation_server.gunicorn`. Its words are JSON lines too."""

import os
import sys
from typing import Any

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
