"""How the answers of a campaign are weighed, and the figures that follow."""

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.campaigns.services import change_consensus_method
from annotation_server.quality.services.figures import request_figures


@transaction.atomic
def change_method(campaign: Campaign, method: ConsensusMethod, *, by: User) -> None:
    """Weigh labels so from now on, and have the figures computed by it.

    The same method again does nothing.
    """
    if change_consensus_method(campaign, method, by=by):
        request_figures(campaign)
