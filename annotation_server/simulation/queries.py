"""What the crowd reads beside the API: which pair an assignment is, which the page never tells."""

import uuid
from collections.abc import Iterable

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import places
from annotation_server.catalog.models import Pair


def pairs_of(assignments: Iterable[uuid.UUID]) -> dict[str, str]:
    """The pair_id of each assignment, by its id as the API writes it."""
    rows = Assignment.objects.filter(pk__in=list(assignments)).values_list("pk", "pair__pair_id")
    return {str(key): pair or "" for key, pair in rows}


def pair_ids_of(campaign: Campaign) -> set[str]:
    slots = campaign.slots.order_by().values("pair")
    found = Pair.objects.filter(pk__in=slots).values_list("pair_id", flat=True)
    return {pair for pair in found if pair}


def open_places(campaign: Campaign) -> int:
    """How many answers the campaign still waits for."""
    found = places([campaign]).get(campaign.pk)
    return found.open_slots if found else 0


def known_user(name: str) -> User | None:
    return User.objects.filter(identity__name__iexact=name).first()
