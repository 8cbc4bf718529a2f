"""Assignments as an annotator gets them: nothing in them tells the generator or the purpose."""

from dataclasses import asdict
from typing import Any

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment, Feedback
from annotation_server.annotation.rules import left_slot
from annotation_server.annotation.services.inspecting import InspectionDesk
from annotation_server.annotation.services.queue import Queue
from annotation_server.campaigns.api.describe import describe_progress
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.services import done_of
from annotation_server.catalog.models import Pair, Video
from annotation_server.catalog.queries import media_url, poster_url
from annotation_server.protocol.queries import definition_of

NOTHING_LEFT = (
    "There is nothing left for you here now. Everything you have done is counted; look in later, "
    "or choose another campaign."
)

ONLY_SENSITIVE = (
    "Only sensitive pairs are left for now, and this campaign gives them between neutral ones. "
    "Everything you have done is counted; look in later."
)
DONE_ALL = (
    "You have done all the pairs that one person may do in this campaign. Everything is counted. "
    "Thank you."
)


def describe_queue(queue: Queue, user: User) -> dict[str, Any]:
    nothing_left = queue.nothing_left and not queue.assignments
    return {
        "assignments": [describe_assignment(one, queue, user) for one in queue.assignments],
        "progress": describe_progress(queue.campaign, queue.membership),
        "nothing_left": nothing_left,
        "rest": asdict(queue.rest) if queue.rest else None,
        "must_qualify": queue.must_qualify,
        "only_sensitive": queue.only_sensitive,
        "completion": describe_completion(queue.campaign) if nothing_left else None,
        "message": _nothing_left(queue) if nothing_left else "",
    }


def _nothing_left(queue: Queue) -> str:
    if queue.only_sensitive:
        return ONLY_SENSITIVE
    return DONE_ALL if done_of(queue.campaign, queue.membership).left == 0 else NOTHING_LEFT


def describe_completion(campaign: Campaign) -> dict[str, str] | None:
    """What an annotator hands in elsewhere at the end, if their campaign has it."""
    if not (campaign.completion_url or campaign.completion_code):
        return None
    return {"url": campaign.completion_url, "code": campaign.completion_code}


def describe_assignment(
    assignment: Assignment, queue: Queue | InspectionDesk, user: User
) -> dict[str, Any]:
    pair, answers = assignment.pair, queue.answers[assignment.pk]
    stages = [stage.key for stage in definition_of(queue.campaign.protocol).stages]
    return {
        "id": str(assignment.pk),
        "state": assignment.state,
        "stage": next(stage for stage in stages if stage not in answers),
        "round": assignment.round,
        "note": assignment.note,
        "feedback": describe_feedback(assignment.feedback),
        "prompt": describe_prompt(pair),
        "videos": [
            describe_clip(name, label, video, user)
            for label, (name, video) in enumerate(in_sight(assignment), start=1)
        ],
        "lease_seconds": queue.lease_seconds(assignment),
        "answers": answers,
    }


def describe_feedback(feedback: Feedback | None) -> dict[str, Any] | None:
    if feedback is None:
        return None
    return {
        "reason": feedback.reason,
        "example": feedback.example,
        "reply": feedback.reply,
    }


def describe_prompt(pair: Pair) -> dict[str, Any]:
    return {
        "text": pair.prompt.text,
        "type": pair.prompt.type,
        "sensitive": pair.is_sensitive,
        "categories": pair.categories,
    }


def in_sight(assignment: Assignment) -> list[tuple[str, Video]]:
    """The videos in the order in which they are shown, each with its name in answers."""
    named = _named(assignment.pair)
    if left_slot(assignment.seed) == "video_1":
        named.reverse()
    return named


def _named(pair: Pair) -> list[tuple[str, Video]]:
    return [(f"video_{index}", video) for index, video in enumerate(pair.videos)]


def describe_clip(name: str, label: int, video: Video, user: User) -> dict[str, Any]:
    rendition = video.rendition
    return {
        "slot": name,
        "label": label,
        "url": media_url(user, rendition),
        "poster_url": poster_url(user, rendition),
        "width": rendition.width,
        "height": rendition.height,
        "duration_us": rendition.duration_us,
        "frame_times_us": rendition.frame_times_us,
    }


def describe_past(assignment: Assignment, user: User) -> dict[str, Any]:
    """A finished assignment, read only. The state of one that is not counted reads the same.

    Of what was withdrawn since, nothing is shown.
    """
    stored = queries.judgements_of(assignment)
    state = assignment.state
    if state == Assignment.State.SURPLUS:
        state = Assignment.State.COMPLETE
    pair = assignment.pair
    gone = pair.is_taken_down
    return {
        "id": str(assignment.pk),
        "state": state,
        "round": assignment.round,
        "finished_at": assignment.finished_at,
        "withdrawn": gone,
        "prompt": {
            "text": "" if gone else pair.prompt.text,
            "sensitive": pair.is_sensitive,
        },
        "videos": [] if gone else _posters(assignment, user),
        "answers": {stage: judgement.answers for stage, judgement in stored.items()},
    }


def _posters(assignment: Assignment, user: User) -> list[dict[str, Any]]:
    return [
        {"slot": name, "label": label, "poster_url": poster_url(user, video.rendition)}
        for label, (name, video) in enumerate(in_sight(assignment), start=1)
    ]
