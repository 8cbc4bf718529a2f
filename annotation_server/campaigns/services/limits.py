"""What an annotator is not to be given: categories they opted out of, or anything sensitive."""

from collections.abc import Iterable

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Membership


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
