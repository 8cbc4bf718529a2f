"""What requests and replies about training look like."""

from typing import Any

from rest_framework import serializers

from annotation_server.annotation.api.shapes import AssignmentOutput, ClipOutput, PromptOutput
from annotation_server.campaigns.api.shapes import MemberUserOutput, ProgressOutput
from annotation_server.campaigns.models import TrainingItem
from annotation_server.core.fields import Flag, Input, Text, Whole

KINDS = TrainingItem.Kind.choices
STEPS = ["tutorial", "qualification", "wait", "used_up", "nothing"]


class BeginInput(Input):
    kind = serializers.ChoiceField(KINDS)


class ScoreOutput(serializers.Serializer[Any]):
    right = serializers.IntegerField()
    of = serializers.IntegerField()


class AttemptOutput(serializers.Serializer[Any]):
    """`passed` and `scores`, by question, are of a qualification; null and empty of a tutorial."""

    kind = serializers.ChoiceField(KINDS)
    number = serializers.IntegerField()
    passed = serializers.BooleanField(allow_null=True)
    scores = serializers.DictField(child=ScoreOutput())
    finished_at = serializers.DateTimeField()


class TrainingOutput(serializers.Serializer[Any]):
    """Where the reader stands. `next` is what they can do now; `wait` lasts until `again_at`.

    `attempts` are the finished ones, oldest first; `items` says how many pairs each part has.
    """

    asked = serializers.BooleanField()
    qualified_at = serializers.DateTimeField(allow_null=True)
    next = serializers.ChoiceField(STEPS)
    again_at = serializers.DateTimeField(allow_null=True)
    items = serializers.DictField(child=serializers.IntegerField())
    attempts = AttemptOutput(many=True)
    pass_marks = serializers.DictField(child=serializers.IntegerField())
    most_attempts = serializers.IntegerField(allow_null=True)
    retake_hours = serializers.IntegerField()


class ExplainedOutput(serializers.Serializer[Any]):
    """The right answers, by stage and question, and why they are, by question."""

    keys = serializers.DictField()
    explanations = serializers.DictField(child=serializers.CharField())


class TrialOutput(AssignmentOutput):
    """Like an assignment. `explained` is of a tutorial; a qualification tells nothing."""

    explained = ExplainedOutput(allow_null=True)


class LessonOutput(serializers.Serializer[Any]):
    """What is still to do of an attempt, in its order; empty when it is finished."""

    assignments = TrialOutput(many=True)
    progress = ProgressOutput()


class TrainingPlanInput(Input):
    """`pass_marks` by question in percent. `keep_members` lets those go on who are at work."""

    asks_training = Flag()
    pass_marks = serializers.DictField(child=Whole(min_value=1, max_value=100))
    most_attempts = Whole(min_value=1, max_value=100, allow_null=True)
    retake_hours = Whole(min_value=0, max_value=10_000)
    keep_members = Flag(default=False)


class TrainingItemInput(Input):
    """`answers` of all stages, as an annotator gives them; those in `keyed` are right."""

    pair = Whole(min_value=1, max_value=2**62)
    kind = serializers.ChoiceField(KINDS)
    answers = serializers.DictField()
    keyed = serializers.ListField(child=Text(max_length=64), max_length=100)
    explanations = serializers.DictField(child=Text(max_length=2000), default=dict)


class ShownPairOutput(serializers.Serializer[Any]):
    """A pair as its manager sees it, Video 1 being `video_0`."""

    id = serializers.IntegerField()
    prompt = PromptOutput()
    videos = ClipOutput(many=True)


class TrainingItemOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(KINDS)
    pair = ShownPairOutput()
    answers = serializers.DictField()
    keyed = serializers.ListField(child=serializers.CharField())
    explanations = serializers.DictField(child=serializers.CharField())


class TraineeOutput(serializers.Serializer[Any]):
    """`id` is of the membership; `attempts` are finished, oldest first."""

    id = serializers.IntegerField()
    user = MemberUserOutput()
    qualified_at = serializers.DateTimeField(allow_null=True)
    finished = serializers.IntegerField()
    attempts = AttemptOutput(many=True)


class TrainingPlanOutput(serializers.Serializer[Any]):
    asks_training = serializers.BooleanField()
    pass_marks = serializers.DictField(child=serializers.IntegerField())
    most_attempts = serializers.IntegerField(allow_null=True)
    retake_hours = serializers.IntegerField()
    items = TrainingItemOutput(many=True)
    people = TraineeOutput(many=True)


class PairsOutput(serializers.Serializer[Any]):
    results = ShownPairOutput(many=True)
    next = serializers.CharField(allow_null=True)


class QualificationInput(Input):
    qualified = Flag()
