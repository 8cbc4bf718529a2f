"""What requests and replies about withdrawals and reports look like."""

from typing import Any

from rest_framework import serializers

from annotation_server.annotation.api.shapes import ITEMS
from annotation_server.catalog.models import Takedown
from annotation_server.catalog.queries.takedowns import KINDS
from annotation_server.core.fields import Flag, Input, Text, Whole

LONGEST_REASON = 2000
LARGEST_ID = 2**53


class ReportInput(Input):
    """Of one's own pair: `about` says what of it may be illegal."""

    about = serializers.ListField(
        child=serializers.ChoiceField(["prompt", *ITEMS]), min_length=1, max_length=3
    )
    note = Text(max_length=LONGEST_REASON, allow_blank=True, default="")


class ThingInput(Input):
    kind = serializers.ChoiceField(list(KINDS))
    id = Whole(min_value=1, max_value=LARGEST_ID)


class StaffReportInput(ThingInput):
    note = Text(max_length=LONGEST_REASON, allow_blank=True, default="")


class WithdrawalInput(ThingInput):
    """With `preview` nothing happens, and `effects` say what would."""

    reason = Text(max_length=LONGEST_REASON, allow_blank=True, default="")
    delete_files = Flag(default=False)
    preview = Flag(default=False)


class DecisionInput(Input):
    """About what is held."""

    decision = serializers.ChoiceField(["release", "withdraw"])
    reason = Text(max_length=LONGEST_REASON, allow_blank=True, default="")
    delete_files = Flag(default=False)


class ReportedOutput(serializers.Serializer[Any]):
    message = serializers.CharField()


class EffectsOutput(serializers.Serializer[Any]):
    """`files` are videos whose files would go, if that is asked for."""

    files = serializers.IntegerField()
    pairs = serializers.IntegerField()
    holders = serializers.IntegerField()
    places = serializers.IntegerField()
    answers = serializers.IntegerField()
    campaigns = serializers.IntegerField()


class TakenDownVideoOutput(serializers.Serializer[Any]):
    source_name = serializers.CharField()
    generated_from = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    poster_url = serializers.CharField(allow_null=True)


class TakedownOutput(serializers.Serializer[Any]):
    """`files` is kept, deleting or deleted. The addresses are there while it is only held."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(Takedown.State.choices)
    kind = serializers.ChoiceField(list(KINDS))
    thing = serializers.CharField()
    corpus = serializers.UUIDField()
    corpus_name = serializers.CharField()
    prompt_text = serializers.CharField()
    videos = TakenDownVideoOutput(many=True)
    report = serializers.CharField()
    reported_by = serializers.CharField(allow_null=True)
    reported_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    withdrawn_by = serializers.CharField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    ended_by = serializers.CharField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    files = serializers.ChoiceField(["kept", "deleting", "deleted", "failed"])
    created_at = serializers.DateTimeField()


class WithdrawalOutput(serializers.Serializer[Any]):
    """`takedown` is null in a preview."""

    takedown = TakedownOutput(allow_null=True)
    effects = EffectsOutput()


class TakedownsOutput(serializers.Serializer[Any]):
    """`held` is how many wait for a manager, whatever is listed."""

    results = TakedownOutput(many=True)
    next = serializers.CharField(allow_null=True)
    held = serializers.IntegerField()
