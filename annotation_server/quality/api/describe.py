"""Rows and figures as the API gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from annotation_server.accounts.models import User
from annotation_server.accounts.queries import sign_in_name
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.annotation.rules import left_slot
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.catalog.models import Pair, Rendition, Video
from annotation_server.catalog.queries import media_url, poster_url
from annotation_server.quality import queries
from annotation_server.quality.models import Decision, Report
from annotation_server.quality.queries import rows as row_queries
from annotation_server.quality.queries.dashboard import Live, Version
from annotation_server.quality.queries.decisions import standing_on

# What figures have that were computed before there was more than these.
LATER: Mapping[str, Any] = {
    "judges": None,
    "method": ConsensusMethod.MAJORITY.value,
    "methods": [],
}


def describe_live(live: Live, versions: Sequence[Version]) -> dict[str, Any]:
    return {
        "progress": asdict(live.progress),
        "states": live.states,
        "annotators": live.annotators,
        "spent": float(live.spent),
        "committed": float(live.committed),
        "hours": [asdict(hour) for hour in live.hours],
        "forecast": asdict(live.forecast),
        "counts": live.counts,
        "counted_at": live.counted_at,
        "needs": live.needs,
        "figures_as_of": live.report.as_of if live.report else None,
        "versions": [asdict(version) for version in versions],
    }


def describe_report(report: Report | None, user: User) -> dict[str, Any]:
    """The figures with the annotators' names for managers, and without for reviewers.

    Where more answers are worth most has an address of its own.
    """
    if report is None:
        return {"state": None, "error": "", "as_of": None, "seconds": None, "figures": None}
    figures = report.figures
    if figures is not None:
        names = queries.names_of(figures["annotators"]) if user.is_manager else {}
        annotators = [
            {**one, "name": names.get(one["annotator"], "")} for one in figures["annotators"]
        ]
        figures = {**LATER, **figures, "annotators": annotators, "extra": []}
    return {
        "state": report.state,
        "error": report.error,
        "as_of": report.as_of,
        "seconds": report.seconds,
        "figures": figures,
    }


def describe_row(row: Assignment, user: User) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "pair": row.pair_id,
        "pair_id": row.pair.pair_id,
        "prompt": row.pair.prompt.text,
        "sensitive": row.pair.is_sensitive,
        "annotator": str(row.annotator_id),
        "annotator_name": sign_in_name(row.annotator) if user.is_manager else "",
        "purpose": row.purpose,
        "state": row.state,
        "round": row.round,
        "left": left_slot(row.seed),
        "skip_reason": row.skip_reason,
        "note": row.note,
        "claimed_at": row.claimed_at,
        "finished_at": row.finished_at,
        "judgements": [_judgement(one) for one in row.judgements.all()],
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {
        "stage": judgement.stage,
        "answers": judgement.answers,
        "active_ms": judgement.timing.get("active_ms"),
        "created_at": judgement.created_at,
    }


def describe_pair(campaign: Campaign, pair: Pair, user: User) -> dict[str, Any]:
    """A pair with its videos and everything that was answered about it."""
    return {
        "pair": pair.pk,
        "pair_id": pair.pair_id,
        "prompt": pair.prompt.text,
        "prompt_type": pair.prompt.type,
        "sensitive": pair.is_sensitive,
        "origin": pair.origin,
        "withdrawn": row_queries.is_withdrawn(pair),
        "videos": [
            describe_video(f"video_{number}", video, user)
            for number, video in enumerate(pair.videos)
        ],
        "assignments": [describe_row(row, user) for row in row_queries.history_of(campaign, pair)],
        "decision": _decision(standing_on(campaign, pair)),
        "events": [describe_event(event) for event in row_queries.events_of(pair)],
    }


def describe_video(name: str, video: Video, user: User) -> dict[str, Any]:
    rendition: Rendition | None = getattr(video, "rendition", None)
    shown = rendition is not None and video.withdrawn_at is None
    return {
        "name": name,
        "video_id": video.video_id,
        "generator": video.generated_from,
        "url": media_url(user, rendition) if rendition and shown else None,
        "poster_url": poster_url(user, rendition) if rendition and shown else None,
    }


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "answers": decision.answers,
        "reason": decision.reason,
        "decided_at": decision.decided_at,
    }


def describe_event(event: AuditEvent) -> dict[str, Any]:
    return {"at": event.at, "action": event.action, "details": event.details}
