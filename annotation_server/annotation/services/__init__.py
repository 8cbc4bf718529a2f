"""What an annotator does: ask for the queue, submit a stage, skip, release, report.

And what staff do with finished work: send it back, exclude it; with what is withdrawn, and for
whoever withdraws.
"""

from annotation_server.annotation.services.care import agree, reveal
from annotation_server.annotation.services.inspecting import (
    InspectionDesk,
    give_inspection,
    inspection_desk,
)
from annotation_server.annotation.services.leave import release, remove_member, skip
from annotation_server.annotation.services.pay import report_pay
from annotation_server.annotation.services.queue import Queue, fill_queue
from annotation_server.annotation.services.rounds import (
    exclude,
    exclude_all,
    reply,
    send_all_back,
    send_back,
)
from annotation_server.annotation.services.submit import Outcome, Submission, submit
from annotation_server.annotation.services.takedowns import (
    put_back,
    report,
    report_assignment,
    withdraw,
)
from annotation_server.annotation.services.training import (
    Lesson,
    TrialOutcome,
    answer_trial,
    begin,
)
from annotation_server.annotation.services.withdrawal import withdraw_annotator

__all__ = [
    "InspectionDesk",
    "Lesson",
    "Outcome",
    "Queue",
    "Submission",
    "TrialOutcome",
    "agree",
    "answer_trial",
    "begin",
    "exclude",
    "exclude_all",
    "fill_queue",
    "give_inspection",
    "inspection_desk",
    "put_back",
    "release",
    "remove_member",
    "reply",
    "report",
    "report_assignment",
    "report_pay",
    "reveal",
    "send_all_back",
    "send_back",
    "skip",
    "submit",
    "withdraw",
    "withdraw_annotator",
]
