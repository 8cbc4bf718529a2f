"""The terms of work: what a pair is paid, how many somebody may do, what they get at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, Membership

TERMS = (
    "rate",
    "currency",
    "session_size",
    "max_per_annotator",
    "completion_url",
    "completion_code",
)


@dataclass(frozen=True, slots=True)
class Done:
    """How much somebody has done of what they may do; `left` is None without a limit."""

    left: int | None
    is_complete: bool


@transaction.atomic
def change_terms(campaign: Campaign, terms: Mapping[str, Any], *, by: User | None) -> None:
    """Set all of TERMS. A new rate holds for pairs that are given out from now on."""
    Campaign.objects.filter(pk=campaign.pk).update(**{name: terms[name] for name in TERMS})
    told = {name: str(terms[name]) for name in TERMS if name != "completion_code"}
    record(by=by, action="terms_changed", subject=campaign, **told)


def done_of(campaign: Campaign, mine: Membership | None) -> Done:
    """Complete is who reached the campaign's limit, or has nothing left to do in it."""
    finished = mine.finished if mine else 0
    most = campaign.max_per_annotator
    left = None if most is None else max(0, most - finished)
    nothing_left = mine is not None and mine.nothing_left_at == campaign.slots_changed
    is_over = campaign.state == Campaign.State.CLOSED or nothing_left
    return Done(left, left == 0 or (finished > 0 and is_over))
