"""For managers: the pairs, keys and pass marks of a campaign's training, and who passed it."""

import uuid
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import IsManager, signed_in
from annotation_server.accounts.queries import sign_in_name
from annotation_server.annotation.api.describe import describe_clip, describe_prompt
from annotation_server.annotation.api.takedowns import page_of
from annotation_server.annotation.api.training import describe_attempt
from annotation_server.annotation.api.training_shapes import (
    PairsOutput,
    QualificationInput,
    TraineeOutput,
    TrainingItemInput,
    TrainingItemOutput,
    TrainingPlanInput,
    TrainingPlanOutput,
)
from annotation_server.annotation.queries import training as queries
from annotation_server.campaigns.models import Campaign, Membership, TrainingItem
from annotation_server.campaigns.queries import (
    campaign_for,
    membership_by_id,
    training_item_by_id,
    training_items,
)
from annotation_server.campaigns.services import (
    ItemWish,
    TrainingPlan,
    add_training_item,
    change_qualification,
    change_training,
    remove_training_item,
)
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import FieldProblem, InvalidError

PAGE = 12
LARGEST_ID = 2**62


class TrainingPlanView(APIView):
    permission_classes = [IsManager]
    input = {"PUT": TrainingPlanInput}
    output = TrainingPlanOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        return Response(describe_plan(campaign_for(user, campaign_id), user))

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        body = TrainingPlanInput.of(request.data)
        keep = body.pop("keep_members")
        change_training(campaign, TrainingPlan(**body), keep_members=keep, by=user)
        return Response(describe_plan(campaign_for(user, campaign_id), user))


class TrainingPairsView(APIView):
    """The corpus's pairs that can be shown and are not in the training; `?cursor=`, `?q=` words.

    With `?pair=` that one alone, also if it is in the training.
    """

    permission_classes = [IsManager]
    output = PairsOutput

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user, after = signed_in(request), page_of(request)
        campaign = campaign_for(user, campaign_id)
        wanted = request.query_params.get("pair", "")
        found = (
            queries.pair_to_show(campaign, as_id(wanted))
            if wanted
            else queries.pairs_to_choose(campaign, words=words_of(request))
        )
        rows = list(found[after : after + PAGE + 1])
        return Response(
            {
                "results": [describe_pair(one, user) for one in rows[:PAGE]],
                "next": str(after + PAGE) if len(rows) > PAGE else None,
            }
        )


class TrainingItemsView(APIView):
    """Adds a pair to the training, or changes one that is there."""

    permission_classes = [IsManager]
    input = TrainingItemInput
    output = TrainingItemOutput
    statuses = {"POST": status.HTTP_201_CREATED}

    def post(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        body = TrainingItemInput.of(request.data)
        pair = body.pop("pair")
        wish = ItemWish(**{**body, "kind": TrainingItem.Kind(body["kind"])})
        made = add_training_item(campaign, pair, wish, by=user)
        return Response(describe_item(made, user), status=status.HTTP_201_CREATED)


class TrainingItemView(APIView):
    permission_classes = [IsManager]

    def delete(self, request: Request, item_id: int) -> Response:
        remove_training_item(training_item_by_id(item_id), by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class QualificationView(APIView):
    """Lets somebody work without the training, or asks for it again."""

    permission_classes = [IsManager]
    input = QualificationInput
    output = TraineeOutput

    def put(self, request: Request, membership_id: int) -> Response:
        user = signed_in(request)
        membership = membership_by_id(membership_id)
        qualified = QualificationInput.of(request.data)["qualified"]
        change_qualification(membership, qualified=qualified, by=user)
        return Response(describe_trainee(membership_by_id(membership_id)))


def as_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_ID))):
        message = "pair must be the id of a pair of this corpus."
        raise InvalidError(message, fields=[FieldProblem("pair", "invalid", message)])
    return int(text)


def words_of(request: Request) -> str:
    return request.query_params.get("q", "").replace("\x00", "").strip()[:200]


def describe_plan(campaign: Campaign, user: User) -> dict[str, Any]:
    return {
        "asks_training": campaign.asks_training,
        "pass_marks": campaign.pass_marks,
        "most_attempts": campaign.most_attempts,
        "retake_hours": campaign.retake_hours,
        "items": [describe_item(item, user) for item in training_items(campaign)],
        "people": [describe_trainee(one) for one in queries.trainees(campaign)],
    }


def describe_item(item: TrainingItem, user: User) -> dict[str, Any]:
    names = ("kind", "answers", "keyed", "explanations")
    return {
        "id": item.pk,
        "pair": describe_pair(item.pair, user),
        **{name: getattr(item, name) for name in names},
    }


def describe_pair(pair: Pair, user: User) -> dict[str, Any]:
    return {
        "id": pair.pk,
        "prompt": describe_prompt(pair),
        "videos": [
            describe_clip(f"video_{index}", index + 1, video, user)
            for index, video in enumerate(pair.videos)
        ],
    }


def describe_trainee(membership: Membership) -> dict[str, Any]:
    return {
        "id": membership.pk,
        "user": {"id": str(membership.user_id), "name": sign_in_name(membership.user)},
        "qualified_at": membership.qualified_at,
        "finished": membership.finished,
        "attempts": [describe_attempt(one) for one in membership.attempts.all() if one.finished_at],
    }
