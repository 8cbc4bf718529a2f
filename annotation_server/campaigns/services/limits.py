"""What is not to be given: by an annotator's opt-outs, and by a campaign's care for all of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, Membership

CARE = (
    "asks_consent",
    "sensitive_per_hour",
    "sensitive_per_day",
    "neutral_share",
    "session_minutes",
    "break_minutes",
    "support",
)


@transaction.atomic
def change_care(campaign: Campaign, care: Mapping[str, Any], *, by: User | None) -> None:
    """Set all of CARE: consent, budget of sensitive pairs, breaks, support. Holds from now on."""
    Campaign.objects.filter(pk=campaign.pk).update(**{name: care[name] for name in CARE})
    told = {name: care[name] for name in CARE if name != "support"}
    record(by=by, action="care_changed", subject=campaign, **told)


@transaction.atomic
def change_limits(
    membership: Membership, *, opt_outs: Iterable[str], neutral_only: bool, by: User | None
) -> Membership:
    """Holds from the next claim on; what they have stays with them.

    Places that the old limits passed over are looked at again, from the first of the order.
    """
    locked = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    locked.opt_outs, locked.neutral_only = sorted(set(opt_outs)), neutral_only
    locked.cursor, locked.second_look, locked.nothing_left_at = -1, False, None
    locked.save(
        update_fields=["opt_outs", "neutral_only", "cursor", "second_look", "nothing_left_at"]
    )
    record(
        by=by,
        action="limits_changed",
        subject=locked,
        opt_outs=len(locked.opt_outs),
        neutral_only=neutral_only,
    )
    return locked
