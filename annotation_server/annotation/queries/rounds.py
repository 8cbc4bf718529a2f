"""Locks the finished work of one annotator, for what staff do with all of it."""

import uuid
from collections.abc import Iterable

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Membership


def lock_membership(campaign_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """What one annotator does, and what is done with their work, waits until the end of this."""
    members = Membership.objects.select_for_update(of=("self",)).values_list("pk")
    members.filter(user=user_id, campaign=campaign_id).first()


def locked_work(work: Iterable[uuid.UUID]) -> list[Assignment]:
    """One annotator's finished assignments among these, locked in the order of every service."""
    wanted = Assignment.objects.filter(pk__in=list(work)).order_by("pk")
    first = wanted.first()
    if first is None:
        return []
    lock_membership(first.campaign_id, first.annotator_id)
    locked = list(wanted.select_related("annotator", "campaign").select_for_update(of=("self",)))
    finished = {Assignment.State.COMPLETE, Assignment.State.SURPLUS}
    return [one for one in locked if one.state in finished]
