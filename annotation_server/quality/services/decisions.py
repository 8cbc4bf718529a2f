"""Pairs that reviewers settle."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.problems import Json
from annotation_server.quality.models import Decision
from annotation_server.quality.queries.decisions import standing_on
from annotation_server.quality.rules.decisions import mistakes_in


@transaction.atomic
def decide(
    campaign: Campaign, pair: Pair, answers: Mapping[str, Json], *, reason: str = "", by: User
) -> Decision:
    """Settle a pair: these answers are the consensus on their questions from now on.

    A decision that stood before is undone by it. Raises InvalidError with a problem a place.
    """
    mistakes = mistakes_in(definition_of(campaign.protocol), answers)
    if mistakes:
        raise InvalidError(
            f"{len(mistakes)} answers need a correction: {mistakes[0][1]}",
            fields=[
                FieldProblem(f"answers.{path}".rstrip("."), "invalid", message)
                for path, message in mistakes
            ],
        )
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    undo(campaign, pair, by=by)
    decision = Decision.objects.create(
        campaign=campaign, pair=pair, answers=dict(answers), reason=reason, decided_by=by
    )
    record(by=by, action="pair_adjudicated", subject=pair, questions=sorted(answers))
    return decision


@transaction.atomic
def undo(campaign: Campaign, pair: Pair, *, by: User) -> None:
    """Let the answers of the annotators count again; without a decision nothing happens."""
    decision = standing_on(campaign, pair)
    if decision is not None:
        Decision.objects.filter(pk=decision.pk).update(undone_at=Now(), undone_by=by)
        record(by=by, action="adjudication_undone", subject=pair, decision=decision.pk)
