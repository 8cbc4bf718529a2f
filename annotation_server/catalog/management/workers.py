"""Whether anybody would take the clips that wait."""

from kombu.exceptions import KombuError

from annotation_server.celery import app

QUEUE = "media"


def is_media_worker_there(seconds: float = 1.0) -> bool:
    """Ask the workers through the broker; no broker is no worker."""
    try:
        queues = app.control.inspect(timeout=seconds).active_queues() or {}
    except (KombuError, OSError):
        return False
    return any(queue["name"] == QUEUE for listed in queues.values() for queue in listed)
