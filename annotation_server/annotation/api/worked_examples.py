"""The worked example of each question: who judges sees them, the manager chooses them."""

import uuid
from typing import Any

from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.annotation.api.describe import describe_clip
from annotation_server.annotation.api.shapes import ClipOutput, PromptOutput
from annotation_server.annotation.queries.worked_examples import examples_for
from annotation_server.campaigns.models import WorkedExample
from annotation_server.campaigns.queries import campaign_for
from annotation_server.campaigns.services import (
    remove_worked_example,
    show_videos_as_example,
    show_worked_example,
)
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.core.fields import Input, Text, Whole

LARGEST_ID = 2**62


class WorkedExampleInput(Input):
    """Either `pair` or `videos` of the campaign's corpus, and why the right answer is right.

    `videos` are any, clip A first: as many as the protocol judges together.
    """

    pair = Whole(min_value=1, max_value=LARGEST_ID, required=False)
    videos = serializers.ListField(
        child=Whole(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=2, required=False
    )
    explanation = Text(max_length=2000)


class ExampleClipsOutput(serializers.Serializer[Any]):
    """Clip A and clip B; `id` is that of their pair, null when they are none."""

    id = serializers.IntegerField(allow_null=True)
    prompt = PromptOutput()
    videos = ClipOutput(many=True)


class WorkedExampleOutput(serializers.Serializer[Any]):
    """`prompt_texts` has one text, or one for each clip when they are not of one prompt."""

    question = serializers.CharField()
    pair = ExampleClipsOutput()
    prompt_texts = serializers.ListField(child=serializers.CharField())
    video_ids = serializers.ListField(child=serializers.IntegerField())
    explanation = serializers.CharField()


class WorkedExamplesOutput(serializers.Serializer[Any]):
    results = WorkedExampleOutput(many=True)


class WorkedExamplesView(APIView):
    """Those that the reader may see: an annotator none before consent, and none opted out of."""

    permission_classes = [IsAuthenticated]
    output = WorkedExamplesOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        examples = examples_for(user, campaign_for(user, campaign_id))
        return Response({"results": [describe_example(one, user) for one in examples]})


class WorkedExampleView(APIView):
    permission_classes = [IsManager]
    input = {"PUT": WorkedExampleInput}
    output = {"PUT": WorkedExampleOutput}

    def put(self, request: Request, campaign_id: uuid.UUID, question: str) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        body = WorkedExampleInput.of(request.data)
        if ("pair" in body) == ("videos" in body):
            message = "Name a pair, or the videos, and not both."
            raise InvalidError(message, fields=[FieldProblem("pair", "required", message)])
        why = body["explanation"]
        if "pair" in body:
            shown = show_worked_example(campaign, question, body["pair"], why, by=user)
        else:
            shown = show_videos_as_example(campaign, question, body["videos"], why, by=user)
        return Response(describe_example(shown, user))

    def delete(self, request: Request, campaign_id: uuid.UUID, question: str) -> Response:
        user = signed_in(request)
        remove_worked_example(campaign_for(user, campaign_id), question, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def describe_example(example: WorkedExample, user: User) -> dict[str, Any]:
    prompts = example.prompts
    return {
        "question": example.question,
        "pair": {
            "id": example.pair_id,
            "prompt": {
                "text": prompts[0].text,
                "type": prompts[0].type,
                "sensitive": example.is_sensitive,
                "categories": example.categories,
            },
            "videos": [
                describe_clip(f"video_{index}", index + 1, video, user)
                for index, video in enumerate(example.videos)
            ],
        },
        "prompt_texts": [prompt.text for prompt in prompts],
        "video_ids": [video.pk for video in example.videos],
        "explanation": example.explanation,
    }
