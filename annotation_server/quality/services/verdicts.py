"""What follows from an inspection: the batch is accepted, sent back, or counted no longer."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.annotation.rules import left_slot
from annotation_server.annotation.services import exclude_all, send_all_back
from annotation_server.audit.services import record
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.quality.models import Batch, BatchedWork
from annotation_server.quality.queries import inspections as queries
from annotation_server.quality.services.batches import opened
from annotation_server.quality.services.inspections import compared_answers, is_used_up

State = Batch.State


@transaction.atomic
def accept(batch: Batch, *, reason: str = "", by: User) -> Batch:
    """The batch is good as it is. Raises ConflictError `batch_decided`, `nothing_inspected`."""
    locked = opened(batch, by=by)
    _refuse_unseen(locked)
    return _decided(locked, State.ACCEPTED, "batch_accepted", reason, by)


@transaction.atomic
def send_batch_back(batch: Batch, *, reason: str, example: int | None = None, by: User) -> Batch:
    """Have the annotator do all of it anew, told why, with one item of the sample as an example.

    Raises ConflictError `batch_decided`, `nothing_inspected`, `annotator_left`, InvalidError for an
    example that is no inspected item of the sample or for an empty reason.
    """
    locked = opened(batch, by=by)
    _refuse_unseen(locked)
    if not reason.strip():
        message = "Say why the work comes back: the annotator reads it before they begin anew."
        raise InvalidError(message, fields=[FieldProblem("reason", "required", message)])
    work = list(queries.current_work(locked).values_list("pk", flat=True))
    shown = _example(locked, example) if example is not None else None
    following = send_all_back(work, reason=reason, example=shown, by=by)
    BatchedWork.objects.bulk_create(BatchedWork(batch=locked, assignment=one) for one in following)
    return _decided(locked, State.RETURNED, "batch_returned", reason, by)


@transaction.atomic
def exclude_batch(batch: Batch, *, reason: str, by: User) -> Batch:
    """Count none of it: places open for others, the annotator is paid all the same.

    Raises ConflictError `batch_decided`, `nothing_inspected`.
    """
    locked = opened(batch, by=by)
    work = list(queries.current_work(locked).values_list("pk", flat=True))
    if work:  # of a batch that has come to nothing there is nothing to see
        _refuse_unseen(locked)
    exclude_all(work, reason=reason, by=by)
    return _decided(locked, State.EXCLUDED, "batch_excluded", reason, by)


def _example(batch: Batch, place: int) -> dict[str, Any]:
    """What the annotator is shown of an item: their own answers in question, never the reviewer's.

    So that the pair, which they judge anew, is still judged by themselves.
    """
    item = queries.items_of(batch).exclude(verdict="").filter(place=place).first()
    if item is None:
        message = f"Item {place} is not among those that were inspected. Choose another example."
        raise InvalidError(message, fields=[FieldProblem("example", "unknown", message)])
    pair = item.work.pair
    return {
        "prompt": "" if pair.is_sensitive else pair.prompt.text,
        "left": left_slot(item.work.seed),
        "note": item.note,
        "answers": [
            {"question": one.question, "item": one.item, "answer": one.theirs}
            for one in compared_answers(item)
            if one.differs
        ],
    }


def _decided(batch: Batch, state: Batch.State, action: str, reason: str, by: User) -> Batch:
    rows = Batch.objects.filter(pk=batch.pk)
    rows.update(state=state, reason=reason, decided_at=Now(), decided_by=by)
    batch.refresh_from_db()
    progress = queries.progress_of([batch])[batch.pk]
    record(
        by=by,
        action=action,
        subject=batch,
        reason=reason,
        judged=progress.judged,
        faults=progress.faults,
    )
    return batch


def _refuse_unseen(batch: Batch) -> None:
    """Something was judged, or nothing can be: then the reviewer decides without."""
    if not queries.items_of(batch).exclude(verdict="").exists() and not is_used_up(batch):
        raise ConflictError(
            "Nothing of this batch was inspected yet. Judge at least one item of its sample.",
            code="nothing_inspected",
        )
