"""Answers of automatic judges, uploaded from files: all of a file or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.operations.bulk import add_rows
from annotation_server.catalog.rules.lines import json_rows
from annotation_server.catalog.rules.problems import Problem
from annotation_server.core.errors import InvalidError
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.problems import Json
from annotation_server.quality.models import Judge, JudgeAnswer
from annotation_server.quality.queries.judges import known_pairs, stored_answers
from annotation_server.quality.rules.judge_lines import FILE, Judged, Place, read_lines
from annotation_server.quality.services.figures import request_figures

COLUMNS = ("judge_id", "pair_id", "first", "answers")


class BadLinesError(InvalidError):
    """Nothing of the file was stored; `details.problems` has every bad line."""

    code = "bad_lines"

    def __init__(self, problems: Sequence[Problem]) -> None:
        lines = len({problem.line for problem in problems})
        message = f"Nothing was stored: lines to be corrected: {lines}."
        listed = [problem.as_json() for problem in problems]
        super().__init__(message, details={"problems": listed})


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file came to: its judges, and how many answers were new or there already."""

    judges: tuple[str, ...]
    added: int
    existing: int


@transaction.atomic
def add_judgements(campaign: Campaign, file: IO[bytes], *, by: User | None) -> Taken:
    """Store what judges said about pairs of a campaign, and have the figures computed.

    The same answer again changes nothing. Raises BadLinesError with every line that is wrong or
    says something else than what is stored.
    """
    reading = read_lines(json_rows(file), definition_of(campaign.protocol), known_pairs(campaign))
    # Only now: the file may be long, and others wait for this row to count what they free.
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    names = {row.judge for row in reading.rows}
    stored = stored_answers(campaign, names)
    fresh = [row for row in reading.rows if row.place not in stored]
    problems = [*reading.problems, *_contradictions(reading.rows, stored)]
    if not problems and not reading.rows:
        problems = [Problem(0, "", "empty", "The file has no line. Send one a pair.", FILE)]
    if problems:
        raise BadLinesError(sorted(problems, key=lambda problem: problem.line))
    judges = {
        name: Judge.objects.get_or_create(campaign=campaign, name=name, defaults={"added_by": by})[
            0
        ].pk
        for name in sorted(names)
    }
    rows = ((judges[row.judge], row.pair, row.first, dict(row.answers)) for row in fresh)
    add_rows(JudgeAnswer, COLUMNS, rows)
    record(
        by=by, action="judgements_added", subject=campaign, judges=sorted(names), added=len(fresh)
    )
    request_figures(campaign)
    return Taken(tuple(sorted(names)), len(fresh), len(reading.rows) - len(fresh))


def _contradictions(rows: Sequence[Judged], stored: Mapping[Place, Json]) -> list[Problem]:
    message = "This judge said something else about this pair before. Remove the judge first."
    return [
        Problem(row.line, "answers", "other_answer", message, FILE)
        for row in rows
        if row.place in stored and stored[row.place] != row.answers
    ]


@transaction.atomic
def remove_judge(judge: Judge, *, by: User) -> None:
    """Delete a judge with all that it said; the figures follow."""
    answers, _ = JudgeAnswer.objects.filter(judge=judge).delete()
    record(by=by, action="judge_removed", subject=judge.campaign, judge=judge.name, answers=answers)
    judge.delete()
    request_figures(judge.campaign)
