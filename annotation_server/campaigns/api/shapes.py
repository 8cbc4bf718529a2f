"""What requests and replies about campaigns look like."""

from typing import Any

from rest_framework import serializers

from annotation_server.accounts.services import LONGEST_NAME
from annotation_server.campaigns.models import Campaign, Invitation, Membership
from annotation_server.campaigns.rules import LARGEST_SEED
from annotation_server.campaigns.services import MOST_HOURS, MOST_USES
from annotation_server.core.fields import Amount, Flag, Input, Text, WebAddress, Whole

STATES = [Campaign.State.OPEN.value, Campaign.State.PAUSED.value, Campaign.State.CLOSED.value]
ROLES = [role.value for role in Membership.Role]
EVERY_ROLE = [*ROLES, "manager"]


class CampaignInput(Input):
    """`corpus` and `protocol` by name (or id, or key); without `seed` one is drawn and stored.

    Without `asks_consent` it is asked for if a pair is sensitive.
    """

    name = Text(max_length=120)
    corpus = Text(max_length=120)
    protocol = Text(max_length=64)
    overlap = Whole()
    seed = Whole(required=False, min_value=0, max_value=LARGEST_SEED)
    open_to_all_annotators = Flag(default=False)
    asks_consent = Flag(required=False)
    guidelines = Text(default="", allow_blank=True, max_length=100_000, trim_whitespace=False)


class StateInput(Input):
    state = serializers.ChoiceField(STATES)


class OverlapInput(Input):
    overlap = Whole()


class GuidelinesInput(Input):
    guidelines = Text(allow_blank=True, max_length=100_000, trim_whitespace=False)


class CareInput(Input):
    """How a campaign cares for its annotators; null is no limit. `support` is Markdown."""

    asks_consent = Flag()
    sensitive_per_hour = Whole(min_value=0, max_value=1000, allow_null=True)
    sensitive_per_day = Whole(min_value=0, max_value=1000, allow_null=True)
    neutral_share = Whole(min_value=0, max_value=90)
    session_minutes = Whole(min_value=1, max_value=1440, allow_null=True)
    break_minutes = Whole(min_value=1, max_value=720)
    support = Text(allow_blank=True, max_length=20_000, trim_whitespace=False)


class TermsInput(Input):
    """`rate` is paid a pair; null is no limit. `completion_url` is a web address, or empty."""

    rate = Amount(max_digits=8, decimal_places=4, min_value=0)
    currency = Text(max_length=3, allow_blank=True)
    session_size = Whole(min_value=1, max_value=10_000)
    max_per_annotator = Whole(min_value=1, max_value=10**9, allow_null=True)
    completion_url = WebAddress(allow_blank=True)
    completion_code = Text(max_length=100, allow_blank=True)


class MemberInput(Input):
    user = Text(max_length=80)
    role = serializers.ChoiceField(ROLES)


class InvitationInput(Input):
    """A link that lets `most_uses` people in within `hours`."""

    role = serializers.ChoiceField(ROLES)
    most_uses = Whole(min_value=1, max_value=MOST_USES)
    hours = Whole(min_value=1, max_value=MOST_HOURS)


class TokenInput(Input):
    """What stands behind the # of the link."""

    token = Text(max_length=200)


class NewAccountInput(TokenInput):
    name = Text(max_length=LONGEST_NAME)
    password = Text(max_length=1000, trim_whitespace=False)


class CampaignRowOutput(serializers.Serializer[Any]):
    """`finished` is the reader's own; `open_slots` and `paired` are for staff, else null."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    state = serializers.ChoiceField(Campaign.State.choices)
    role = serializers.ChoiceField(EVERY_ROLE)
    overlap = serializers.IntegerField()
    finished = serializers.IntegerField()
    open_slots = serializers.IntegerField(allow_null=True)
    paired = serializers.IntegerField(allow_null=True)


class CampaignsOutput(serializers.Serializer[Any]):
    results = CampaignRowOutput(many=True)


class CampaignProtocolOutput(serializers.Serializer[Any]):
    """`definition` is described in docs/protocols.md."""

    key = serializers.CharField()
    title = serializers.CharField()
    sha256 = serializers.CharField()
    definition = serializers.DictField()


class ProgressOutput(serializers.Serializer[Any]):
    """Pairs this annotator finished: in all, and in the present run of `session_size` pairs."""

    finished = serializers.IntegerField()
    session_finished = serializers.IntegerField()
    session_size = serializers.IntegerField()


class CareOutput(serializers.Serializer[Any]):
    """`neutral_share` in percent of a day's pairs; null is no limit; `support` is Markdown."""

    asks_consent = serializers.BooleanField()
    sensitive_per_hour = serializers.IntegerField(allow_null=True)
    sensitive_per_day = serializers.IntegerField(allow_null=True)
    neutral_share = serializers.IntegerField()
    session_minutes = serializers.IntegerField(allow_null=True)
    break_minutes = serializers.IntegerField()
    support = serializers.CharField()


class TermsOutput(serializers.Serializer[Any]):
    rate = serializers.CharField()
    currency = serializers.CharField()
    session_size = serializers.IntegerField()
    max_per_annotator = serializers.IntegerField(allow_null=True)
    completion_url = serializers.CharField()
    completion_code = serializers.CharField()


class CampaignOutput(CampaignRowOutput):
    """`corpus`, `seed` and `terms` are for managers, else null."""

    guidelines = serializers.CharField()
    session_size = serializers.IntegerField()
    open_to_all_annotators = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    corpus = serializers.CharField(allow_null=True)
    corpus_id = serializers.UUIDField(allow_null=True)
    seed = serializers.IntegerField(allow_null=True)
    protocol = CampaignProtocolOutput()
    progress = ProgressOutput()
    care = CareOutput()
    terms = TermsOutput(allow_null=True)


class MemberUserOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class MemberOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    user = MemberUserOutput()
    role = serializers.ChoiceField(ROLES)
    finished = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class MembersOutput(serializers.Serializer[Any]):
    results = MemberOutput(many=True)


class InvitationOutput(serializers.Serializer[Any]):
    """`people` came by it; some of them may have been taken out since."""

    id = serializers.UUIDField()
    role = serializers.ChoiceField(ROLES)
    state = serializers.ChoiceField(Invitation.State.choices)
    most_uses = serializers.IntegerField()
    uses = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    people = MemberUserOutput(many=True)


class InvitationsOutput(serializers.Serializer[Any]):
    results = InvitationOutput(many=True)


class NewInvitationOutput(InvitationOutput):
    """`token` is told this once; the link is `/join#` and the token."""

    token = serializers.CharField()


class NamedCampaignOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class JoinedOutput(serializers.Serializer[Any]):
    campaign = NamedCampaignOutput()
    role = serializers.ChoiceField(ROLES)


class InvitedOutput(JoinedOutput):
    """`role` is what one would become, or is already if `is_in`."""

    is_in = serializers.BooleanField()
    expires_at = serializers.DateTimeField()
