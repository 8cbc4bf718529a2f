"""What requests and replies about inspections look like."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from annotation_server.annotation.api.shapes import AssignmentOutput
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.core.fields import Input, Text, Whole
from annotation_server.quality.api.shapes import EventOutput, ShownVideoOutput
from annotation_server.quality.api.typed import described
from annotation_server.quality.models import Batch, InspectedItem
from annotation_server.quality.rules.differences import Compared
from annotation_server.quality.rules.sampling import (
    CurvePoint,
    FixedPlan,
    Plan,
    SequentialPlan,
)

FIXED = ("sample", "most_faults")
SEQUENTIAL = ("good", "bad", "producer_risk", "consumer_risk", "most")
LARGEST = 100_000


class Share(serializers.FloatField):
    """A number between 0 and 1, and no text that looks like one."""

    default_error_messages = {"invalid": "This must be a number without quotes."}

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)


class PlanInput(Input):
    """`fixed` takes `sample` and `most_faults`; `sequential` (Wald's test) takes the others."""

    kind = serializers.ChoiceField(["fixed", "sequential"])
    sample = Whole(required=False, min_value=1, max_value=LARGEST)
    most_faults = Whole(required=False, min_value=0, max_value=LARGEST)
    good = Share(required=False, min_value=0, max_value=1)
    bad = Share(required=False, min_value=0, max_value=1)
    producer_risk = Share(required=False, min_value=0, max_value=1)
    consumer_risk = Share(required=False, min_value=0, max_value=1)
    most = Whole(required=False, min_value=1, max_value=LARGEST)


class CurveInput(PlanInput):
    items = Whole(min_value=1, max_value=LARGEST)


def plan_in(body: Mapping[str, Any]) -> Plan:
    """The plan of a checked body. Raises InvalidError for one that lacks a number."""
    said = body["plan"]
    names = FIXED if said["kind"] == "fixed" else SEQUENTIAL
    missing = [name for name in names if name not in said]
    if missing:
        message = f"A {said['kind']} plan needs {', '.join(missing)}."
        raise InvalidError(
            message, fields=[FieldProblem(f"plan.{name}", "required", message) for name in missing]
        )
    values = {name: said[name] for name in names}
    return FixedPlan(**values) if said["kind"] == "fixed" else SequentialPlan(**values)


class BatchInput(Input):
    annotator = serializers.UUIDField()
    day = Text(max_length=10)
    plan = PlanInput()


class InspectionInput(Input):
    plan = PlanInput()


class VerdictInput(Input):
    """`note` says what is wrong; the annotator reads it if the item is the example."""

    verdict = serializers.ChoiceField(InspectedItem.Verdict.values)
    note = Text(max_length=2000, allow_blank=True, default="")


class BatchDecisionInput(Input):
    """`reason` is for the annotator when work goes back; `example` is an item of the sample."""

    decision = serializers.ChoiceField(["accept", "return", "exclude"])
    reason = Text(max_length=2000, allow_blank=True, default="")
    example = Whole(allow_null=True, default=None, min_value=1, max_value=LARGEST)


class UninspectedOutput(serializers.Serializer[Any]):
    """Work of a day (UTC) that is in no batch; `annotator_name` is empty for reviewers."""

    annotator = serializers.UUIDField()
    annotator_name = serializers.CharField()
    day = serializers.DateField()
    items = serializers.IntegerField()


class PlanOutput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["fixed", "sequential"])
    sample = serializers.IntegerField(required=False)
    most_faults = serializers.IntegerField(required=False)
    good = serializers.FloatField(required=False)
    bad = serializers.FloatField(required=False)
    producer_risk = serializers.FloatField(required=False)
    consumer_risk = serializers.FloatField(required=False)
    most = serializers.IntegerField(required=False)


class BatchRowOutput(serializers.Serializer[Any]):
    """`waiting` rounds are with the annotator; `judged` of `sample` items were inspected."""

    id = serializers.UUIDField()
    annotator = serializers.UUIDField()
    annotator_name = serializers.CharField()
    day = serializers.DateField()
    state = serializers.ChoiceField(choices=Batch.State.choices)
    inspection = serializers.IntegerField()
    items = serializers.IntegerField()
    waiting = serializers.IntegerField()
    sample = serializers.IntegerField()
    judged = serializers.IntegerField()
    faults = serializers.IntegerField()


class BatchesOutput(serializers.Serializer[Any]):
    uninspected = UninspectedOutput(many=True)
    batches = BatchRowOutput(many=True)


class ComparedOutput(described(Compared)):  # type: ignore[misc]  # made from the dataclass
    differs = serializers.BooleanField()


class ItemOutput(serializers.Serializer[Any]):
    """`answers` and `notes_of_annotator` are shown when the reviewer has judged the pair alone."""

    place = serializers.IntegerField()
    pair = serializers.IntegerField()
    prompt = serializers.CharField()
    sensitive = serializers.BooleanField()
    is_answered = serializers.BooleanField()
    is_passed_over = serializers.BooleanField()
    verdict = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    notes_of_annotator = serializers.ListField(child=serializers.CharField())
    videos = ShownVideoOutput(many=True)
    answers = ComparedOutput(many=True)


class RepliedOutput(serializers.Serializer[Any]):
    """What was written when the batch went back, and what the annotator replied."""

    reason = serializers.CharField()
    sent_at = serializers.DateTimeField()
    reply = serializers.CharField(allow_blank=True)
    replied_at = serializers.DateTimeField(allow_null=True)


class BatchOutput(BatchRowOutput):
    """`advice` is what follows from the plan by now; the reviewer decides."""

    campaign = serializers.UUIDField()
    plan = PlanOutput()
    reason = serializers.CharField(allow_blank=True)
    opened_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    advice = serializers.ChoiceField(["accept", "return"], allow_null=True)
    is_due = serializers.BooleanField()
    can_be_decided = serializers.BooleanField()
    inspected = ItemOutput(many=True)
    returned = RepliedOutput(many=True)
    curve = described(CurvePoint)(many=True)
    events = EventOutput(many=True)


class BatchQueueOutput(serializers.Serializer[Any]):
    """`place` is the item's in the sample; `assignment` is null when it was judged before."""

    place = serializers.IntegerField(allow_null=True)
    assignment = AssignmentOutput(allow_null=True)


class CurveOutput(serializers.Serializer[Any]):
    points = described(CurvePoint)(many=True)
