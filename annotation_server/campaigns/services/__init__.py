"""What a manager does with a campaign and its places. Each subject has its own module."""

from annotation_server.campaigns.services.campaigns import (
    MOST_OVERLAP,
    Plan,
    add_new_pairs,
    change_guidelines,
    change_overlap,
    change_state,
    enrol,
    open_campaign,
    plan_from,
    seed_of,
    take_in_new_pairs,
)
from annotation_server.campaigns.services.gold import add_gold, change_gold_share, retire_gold
from annotation_server.campaigns.services.limits import CARE, change_care, change_limits
from annotation_server.campaigns.services.slots import (
    add_slots,
    lock_campaigns_of,
    offer_again,
    open_slots_up_to,
    reopen_places_of,
    retire_free_slots,
    retire_places_of,
    retire_slots,
    slots_changed,
)

__all__ = [
    "CARE",
    "MOST_OVERLAP",
    "Plan",
    "add_gold",
    "add_new_pairs",
    "add_slots",
    "change_care",
    "change_gold_share",
    "change_guidelines",
    "change_limits",
    "change_overlap",
    "change_state",
    "enrol",
    "lock_campaigns_of",
    "offer_again",
    "open_campaign",
    "open_slots_up_to",
    "plan_from",
    "reopen_places_of",
    "retire_free_slots",
    "retire_gold",
    "retire_places_of",
    "retire_slots",
    "seed_of",
    "slots_changed",
    "take_in_new_pairs",
]
