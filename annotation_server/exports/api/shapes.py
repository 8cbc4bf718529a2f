"""Bodies and replies of snapshots on the wire."""

from typing import Any

from rest_framework import serializers

from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.catalog.models import Prompt
from annotation_server.core.fields import Flag, Id, Input, Text, Whole
from annotation_server.exports.formats.cut import USUAL, Options, Seconds
from annotation_server.exports.models import Export

MOST_MEGABYTES = 100_000
MOST_HOURS = 24 * 30
MOST_DAYS = 3_650
MOST_PEOPLE = 1_000


class ExportInput(Input):
    """In which formats a cut is rendered, and how."""

    formats = serializers.ListField(
        child=Text(max_length=20), required=False, default=["jsonl"], min_length=1, max_length=10
    )
    videos = Flag(required=False, default=USUAL.videos)
    originals = Flag(required=False, default=USUAL.originals)
    shard_mb = Whole(required=False, default=USUAL.shard_mb, min_value=0, max_value=MOST_MEGABYTES)
    information_key = Text(max_length=20, required=False, default=USUAL.information_key)
    audience = Text(max_length=40, required=False, default=USUAL.audience)
    seconds = serializers.ChoiceField(choices=[*Seconds], required=False, default=USUAL.seconds)
    notes = Flag(required=False, default=USUAL.notes)


class SnapshotInput(ExportInput):
    """What of a campaign is taken, too; without any of it, everything."""

    since = serializers.DateTimeField(required=False, allow_null=True, default=None)
    until = serializers.DateTimeField(required=False, allow_null=True, default=None)
    prompt_type = serializers.ChoiceField(
        choices=Prompt.Type.choices, required=False, allow_null=True, default=None
    )
    minimum_answers = Whole(required=False, default=1, min_value=1, max_value=100)
    without_annotators = serializers.ListField(
        child=Id(), required=False, default=[], max_length=MOST_PEOPLE
    )
    accepted_only = Flag(required=False, default=False)
    consensus_method = serializers.ChoiceField(
        choices=[*ConsensusMethod], required=False, allow_null=True, default=None
    )


class LinkInput(Input):
    """`name` is that of a finished file; the link is good for so many `hours`."""

    name = Text(max_length=250)
    hours = Whole(required=False, default=24, min_value=1, max_value=MOST_HOURS)


class ExpiryInput(Input):
    """`days` after which finished files are deleted; null keeps them."""

    days = Whole(allow_null=True, min_value=1, max_value=MOST_DAYS)


class LinkOutput(serializers.Serializer[Any]):
    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


class ExpiryOutput(serializers.Serializer[Any]):
    days = serializers.IntegerField(allow_null=True)


class SnapshotProgressOutput(serializers.Serializer[Any]):
    """In rows. `rate` of them a second and `seconds_left` are null while nothing runs."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    seconds_left = serializers.IntegerField(allow_null=True)


class ExportOutput(serializers.Serializer[Any]):
    """One rendering of the cut. `expired_at`: its files are deleted since, by the rule."""

    name = serializers.CharField()
    format = serializers.CharField()
    state = serializers.ChoiceField(choices=Export.State.choices)
    error = serializers.CharField()
    options = serializers.DictField()
    expired_at = serializers.DateTimeField(allow_null=True)


class ExportFileOutput(serializers.Serializer[Any]):
    """`url` is empty of a file that is not there any more; what it was stays on record."""

    name = serializers.CharField()
    format = serializers.CharField()
    rows = serializers.IntegerField(allow_null=True)
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.CharField(allow_blank=True)


class SnapshotOutput(serializers.Serializer[Any]):
    """A cut, how far its exports are, and what in its files was withdrawn since.

    `withdrawn_since` pairs are out of circulation by now, `withdrawn_answers` assignments were
    taken back by their annotators.
    """

    id = serializers.UUIDField()
    campaign = serializers.UUIDField()
    frozen_at = serializers.DateTimeField()
    protocol_sha256 = serializers.CharField()
    filters = serializers.DictField()
    state = serializers.ChoiceField(choices=Export.State.choices)
    error = serializers.CharField()
    notice = serializers.CharField()
    progress = SnapshotProgressOutput()
    exports = ExportOutput(many=True)
    files = ExportFileOutput(many=True)
    report = serializers.DictField()
    withdrawn_since = serializers.IntegerField()
    withdrawn_answers = serializers.IntegerField()


class FormatOutput(serializers.Serializer[Any]):
    """`refusal` says why the campaign's protocol cannot be written so; empty where it can."""

    key = serializers.ChoiceField(choices=Export.Format.choices)
    refusal = serializers.CharField(allow_blank=True)


class SnapshotsOutput(serializers.Serializer[Any]):
    """`kept_days`: after how many days finished files expire; null keeps them."""

    results = SnapshotOutput(many=True)
    formats = FormatOutput(many=True)
    kept_days = serializers.IntegerField(allow_null=True)


class MovedOutput(serializers.Serializer[Any]):
    """How many are only in the other cut, only in this one, in both but different, or the same."""

    added = serializers.IntegerField()
    gone = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()


class ShiftOutput(serializers.Serializer[Any]):
    """A share or an agreement `before` and `after`; null where nothing was decided."""

    question = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)


class ComparisonOutput(serializers.Serializer[Any]):
    assignments = MovedOutput()
    pairs = MovedOutput()
    videos = MovedOutput()
    shares = ShiftOutput(many=True)
    agreement = ShiftOutput(many=True)


def options_of(body: dict[str, Any]) -> Options:
    return Options(**{name: body[name] for name in Options.__dataclass_fields__})
