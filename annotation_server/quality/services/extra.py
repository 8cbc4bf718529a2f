"""More answers where they are worth most, and no more of them."""

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.campaigns.services import add_slots, retire_these
from annotation_server.core.errors import ConflictError
from annotation_server.quality.models import ExtraPlaces
from annotation_server.quality.queries.extra import offer


@transaction.atomic
def add_where_worth(campaign: Campaign, most: int, each: int, *, by: User) -> ExtraPlaces:
    """Add `each` places to up to `most` pairs with the most to gain.

    Raises ConflictError `nothing_to_gain`.
    """
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    found = offer(locked, most, each)
    places = add_slots(locked, list(found.pairs), each, by=by) if found.pairs else 0
    if not places:
        raise ConflictError(
            "By the latest figures no finished pair gains by more answers. Wait for the next ones, "
            "or choose more answers a pair.",
            code="nothing_to_gain",
        )
    free = locked.slots.filter(pair__in=found.pairs, state=Slot.State.FREE)
    extra = ExtraPlaces.objects.create(
        campaign=locked,
        pairs=list(found.pairs),
        slots=list(free.values_list("pk", flat=True)),  # nothing else of these pairs was open
        each=each,
        places=places,
        gain=found.gain,
        added_by=by,
    )
    record(
        by=by,
        action="answers_added_where_worth",
        subject=locked,
        extra=extra.pk,
        pairs=len(found.pairs),
        places=places,
        gain=round(found.gain, 4),
    )
    extra.refresh_from_db()
    return extra


@transaction.atomic
def undo_extra(extra: ExtraPlaces, *, by: User) -> int:
    """Retire those of the places that nobody has taken; answers and held ones stay.

    So do places that the campaign's overlap asks for, also if it was raised since. Returns how many
    retired. The same again does nothing.
    """
    rows = ExtraPlaces.objects.select_for_update().filter(pk=extra.pk, undone_at=None)
    if not rows.update(undone_at=Now(), undone_by=by):
        return 0
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=extra.campaign_id)
    retired = retire_these(campaign, extra.slots)
    record(
        by=by, action="extra_answers_undone", subject=extra.campaign, extra=extra.pk, places=retired
    )
    return retired
