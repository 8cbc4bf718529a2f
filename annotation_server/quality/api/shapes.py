"""What replies of the dashboard look like. The figures are those of the rules, field by field."""

from typing import Any

from rest_framework import serializers

from annotation_server.annotation.models import Assignment
from annotation_server.core.fields import Input, Text
from annotation_server.core.models import Job
from annotation_server.quality.api.typed import described
from annotation_server.quality.queries.dashboard import Hour, Standing, Version
from annotation_server.quality.queries.judges import JudgeRow
from annotation_server.quality.rules.annotators import Portrait
from annotation_server.quality.rules.figures import Figures, Shares
from annotation_server.quality.rules.forecast import Forecast
from annotation_server.quality.rules.judges import JudgeFigures
from annotation_server.quality.services import Taken


class DashboardOutput(serializers.Serializer[Any]):
    """`counts` are by question and answer; `counted_at` is when they were last brought up.

    `versions` are the campaigns that ask a version of the same protocol about the same videos.
    """

    progress = described(Standing)()
    states = serializers.DictField(child=serializers.IntegerField())
    annotators = serializers.IntegerField()
    spent = serializers.FloatField()
    committed = serializers.FloatField()
    hours = described(Hour)(many=True)
    forecast = described(Forecast)()
    counts = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    counted_at = serializers.DateTimeField(allow_null=True)
    needs = serializers.DictField(child=serializers.IntegerField())
    figures_as_of = serializers.DateTimeField(allow_null=True)
    versions = described(Version)(many=True)


class PortraitOutput(described(Portrait)):  # type: ignore[misc]  # made from the dataclass
    """`name` is empty for reviewers."""

    annotator = serializers.UUIDField()
    name = serializers.CharField()
    is_small = serializers.BooleanField()


class AllFiguresOutput(described(Figures)):  # type: ignore[misc]  # made from the dataclass
    annotators = PortraitOutput(many=True)
    unsafe_prompts = described(Shares)(allow_null=True)
    judges = described(JudgeFigures)(allow_null=True)


class ReportOutput(serializers.Serializer[Any]):
    """`state` is that of the computation; the figures are the latest that there are."""

    state = serializers.ChoiceField(choices=Job.State.choices, allow_null=True)
    error = serializers.CharField()
    as_of = serializers.DateTimeField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True)
    figures = AllFiguresOutput(allow_null=True)


class RequestedOutput(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Job.State.choices)


class ShownVideoOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    video_id = serializers.CharField(allow_null=True)
    generator = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    poster_url = serializers.CharField(allow_null=True)


class JudgementOutput(serializers.Serializer[Any]):
    stage = serializers.CharField()
    answers = serializers.DictField()
    active_ms = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()


class AnswerRowOutput(serializers.Serializer[Any]):
    """`left` is the video that was shown on the left; `annotator_name` is empty for reviewers."""

    id = serializers.UUIDField()
    pair = serializers.IntegerField()
    pair_id = serializers.CharField(allow_null=True)
    prompt = serializers.CharField()
    sensitive = serializers.BooleanField()
    annotator = serializers.UUIDField()
    annotator_name = serializers.CharField()
    purpose = serializers.ChoiceField(choices=Assignment.Purpose.choices)
    state = serializers.ChoiceField(choices=Assignment.State.choices)
    round = serializers.IntegerField()
    left = serializers.CharField()
    skip_reason = serializers.CharField()
    note = serializers.CharField()
    claimed_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    judgements = JudgementOutput(many=True)


class AnswerRowsOutput(serializers.Serializer[Any]):
    results = AnswerRowOutput(many=True)
    next = serializers.CharField(allow_null=True)


class AdjudicationInput(Input):
    """Answers by question, as an annotator gives them; what is left out stays the majority's."""

    answers = serializers.JSONField()
    reason = Text(max_length=2000, allow_blank=True, default="")


class AdjudicationOutput(serializers.Serializer[Any]):
    answers = serializers.DictField()
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField()


class EventOutput(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    action = serializers.CharField()
    details = serializers.DictField()


class PairHistoryOutput(serializers.Serializer[Any]):
    pair = serializers.IntegerField()
    pair_id = serializers.CharField(allow_null=True)
    prompt = serializers.CharField()
    prompt_type = serializers.CharField()
    sensitive = serializers.BooleanField()
    origin = serializers.CharField()
    withdrawn = serializers.BooleanField()
    videos = ShownVideoOutput(many=True)
    assignments = AnswerRowOutput(many=True)
    decision = AdjudicationOutput(allow_null=True)
    events = EventOutput(many=True)


class JudgementsInput(serializers.Serializer[Any]):
    """Sent as multipart/form-data; `file` has one JSON object a line."""

    file = serializers.FileField()


class JudgesOutput(serializers.Serializer[Any]):
    results = described(JudgeRow)(many=True)


TakenOutput = described(Taken)
