"""Whether a finished assignment is counted, giving a place back, and what was withdrawn.

Locks are taken in one order everywhere: the annotator's membership, the assignment, the campaign
(where places come free), the slot.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Membership, Slot
from annotation_server.campaigns.services import FreedSlot, free_slot, free_slots, slots_changed
from annotation_server.catalog.queries.takedowns import taken_down_among
from annotation_server.core.errors import GoneError


def refuse_withdrawn(assignment: Assignment) -> None:
    if assignment.state == Assignment.State.WITHDRAWN:
        raise GoneError(
            "This pair was withdrawn. Your work on it is paid; go on with the next one.",
            code="pair_withdrawn",
        )


RETURN_DAYS = 7
WAITING = (Slot.State.HELD, Slot.State.FREE)


def finish_elsewhere(assignment: Assignment) -> None:
    """Count this assignment in another free place of the pair, or keep it as surplus."""
    counted = count_in(assignment)
    assignment.state = Assignment.State.COMPLETE if counted else Assignment.State.SURPLUS
    Assignment.objects.filter(pk=assignment.pk).update(
        state=assignment.state,
        slot=assignment.slot_id,
        fence=assignment.fence,
        finished_at=Now(),
    )
    members = Membership.objects.filter(
        campaign_id=assignment.campaign_id, user_id=assignment.annotator_id
    )
    members.update(finished=F("finished") + 1)


def count_in(assignment: Assignment) -> bool:
    """Fill a place with this assignment: its own if nobody took it, else another free one.

    The fence decides whether a judgement is counted, never whether it is kept. False is surplus.
    """
    if assignment.purpose != Assignment.Purpose.WORK:
        return True
    slot = _own(assignment) or _another(assignment)
    if slot is None:
        return False
    Slot.objects.filter(pk=slot.pk).update(
        state=Slot.State.DONE, leased_until=None, fence=slot.fence
    )
    assignment.slot, assignment.fence = slot, slot.fence
    return True


def _own(assignment: Assignment) -> Slot | None:
    if assignment.slot_id is None:
        return None
    slot = Slot.objects.select_for_update().filter(pk=assignment.slot_id).first()
    if slot is None or slot.fence != assignment.fence:
        return None
    return slot if slot.state in {Slot.State.HELD, Slot.State.FREE} else None


def _another(assignment: Assignment) -> Slot | None:
    free = Slot.objects.select_for_update(skip_locked=True).filter(
        campaign_id=assignment.campaign_id, pair_id=assignment.pair_id, state=Slot.State.FREE
    )
    slot = free.order_by("ordinal").first()
    if slot is not None:
        slot.fence += 1
    return slot


def give_back(assignment: Assignment) -> None:
    """Free the place this assignment holds, if it still holds it."""
    if assignment.slot_id is None:
        return
    its = Slot.objects.filter(pk=assignment.slot_id, fence=assignment.fence, state__in=WAITING)
    if its.exists():
        number = slots_changed(assignment.campaign_id)
        free_slot(assignment.slot_id, assignment.fence, WAITING, number=number)


def hold_again(work: Sequence[Assignment]) -> dict[int, Slot]:
    """Keep the places that finished assignments fill for their next rounds; by number of the place.

    An assignment that fills none has none there.
    """
    fences = {one.slot_id: one.fence for one in work if one.slot_id is not None}
    done = Slot.objects.select_for_update().filter(pk__in=fences, state=Slot.State.DONE)
    its = {slot.pk: slot for slot in done.order_by("pk") if slot.fence == fences[slot.pk]}
    until = Now() + timedelta(days=RETURN_DAYS)
    Slot.objects.filter(pk__in=its).update(
        state=Slot.State.HELD, fence=F("fence") + 1, leased_until=until
    )
    for slot in its.values():
        slot.state, slot.fence = Slot.State.HELD, slot.fence + 1
    return its


def reopen(work: Sequence[Assignment]) -> None:
    """Free the places that finished assignments of one campaign fill.

    Of a pair that is taken down it retires: the campaign is locked, so no withdrawal is under way.
    """
    filling = [
        (one.slot_id, one) for one in work if one.state == Assignment.State.COMPLETE and one.slot_id
    ]
    if not filling:
        return
    last = slots_changed(work[0].campaign_id, by=len(filling))
    gone = taken_down_among([one.pair_id for _, one in filling])
    freed = [
        FreedSlot(slot, one.fence, last - place, retire=one.pair_id in gone)
        for place, (slot, one) in enumerate(filling)
    ]
    free_slots(freed, [Slot.State.DONE])
