"""What requests and replies look like."""

from typing import Any

from rest_framework import serializers

from annotation_server.catalog.models import Import, Prompt
from annotation_server.catalog.queries import STATES
from annotation_server.catalog.rules.pairing import Strategy
from annotation_server.core.fields import Flag, Input, Text, Whole


class CorpusInput(Input):
    name = Text(max_length=120)


class VideoCountsOutput(serializers.Serializer[Any]):
    queued = serializers.IntegerField()
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    withdrawn = serializers.IntegerField()


class CountsOutput(serializers.Serializer[Any]):
    prompts = serializers.IntegerField()
    videos = VideoCountsOutput()
    pairs = serializers.IntegerField()
    references = serializers.IntegerField()


class CorpusOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    counts = CountsOutput()


class CorporaOutput(serializers.Serializer[Any]):
    results = CorpusOutput(many=True)


class ImportInput(serializers.Serializer[Any]):
    """Sent as multipart/form-data."""

    manifest = serializers.FileField()
    pairs = serializers.FileField(required=False)
    clips = serializers.ListField(child=serializers.FileField(), required=False)


class InboxFileOutput(serializers.Serializer[Any]):
    path = serializers.CharField()
    kind = serializers.ChoiceField(["manifest", "pairs", "archive"])
    bytes = serializers.IntegerField()


class InboxOutput(serializers.Serializer[Any]):
    results = InboxFileOutput(many=True)


class InboxImportInput(Input):
    path = Text(max_length=1000)
    pairs = Text(max_length=1000, required=False)
    link = Flag(default=False)


class StartedOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()


class AddedOutput(serializers.Serializer[Any]):
    prompts = serializers.IntegerField()
    videos = serializers.IntegerField()
    pairs = serializers.IntegerField()
    references = serializers.IntegerField()


class ProblemOutput(serializers.Serializer[Any]):
    file = serializers.CharField(
        help_text="`manifest`, `pairs`, or the path of one of several published files."
    )
    line = serializers.IntegerField()
    column = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ImportProgressOutput(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ImportRowOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    corpus = serializers.UUIDField()
    manifest = serializers.CharField()
    state = serializers.ChoiceField(Import.State.choices)
    error = serializers.CharField()
    added = AddedOutput()
    existing = serializers.IntegerField()
    problem_count = serializers.IntegerField()
    progress = ImportProgressOutput()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportOutput(ImportRowOutput):
    problems = ProblemOutput(many=True)


class ImportsOutput(serializers.Serializer[Any]):
    results = ImportRowOutput(many=True)


class VideoOutput(serializers.Serializer[Any]):
    id = serializers.CharField()
    video_id = serializers.CharField(allow_null=True)
    source_name = serializers.CharField()
    state = serializers.ChoiceField(list(STATES))
    error = serializers.CharField()
    error_code = serializers.CharField()
    poster_url = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    prompt_text = serializers.CharField()
    generated_from = serializers.CharField()
    attempts = serializers.IntegerField()
    files_deleted = serializers.BooleanField()


class VideosOutput(serializers.Serializer[Any]):
    results = VideoOutput(many=True)
    next = serializers.CharField(allow_null=True)


class CorpusPromptOutput(serializers.Serializer[Any]):
    """`videos` are the first few of `video_count`."""

    id = serializers.CharField()
    prompt_id = serializers.CharField()
    text = serializers.CharField()
    type = serializers.ChoiceField(Prompt.Type.values)
    labels = serializers.ListField(child=serializers.CharField())
    sensitive = serializers.BooleanField()
    withdrawn = serializers.BooleanField()
    pairs = serializers.IntegerField()
    video_count = serializers.IntegerField()
    videos = VideoOutput(many=True)


class PromptsOutput(serializers.Serializer[Any]):
    results = CorpusPromptOutput(many=True)
    next = serializers.CharField(allow_null=True)


class RetriedOutput(serializers.Serializer[Any]):
    retried = serializers.IntegerField()


class PairsInput(Input):
    strategy = serializers.ChoiceField([str(strategy) for strategy in Strategy])
    per_prompt = Whole(required=False, min_value=1)
    seed = Whole(min_value=0)
    preview = Flag(default=False)


class BuiltOutput(serializers.Serializer[Any]):
    added = serializers.IntegerField()
    existing = serializers.IntegerField()
    prompts = serializers.IntegerField()
    total = serializers.IntegerField()
