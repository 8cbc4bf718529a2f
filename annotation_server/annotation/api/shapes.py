"""What requests and replies of the workspace look like."""

from typing import Any

from rest_framework import serializers

from annotation_server.annotation.models import Assignment
from annotation_server.annotation.services.queue import MOST_HELD
from annotation_server.campaigns.api.shapes import ProgressOutput
from annotation_server.core.fields import Flag, Input, Text, Whole
from annotation_server.protocol.rules.definition import SkipReason

VERSION = 1
MOST_INTERVALS = 2000
LONGEST = 2**53
ITEMS = ["video_0", "video_1"]


class QueueInput(Input):
    hold = Whole(min_value=1, max_value=MOST_HELD)


class SeenInput(Input):
    """What was really played of one video: intervals of its own time in microseconds.

    `enough`: the annotator had seen enough of a sensitive clip; `broken`: it did not play.
    """

    intervals = serializers.ListField(
        child=serializers.ListField(
            child=Whole(min_value=0, max_value=LONGEST), min_length=2, max_length=2
        ),
        max_length=MOST_INTERVALS,
    )
    plays = Whole(min_value=0, max_value=LONGEST)
    enough = Flag(default=False)
    broken = Flag(default=False)


class TimingInput(Input):
    """Milliseconds: with the page in sight and in use, and in all."""

    active_ms = Whole(min_value=0, max_value=LONGEST)
    total_ms = Whole(min_value=0, max_value=LONGEST)


class ViewInput(Input):
    """How a pair was looked at: behind a veil that is lifted once or while a key is held."""

    veil = serializers.ChoiceField(["none", "toggle", "hold"])
    grey = Flag()
    small = Flag()
    muted = Flag()


class SeenVideosInput(Input):
    video_0 = SeenInput(required=False)
    video_1 = SeenInput(required=False)


class StageInput(Input):
    """One stage's answers. `version` is of this body; the previous one is accepted too.

    What the page observed, in `seen` and `timing`, is believed as far as the server's times allow.
    `view` is how the annotator chose to look; `note` is for the reviewer.
    """

    version = Whole(min_value=VERSION, max_value=VERSION)
    answers = serializers.JSONField()
    seen = SeenVideosInput(default=dict)
    timing = TimingInput(required=False)
    view = ViewInput(required=False)
    locale = Text(max_length=12, default="en")
    note = Text(max_length=2000, allow_blank=True, default="")


class ReplyInput(Input):
    text = Text(max_length=2000)


class SkipInput(Input):
    """`reason` is one of those that the protocol has."""

    reason = serializers.ChoiceField([reason.value for reason in SkipReason])
    note = Text(max_length=2000, allow_blank=True, default="")


class PromptOutput(serializers.Serializer[Any]):
    text = serializers.CharField()
    type = serializers.CharField()
    sensitive = serializers.BooleanField()
    categories = serializers.ListField(child=serializers.CharField())


class ClipOutput(serializers.Serializer[Any]):
    """`slot` names the video in answers; `label` is the number shown, 1 is on the left."""

    slot = serializers.ChoiceField(ITEMS)
    label = serializers.IntegerField()  # type: ignore[assignment]  # the name on the wire
    url = serializers.CharField()
    poster_url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    duration_us = serializers.IntegerField()
    frame_times_us = serializers.ListField(child=serializers.IntegerField())


class DifferenceOutput(serializers.Serializer[Any]):
    """One answer in question; `item` is the video it is about, empty for both together."""

    question = serializers.CharField()
    item = serializers.CharField(allow_blank=True)
    answer = serializers.JSONField()


class ExampleOutput(serializers.Serializer[Any]):
    """One pair of the work; its prompt is empty when it is sensitive. `left` was on the left."""

    prompt = serializers.CharField(allow_blank=True)
    left = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    answers = DifferenceOutput(many=True)


class FeedbackOutput(serializers.Serializer[Any]):
    """What a reviewer wrote of work that came back, and the annotator's one `reply`, or nothing."""

    reason = serializers.CharField(allow_blank=True)
    example = ExampleOutput(allow_null=True)
    reply = serializers.CharField(allow_blank=True)


class AssignmentOutput(serializers.Serializer[Any]):
    """`stage` is the one to do now; `answers` are those of the stages before it.

    `note` is what a reviewer wrote who sent the pair back; empty in round 0.
    """

    id = serializers.UUIDField()
    state = serializers.ChoiceField(["leased", "stage_one"])
    stage = serializers.CharField()
    round = serializers.IntegerField()
    note = serializers.CharField()
    feedback = FeedbackOutput(allow_null=True)
    prompt = PromptOutput()
    videos = ClipOutput(many=True)
    lease_seconds = serializers.IntegerField()
    answers = serializers.DictField()


class RestOutput(serializers.Serializer[Any]):
    """A break: `session` after long work, `sensitive` when enough was looked at."""

    until = serializers.DateTimeField()
    reason = serializers.ChoiceField(["session", "sensitive"])


class CompletionOutput(serializers.Serializer[Any]):
    """What to hand in elsewhere when everything is done."""

    url = serializers.CharField()
    code = serializers.CharField()


class QueueOutput(serializers.Serializer[Any]):
    """`must_qualify`: the training is asked for since; what is held may be finished first.

    `only_sensitive`: pairs are left, but the campaign gives them between neutral ones only.
    """

    assignments = AssignmentOutput(many=True)
    progress = ProgressOutput()
    nothing_left = serializers.BooleanField()
    rest = RestOutput(allow_null=True)
    must_qualify = serializers.BooleanField()
    only_sensitive = serializers.BooleanField()
    completion = CompletionOutput(allow_null=True)
    message = serializers.CharField()


class OutcomeOutput(serializers.Serializer[Any]):
    """`stage` is the one to do next, null when the pair is finished."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(Assignment.State.choices)
    stage = serializers.CharField(allow_null=True)


class LeftOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(Assignment.State.choices)


class PastPromptOutput(serializers.Serializer[Any]):
    text = serializers.CharField()
    sensitive = serializers.BooleanField()


class PastVideoOutput(serializers.Serializer[Any]):
    slot = serializers.ChoiceField(ITEMS)
    label = serializers.IntegerField()  # type: ignore[assignment]  # the name on the wire
    poster_url = serializers.CharField()


class PastOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(Assignment.State.choices)
    round = serializers.IntegerField()
    finished_at = serializers.DateTimeField()
    withdrawn = serializers.BooleanField()
    prompt = PastPromptOutput()
    videos = PastVideoOutput(many=True)
    answers = serializers.DictField()


class HistoryOutput(serializers.Serializer[Any]):
    results = PastOutput(many=True)
    next = serializers.CharField(allow_null=True)


class OverviewOutput(serializers.Serializer[Any]):
    pairs = serializers.IntegerField()
    pairs_complete = serializers.IntegerField()
    slots = serializers.DictField(child=serializers.IntegerField())
    assignments = serializers.DictField(child=serializers.IntegerField())
    annotators = serializers.IntegerField()
    finished_last_day = serializers.IntegerField()


class TracesOutput(serializers.Serializer[Any]):
    """What goes when an annotator withdraws: judged pairs, places for others to fill, campaigns."""

    answers = serializers.IntegerField()
    places = serializers.IntegerField()
    campaigns = serializers.IntegerField()
