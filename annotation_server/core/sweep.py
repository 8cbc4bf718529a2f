"""The list of tables that hold work, filled by each app when it is ready, and the sweep over it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import Task

from annotation_server.core.broker import publish
from annotation_server.core.jobs import due
from annotation_server.core.models import Job

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Work:
    """A table of work and the task that takes one of its rows."""

    model: type[Job]
    task: "Task[..., Any]"


_work: list[Work] = []


def register(model: type[Job], task: "Task[..., Any]") -> None:
    _work.append(Work(model, task))


def sweep(send: Callable[["Task[..., Any]", tuple[str, ...]], None] = publish) -> int:
    """Hint again at everything that is due; returns how many rows that were."""
    sent = 0
    for work in _work:
        for pk in due(work.model).order_by("due_at").values_list("pk", flat=True)[:MOST_AT_ONCE]:
            send(work.task, (str(pk),))
            sent += 1
    return sent
