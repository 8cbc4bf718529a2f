"""Take a prompt, a video or a pair out of circulation, and put it back.

What this means for those who judge it is in `annotation.services.takedowns`, which calls this.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.catalog import tasks
from annotation_server.catalog.models import FileDeletion, Pair, Prompt, Takedown, Video
from annotation_server.catalog.queries.takedowns import Thing, field_of, files_of, live_takedown
from annotation_server.core import jobs
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError

State = Takedown.State


@transaction.atomic
def hold(thing: Thing, *, report: str, by: User) -> Takedown:
    """Take out what somebody reports, until a manager decides.

    What is out already stays as it is; the further report is in the audit trail.
    """
    _lock(thing)
    found = live_takedown(thing)
    held = found or Takedown.objects.create(
        **_about(thing), state=State.HELD, report=report, reported_at=Now(), reported_by=by
    )
    _take_out(thing)
    record(by=by, action="reported", subject=thing, takedown=str(held.pk), new=found is None)
    return held


@transaction.atomic
def withdraw(thing: Thing, *, reason: str, delete_files: bool = False, by: User | None) -> Takedown:
    """Take it out for good, or decide so about what is held; the same again changes nothing.

    Raises InvalidError for the files of a pair: its videos may be those of other pairs.
    """
    if delete_files and isinstance(thing, Pair):
        message = "Files belong to videos, not to pairs. Withdraw the pair's videos to delete them."
        raise InvalidError(message, fields=[FieldProblem("delete_files", "of_a_pair", message)])
    _lock(thing)
    takedown = live_takedown(thing) or Takedown(**_about(thing))
    if takedown.state != State.WITHDRAWN:
        takedown.state, takedown.reason = State.WITHDRAWN, reason
        takedown.withdrawn_by, takedown.withdrawn_at = by, Now()
        takedown.save()
        record(by=by, action="withdrawn", subject=thing, takedown=str(takedown.pk))
    _take_out(thing)
    if delete_files:
        _delete_files(takedown, by)
    takedown.refresh_from_db()
    return takedown


@transaction.atomic
def put_back(takedown: Takedown, *, by: User | None) -> Takedown:
    """Release what is held, restore what is withdrawn.

    Raises ConflictError `files_deleted` and, when it is back already, `not_taken_down`.
    """
    _lock(takedown.thing)
    takedown.refresh_from_db()
    if takedown.state not in {State.HELD, State.WITHDRAWN}:
        raise ConflictError(
            "This was put back already. Reload the page to see where it stands.",
            code="not_taken_down",
        )
    if FileDeletion.objects.filter(takedown=takedown).exists():
        raise ConflictError(
            "Its files were deleted with it, so it cannot be put back. Import the clips again, "
            "under another prompt or generator.",
            code="files_deleted",
        )
    was_held = takedown.state == State.HELD
    takedown.state = State.RELEASED if was_held else State.RESTORED
    takedown.ended_by, takedown.ended_at = by, Now()
    takedown.save()
    _put_back(takedown.thing)
    action = "report_released" if was_held else "withdrawal_undone"
    record(by=by, action=action, subject=takedown.thing, takedown=str(takedown.pk))
    takedown.refresh_from_db()
    return takedown


def _about(thing: Thing) -> dict[str, object]:
    return {"corpus_id": thing.corpus_id, field_of(thing): thing}


def _row(thing: Thing) -> "QuerySet[Prompt] | QuerySet[Video] | QuerySet[Pair]":
    return type(thing)._default_manager.filter(pk=thing.pk)


def _lock(thing: Thing) -> None:
    """One at a time decides about a thing."""
    _row(thing).select_for_update(no_key=True).values_list("pk").first()


def _take_out(thing: Thing) -> None:
    _row(thing).filter(withdrawn_at=None).update(withdrawn_at=Now())
    jobs.cancel(files_of(thing))


def _put_back(thing: Thing) -> None:
    _row(thing).update(withdrawn_at=None)
    stopped = files_of(thing).filter(state=Video.State.CANCELLED)
    jobs.again(stopped.filter(withdrawn_at=None, prompt__withdrawn_at=None))


def _delete_files(takedown: Takedown, by: User | None) -> None:
    deletion, made = FileDeletion.objects.get_or_create(takedown=takedown)
    if made:
        record(by=by, action="files_deleted", subject=takedown)
    jobs.hint(tasks.delete_files, str(deletion.pk))
