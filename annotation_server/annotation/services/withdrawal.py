"""An annotator withdraws: what they answered leaves whatever is made later, and their name goes.

Their judgements stay stored under an id that says nothing, as earlier snapshots hold them.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now

from annotation_server.accounts.models import User
from annotation_server.accounts.services import erase_identity
from annotation_server.annotation.models import Assignment
from annotation_server.annotation.queries import LIVE
from annotation_server.annotation.queries.traces import Traces, places_of, traced, traces_of
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, Membership, Slot
from annotation_server.campaigns.services import FreedSlot, free_slots, offer_again, slots_changed
from annotation_server.catalog.queries.takedowns import taken_down_pairs


@transaction.atomic
def withdraw_annotator(person: User, *, by: User | None) -> Traces:
    """Mark all their work `withdrawn`, free its places, erase who they are. Nothing undoes it.

    What is finished stays paid; what was only held is not. Returns what was theirs; the same again
    finds nothing more.
    Raises ConflictError for oneself and for a manager.

    Rows are locked in the order of every other service: memberships, assignments, campaigns, slots.
    """
    traces = traces_of(person)
    members = Membership.objects.filter(user=person).order_by("pk")
    list(members.select_for_update(of=("self",)).values_list("pk"))
    theirs = traced(person)
    list(theirs.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    for campaign in Campaign.objects.filter(assignments__in=theirs).distinct().order_by("pk"):
        _free_places(campaign, theirs.filter(campaign=campaign))
    theirs.filter(state__in=LIVE).update(rate=0)
    theirs.update(
        state=Assignment.State.WITHDRAWN,
        skip_reason="",
        note="",
        finished_at=Coalesce("finished_at", Now()),
    )
    members.update(left_at=Coalesce("left_at", Now()))
    erase_identity(person, by=by)
    record(
        by=by,
        action="annotator_withdrawn",
        subject=person,
        answers=traces.answers,
        places=traces.places,
        campaigns=traces.campaigns,
    )
    return traces


def _free_places(campaign: Campaign, theirs: QuerySet[Assignment]) -> None:
    """Give the places that their work fills or holds to others; of what is taken down, retire."""
    places = list(places_of(theirs))
    pairs = sorted({slot.pair_id for slot in places})
    if not pairs:
        return
    number = slots_changed(campaign.pk)
    taken_down = taken_down_pairs(campaign.corpus_id).filter(pk__in=pairs)
    gone = set(taken_down.values_list("pk", flat=True))
    freed = [FreedSlot(slot.pk, slot.fence, number, slot.pair_id in gone) for slot in places]
    free_slots(freed, [Slot.State.DONE, Slot.State.HELD, Slot.State.FREE])
    offer_again(campaign.pk, pairs)
