"""What a campaign keeps: itself with its people and places, links into it, and examples."""

from annotation_server.campaigns.models.campaign import (
    Campaign,
    Consent,
    Membership,
    Slot,
)
from annotation_server.campaigns.models.invitations import Invitation
from annotation_server.campaigns.models.items import GoldItem, TrainingItem
from annotation_server.campaigns.models.worked_examples import WorkedExample

__all__ = [
    "Campaign",
    "Consent",
    "GoldItem",
    "Invitation",
    "Membership",
    "Slot",
    "TrainingItem",
    "WorkedExample",
]
