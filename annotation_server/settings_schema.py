"""Development only: the settings under which docs/openapi.json is written from the code."""

from annotation_server.settings import *
from annotation_server.settings import INSTALLED_APPS, REST_FRAMEWORK

INSTALLED_APPS = [*INSTALLED_APPS, "drf_spectacular"]
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_SCHEMA_CLASS": "annotation_server.core.schema.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "JobState": "annotation_server.core.models.Job.State",
        "VideoState": "annotation_server.catalog.queries.STATES",
        "TakedownState": "annotation_server.catalog.models.Takedown.State",
        "ThingKind": ["prompt", "video", "pair"],
        "AssignmentState": "annotation_server.annotation.models.Assignment.State",
        "LiveState": ["leased", "stage_one"],
        "CampaignState": "annotation_server.campaigns.models.Campaign.State",
        "SteeredState": "annotation_server.campaigns.api.shapes.STATES",
        "InvitationState": "annotation_server.campaigns.models.Invitation.State",
        "CampaignRole": "annotation_server.campaigns.api.shapes.EVERY_ROLE",
        "BatchState": "annotation_server.quality.models.Batch.State",
        "GoldSource": "annotation_server.quality.api.gold.SOURCES",
        "PlanKind": ["fixed", "sequential"],
        "ConsensusMethod": ["majority", "dawid_skene"],
        "TrainingKind": "annotation_server.campaigns.models.TrainingItem.Kind",
        "MemberRole": "annotation_server.campaigns.api.shapes.ROLES",
    },
    "TITLE": "Tandem",
    "DESCRIPTION": "Pairs of generated videos, judged by people in two stages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}
