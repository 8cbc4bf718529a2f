"""Claim, renew, finish and fail a row of work; find what is due; send hints that may get lost.

The row's lease and the sweep are the only retry. A claim is fenced by its attempt number: a worker
that lost its lease finds, when it finishes, that the attempt is no longer its own.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from celery import Task
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from annotation_server.core.errors import TandemError
from annotation_server.core.models import Job

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=2)
PAUSES = (timedelta(seconds=5), timedelta(seconds=30))
GAVE_UP = "The work stopped {attempts} times without finishing: the worker was ended each time."

AnyJob = TypeVar("AnyJob", bound=Job)


class LostLeaseError(TandemError):
    """Another worker took this row over, or somebody cancelled it; stop without a trace."""

    code = "lost_lease"


def due(model: type[AnyJob]) -> Any:
    """Rows to work on now: queued and due, or running with a lease that ran out."""
    return model._default_manager.filter(
        Q(state=Job.State.QUEUED, due_at__lte=Now())
        | Q(state=Job.State.RUNNING, leased_until__lt=Now())
    )


@transaction.atomic
def claim(model: type[AnyJob], pk: object, *, lease: timedelta = LEASE) -> AnyJob | None:
    """Take the row if it is due; None when it is not, or when somebody else is taking it."""
    job: AnyJob | None = due(model).select_for_update(skip_locked=True).filter(pk=pk).first()
    if job is None:
        return None
    if job.attempts >= MOST_ATTEMPTS:
        _close(job, Job.State.FAILED, GAVE_UP.format(attempts=job.attempts), "gave_up")
        return None
    job.attempts += 1
    job.state = Job.State.RUNNING
    _mine_before_claim(job).update(
        state=job.state,
        attempts=job.attempts,
        leased_until=Now() + lease,
        started_at=Now(),
        error="",
        error_code="",
    )
    return job


def _mine_before_claim(job: Job) -> Any:
    return type(job)._default_manager.filter(pk=job.pk)


def mine(job: AnyJob) -> Any:
    """The row, as long as this claim of it is the latest."""
    return type(job)._default_manager.filter(
        pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts
    )


def renew(job: Job, *, lease: timedelta = LEASE, **progress: object) -> None:
    """Keep the lease and store progress fields. Raises LostLeaseError when it is not ours."""
    if not mine(job).update(leased_until=Now() + lease, **progress):
        raise LostLeaseError(f"{type(job).__name__} {job.pk} was taken over or cancelled.")


def finish(job: Job, **fields: object) -> None:
    """Mark the row done and store its fields. Raises LostLeaseError when it is not ours."""
    changed = mine(job).update(state=Job.State.DONE, finished_at=Now(), leased_until=None, **fields)
    if not changed:
        raise LostLeaseError(f"{type(job).__name__} {job.pk} was taken over or cancelled.")


def fail(job: Job, error: Exception) -> None:
    """Store why the attempt failed: final for a wrong input, again later for a passing fault."""
    if isinstance(error, TandemError):
        _close(job, Job.State.FAILED, error.message, error.code)
    elif job.attempts >= MOST_ATTEMPTS:
        _close(job, Job.State.FAILED, _sentence(error), "gave_up")
    else:
        pause = PAUSES[min(job.attempts, len(PAUSES)) - 1]
        mine(job).update(
            state=Job.State.QUEUED, due_at=Now() + pause, leased_until=None, error=_sentence(error)
        )


def _sentence(error: Exception) -> str:
    """Our own faults are sentences; of others the name says more than their words alone."""
    is_ours = type(error).__module__.startswith("annotation_server.")
    return (str(error) if is_ours else f"{type(error).__name__}: {error}")[:1000]


def _close(job: Job, state: Job.State, message: str, code: str) -> None:
    """Give the row up. One that was cancelled or done in the meantime stays so."""
    unfinished = type(job)._default_manager.filter(
        pk=job.pk, attempts=job.attempts, state__in=[Job.State.QUEUED, Job.State.RUNNING]
    )
    unfinished.update(
        state=state, error=message, error_code=code, finished_at=Now(), leased_until=None
    )


def cancel(queryset: Any) -> int:
    """Cancel what is queued or running; its worker notices at the next renewal."""
    unfinished = queryset.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    changed: int = unfinished.update(
        state=Job.State.CANCELLED, finished_at=Now(), leased_until=None
    )
    return changed


def again(queryset: Any) -> int:
    """Put failed or cancelled rows back into the queue, with three fresh attempts."""
    stopped = queryset.filter(state__in=[Job.State.FAILED, Job.State.CANCELLED])
    changed: int = stopped.update(
        state=Job.State.QUEUED,
        attempts=0,
        due_at=Now(),
        error="",
        error_code="",
        finished_at=None,
        done_units=F("done_units") * 0,
    )
    return changed


def work(job: AnyJob, run: Callable[[AnyJob], None]) -> None:
    """Run the operation of a claimed row; whatever it raises becomes the row's state."""
    try:
        run(job)
    except LostLeaseError:
        log.info("%s %s: lease lost", type(job).__name__, job.pk)
    except Exception as error:  # the row must say why, whatever it was
        if not isinstance(error, TandemError):
            log.exception("%s %s failed", type(job).__name__, job.pk)
        fail(job, error)


def hint(task: "Task[..., Any]", *args: str) -> None:
    """Tell a worker after the commit. It may fail unnoticed: the sweep sends what is due again."""
    transaction.on_commit(lambda: send(task, *args), robust=True)


def send(task: "Task[..., Any]", *args: str) -> None:
    from annotation_server.core.broker import publish  # Celery is set up by now

    publish(task, args)
