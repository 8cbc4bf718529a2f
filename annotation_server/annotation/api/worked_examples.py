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
from annotation_server.annotation.api.training_plan import describe_pair
from annotation_server.annotation.api.training_shapes import ShownPairOutput
from annotation_server.annotation.queries.worked_examples import examples_for
from annotation_server.campaigns.models import WorkedExample
from annotation_server.campaigns.queries import campaign_for
from annotation_server.campaigns.services import remove_worked_example, show_worked_example
from annotation_server.core.fields import Input, Text, Whole


class WorkedExampleInput(Input):
    """A pair of the campaign's corpus, and why its right answer is right."""

    pair = Whole(min_value=1, max_value=2**62)
    explanation = Text(max_length=2000)


class WorkedExampleOutput(serializers.Serializer[Any]):
    question = serializers.CharField()
    pair = ShownPairOutput()
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
        shown = show_worked_example(campaign, question, body["pair"], body["explanation"], by=user)
        return Response(describe_example(shown, user))

    def delete(self, request: Request, campaign_id: uuid.UUID, question: str) -> Response:
        user = signed_in(request)
        remove_worked_example(campaign_for(user, campaign_id), question, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def describe_example(example: WorkedExample, user: User) -> dict[str, Any]:
    return {
        "question": example.question,
        "pair": describe_pair(example.pair, user),
        "explanation": example.explanation,
    }
