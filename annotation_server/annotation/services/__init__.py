"""What an annotator does: ask for the queue, submit a stage, skip, release."""

from annotation_server.annotation.services.leave import release, remove_member, skip
from annotation_server.annotation.services.queue import Queue, fill_queue
from annotation_server.annotation.services.submit import Outcome, Submission, submit

__all__ = [
    "Outcome",
    "Queue",
    "Submission",
    "fill_queue",
    "release",
    "remove_member",
    "skip",
    "submit",
]
