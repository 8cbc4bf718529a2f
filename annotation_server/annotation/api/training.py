"""An annotator's tutorial and qualification: where they stand, beginning, answering."""

import uuid
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.accounts.models import User
from annotation_server.accounts.permissions import signed_in
from annotation_server.annotation import services
from annotation_server.annotation.api.describe import describe_clip, describe_prompt
from annotation_server.annotation.api.shapes import OutcomeOutput, StageInput
from annotation_server.annotation.api.training_shapes import (
    BeginInput,
    LessonOutput,
    TrainingOutput,
)
from annotation_server.annotation.models import Attempt, Trial
from annotation_server.annotation.queries import training as queries
from annotation_server.annotation.rules import left_slot
from annotation_server.annotation.services.submit import Submission
from annotation_server.campaigns.models import Campaign, TrainingItem
from annotation_server.campaigns.queries import campaign_for, membership_of
from annotation_server.core.errors import TandemError
from annotation_server.protocol.queries import definition_of


class TrainingView(APIView):
    """Where the reader stands; PUT begins an attempt or takes up the one that is open."""

    input = {"PUT": BeginInput}
    output = {"GET": TrainingOutput, "PUT": LessonOutput}

    def get(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        mine = membership_of(user, campaign)
        return Response(
            describe_standing(campaign, queries.standing(campaign, mine, timezone.now()))
        )

    def put(self, request: Request, campaign_id: uuid.UUID) -> Response:
        user = signed_in(request)
        campaign = campaign_for(user, campaign_id)
        kind = TrainingItem.Kind(BeginInput.of(request.data)["kind"])
        lesson = services.begin(campaign, kind, by=user, locale=user.language)
        return Response(describe_lesson(lesson, user))


class TrialStageView(APIView):
    """One stage of one pair of an attempt. Only the answers of the body are kept."""

    input = StageInput
    output = OutcomeOutput

    def put(self, request: Request, trial_id: uuid.UUID, stage: str) -> Response:
        user = signed_in(request)
        try:
            body = StageInput.of(request.data)
        except TandemError:
            queries.refuse_unless_their_trial(user, trial_id)
            raise
        given = Submission(stage=stage, answers=body["answers"], locale=body["locale"])
        outcome = services.answer_trial(trial_id, given, by=user)
        state = "complete" if outcome.stage is None else "stage_one"
        return Response({"id": str(trial_id), "state": state, "stage": outcome.stage})


def describe_standing(campaign: Campaign, stands: queries.Standing) -> dict[str, Any]:
    return {
        "asked": stands.asked,
        "qualified_at": stands.qualified_at,
        "next": stands.next,
        "again_at": stands.again_at,
        "items": stands.items,
        "attempts": [describe_attempt(one) for one in stands.attempts],
        "pass_marks": campaign.pass_marks,
        "most_attempts": campaign.most_attempts,
        "retake_hours": campaign.retake_hours,
    }


def describe_attempt(attempt: Attempt) -> dict[str, Any]:
    names = ("kind", "number", "passed", "scores", "finished_at")
    return {name: getattr(attempt, name) for name in names}


def describe_lesson(lesson: services.Lesson, user: User) -> dict[str, Any]:
    total = lesson.total
    done = total - len(lesson.trials)
    return {
        "assignments": [describe_trial(one, lesson, user) for one in lesson.trials],
        "progress": {"finished": done, "session_finished": done, "session_size": max(1, total)},
    }


def describe_trial(trial: Trial, lesson: services.Lesson, user: User) -> dict[str, Any]:
    pair, item = trial.item.pair, trial.item
    stages = [stage.key for stage in definition_of(lesson.campaign.protocol).stages]
    named = [(f"video_{index}", video) for index, video in enumerate(pair.videos)]
    if left_slot(trial.seed) == "video_1":
        named.reverse()
    is_tutorial = lesson.attempt.kind == TrainingItem.Kind.TUTORIAL
    explained = {"keys": trial.keys, "explanations": item.explanations}
    return {
        "id": str(trial.pk),
        "state": "stage_one" if trial.answers else "leased",
        "stage": next(stage for stage in stages if stage not in trial.answers),
        "round": 0,
        "note": "",
        "feedback": None,
        "prompt": describe_prompt(pair),
        "videos": [
            describe_clip(name, label, video, user)
            for label, (name, video) in enumerate(named, start=1)
        ],
        "lease_seconds": 0,
        "answers": trial.answers,
        "explained": explained if is_tutorial else None,
    }
