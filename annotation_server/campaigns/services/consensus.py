"""How the answers to a campaign are weighed."""

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import ConsensusMethod


@transaction.atomic
def change_consensus_method(campaign: Campaign, method: ConsensusMethod, *, by: User) -> bool:
    """Weigh labels so from now on; snapshots that were taken stay. False if it was so before."""
    own = Campaign.objects.filter(pk=campaign.pk)
    before = own.select_for_update(no_key=True).get().consensus_method
    if before == method:
        return False
    own.update(consensus_method=method)
    record(
        by=by,
        action="consensus_method_changed",
        subject=campaign,
        before=before,
        method=method.value,
    )
    return True
