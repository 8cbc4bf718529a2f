"""What a campaign keeps: itself with its people and places, and the links into it."""

from annotation_server.campaigns.models.campaign import (
    Campaign,
    Consent,
    GoldItem,
    Membership,
    Slot,
    TrainingItem,
)
from annotation_server.campaigns.models.invitations import Invitation

__all__ = [
    "Campaign",
    "Consent",
    "GoldItem",
    "Invitation",
    "Membership",
    "Slot",
    "TrainingItem",
]
