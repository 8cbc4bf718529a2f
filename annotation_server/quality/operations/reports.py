"""Computes the figures of a campaign, and finds whose are behind."""

import json
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Now
from django.utils.timezone import now as wall_clock

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.core import jobs
from annotation_server.core.leases import kept
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.definition import Role
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with
from annotation_server.quality.models import Decision, Judge, Report
from annotation_server.quality.operations.tallies import count_all
from annotation_server.quality.queries.answers import answers_of
from annotation_server.quality.queries.judges import sheets_of
from annotation_server.quality.queries.prompts import prompt_labels
from annotation_server.quality.rules.answers import Answers
from annotation_server.quality.rules.figures import Figures, figures_of, unsafe_prompts
from annotation_server.quality.rules.judges import judge_figures

PAUSE = timedelta(minutes=2)


def refresh_report(report_id: str) -> None:
    """Compute the figures if they are due. Safe to run twice and to kill anywhere."""
    job = jobs.claim(Report, report_id)
    if job is not None:
        with kept(job):
            jobs.work(job, _refresh)


def _refresh(job: Report) -> None:
    campaign = Campaign.objects.select_related("protocol").get(pk=job.campaign_id)
    began, as_of = time.monotonic(), wall_clock()
    basis = basis_of([campaign]).get(campaign.pk, "")
    count_all(campaign, as_of)
    figures = computed(campaign)
    jobs.finish(
        job,
        figures=figures,
        as_of=as_of,
        basis=basis,
        seconds=round(time.monotonic() - began, 2),
    )


def computed(campaign: Campaign) -> dict[str, Any]:
    """The figures as JSON, with the annotators' ids."""
    definition = definition_of(campaign.protocol)
    answers = answers_of(campaign, definition)
    found = figures_of(answers, definition, campaign.seed)
    harm = question_with(definition, Role.HARM)
    prompts = harm and unsafe_prompts(prompt_labels(campaign), labels_on_the_wire(harm))
    sheets = sheets_of(campaign, definition)
    judges = judge_figures(answers, definition, sheets)
    return {
        **as_json(found, answers),
        "unsafe_prompts": prompts and asdict(prompts),
        "judges": asdict(judges),
    }


def as_json(figures: Figures, answers: Answers) -> dict[str, Any]:
    """Plain data; each annotator's portrait gets their id, and figures whether they are small."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(figures)))
    for row, portrait, annotator in zip(
        plain["annotators"], figures.annotators, answers.annotator_ids, strict=True
    ):
        row["annotator"] = str(annotator)
        row["is_small"] = portrait.is_small
    return plain


def request_reports(now: datetime) -> int:
    """Queue the figures of campaigns whose work changed since they were computed; how many."""
    campaigns = list(Campaign.objects.filter(assignments__finished_at__isnull=False).distinct())
    bases = basis_of(campaigns)
    asked = 0
    for campaign in campaigns:
        report, _ = Report.objects.get_or_create(
            campaign=campaign, defaults={"state": Report.State.DONE}
        )
        if report.basis != bases.get(campaign.pk, "") and _is_old(report, now):
            asked += queue(report)
    return asked


def queue(report: Report) -> int:
    """Put a report that is not being computed into the queue; 1 if it was put there."""
    idle = Report.objects.filter(pk=report.pk).exclude(
        state__in=[Report.State.QUEUED, Report.State.RUNNING]
    )
    return idle.update(state=Report.State.QUEUED, attempts=0, due_at=Now(), error="", error_code="")


def _is_old(report: Report, now: datetime) -> bool:
    """A computation that failed is tried again after the same pause."""
    latest = max(filter(None, (report.as_of, report.finished_at)), default=None)
    return latest is None or latest < now - PAUSE


def basis_of(campaigns: list[Campaign]) -> dict[Any, str]:
    """By campaign: how many assignments ended how. Whatever changes the figures changes it."""
    rows = (
        Assignment.objects.filter(campaign__in=campaigns, finished_at__isnull=False)
        .order_by("campaign", "state")
        .values_list("campaign", "state")
        .annotate(
            number=Count("pk"),
            there=Count(
                "pk",
                filter=Q(pair__withdrawn_at=None, pair__prompt__withdrawn_at=None),
            ),
        )
    )
    found = {campaign.pk: f"by:{campaign.consensus_method}" for campaign in campaigns}
    for campaign, state, number, there in rows:
        found[campaign] = f"{found.get(campaign, '')} {state}:{number}:{there}".strip()
    decisions = Decision.objects.filter(campaign__in=campaigns).order_by().values_list("campaign")
    for campaign, number, undone in decisions.annotate(Count("pk"), Count("undone_at")):
        found[campaign] = f"{found.get(campaign, '')} decided:{number}:{undone}".strip()
    judges = Judge.objects.filter(campaign__in=campaigns).order_by().values_list("campaign")
    for campaign, number, latest in judges.annotate(Count("answers"), Max("pk")):
        found[campaign] = f"{found.get(campaign, '')} judged:{number}:{latest}".strip()
    return found
