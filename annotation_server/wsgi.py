"""What gunicorn runs."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_server.settings")

application = get_wsgi_application()
import_module("annotation_server.urls")  # every view, before there are workers
