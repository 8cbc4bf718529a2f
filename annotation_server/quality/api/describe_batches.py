"""Batches, their samples and plans as the API gives them."""

from dataclasses import asdict
from typing import Any

from annotation_server.accounts.models import User
from annotation_server.accounts.queries import sign_in_name
from annotation_server.annotation.api.describe import describe_assignment
from annotation_server.annotation.models import Feedback
from annotation_server.annotation.services import inspection_desk
from annotation_server.annotation.services.inspecting import is_answered, is_passed_over
from annotation_server.campaigns.models import Campaign
from annotation_server.quality import services
from annotation_server.quality.api.describe import describe_event, describe_video
from annotation_server.quality.models import Batch, InspectedItem
from annotation_server.quality.queries import inspections as queries
from annotation_server.quality.queries import names_of
from annotation_server.quality.queries.inspections import Progress
from annotation_server.quality.rules.sampling import Plan, operating_curve, plan_of

NOTHING = Progress(0, 0, 0, 0)


def describe_batches(campaign: Campaign, user: User) -> dict[str, Any]:
    batches = list(queries.batches_of(campaign))
    progress = queries.progress_of(batches)
    waiting = queries.uninspected(campaign)
    names = names_of(map(asdict, waiting)) if user.is_manager else {}
    return {
        "uninspected": [
            {**asdict(one), "annotator_name": names.get(str(one.annotator), "")} for one in waiting
        ],
        "batches": [_row(one, progress.get(one.pk, NOTHING), user) for one in batches],
    }


def _row(batch: Batch, progress: Progress, user: User) -> dict[str, Any]:
    return {
        "id": str(batch.pk),
        "annotator": str(batch.annotator_id),
        "annotator_name": sign_in_name(batch.annotator) if user.is_manager else "",
        "day": batch.day,
        "state": batch.state,
        "inspection": batch.inspection,
        "sample": plan_of(batch.plan).size_for(progress.items),
        **asdict(progress),
    }


def describe_batch(batch: Batch, user: User) -> dict[str, Any]:
    """A batch with its sample; an item's answers only when the reviewer has judged it alone."""
    progress = queries.progress_of([batch]).get(batch.pk, NOTHING)
    plan = plan_of(batch.plan)
    advice = plan.advice(progress.judged, progress.faults, progress.items)
    items = [item for item in queries.items_of(batch) if item.answers]
    is_open = batch.state == Batch.State.OPEN
    is_used_up = is_open and not progress.judged and services.is_used_up(batch)
    return {
        **_row(batch, progress, user),
        "campaign": str(batch.campaign_id),
        "plan": batch.plan,
        "reason": batch.reason,
        "opened_at": batch.opened_at,
        "decided_at": batch.decided_at,
        "advice": advice if progress.judged else None,
        "is_due": is_open and advice is None and not is_used_up,
        "can_be_decided": is_open and (progress.judged > 0 or is_used_up or not progress.items),
        "inspected": [_item(item, user) for item in items],
        "returned": [_feedback(one) for one in queries.feedback_of(batch)],
        "curve": _points(plan, progress.items),
        "events": [describe_event(event) for event in queries.events_of(batch)],
    }


def _item(item: InspectedItem, user: User) -> dict[str, Any]:
    pair, own = item.work.pair, item.answers
    seen = own is not None and is_answered(own)
    return {
        "place": item.place,
        "pair": pair.pk,
        "prompt": pair.prompt.text,
        "sensitive": pair.is_sensitive,
        "is_answered": seen,
        "is_passed_over": own is not None and is_passed_over(own),
        "verdict": item.verdict,
        "note": item.note,
        "notes_of_annotator": queries.notes_on(item.work) if seen else [],
        "videos": [
            describe_video(f"video_{number}", video, user)
            for number, video in enumerate(pair.videos if seen else [])
        ],
        "answers": [
            {**asdict(one), "differs": one.differs} for one in services.compared_answers(item)
        ],
    }


def _feedback(feedback: Feedback) -> dict[str, Any]:
    return {
        "reason": feedback.reason,
        "sent_at": feedback.created_at,
        "reply": feedback.reply,
        "replied_at": feedback.replied_at,
    }


def describe_curve(plan: Plan, items: int) -> dict[str, Any]:
    return {"points": _points(plan, items)}


def _points(plan: Plan, items: int) -> list[dict[str, Any]]:
    return [asdict(point) for point in operating_curve(plan, items)]


def describe_desk(batch: Batch, item: InspectedItem | None, user: User) -> dict[str, Any]:
    if item is None or item.answers is None:
        return {"place": None, "assignment": None}
    desk = inspection_desk(batch.campaign, item.answers.pk, user)
    shown = describe_assignment(desk.assignment, desk, user) if desk else None
    return {"place": item.place, "assignment": shown}
