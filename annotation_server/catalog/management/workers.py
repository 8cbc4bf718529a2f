"""Whether anybody would take the clips that wait."""

from annotation_server.core.heartbeats import served_queues

QUEUE = "media"


def is_media_worker_there() -> bool:
    """Whether one has said so lately."""
    return QUEUE in served_queues()
