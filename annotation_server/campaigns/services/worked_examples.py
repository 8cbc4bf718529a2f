"""Pairs that are shown beside a question, with a sentence on the right answer."""

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, WorkedExample
from annotation_server.campaigns.services.slots import reopen_places, retire_free_slots
from annotation_server.campaigns.services.training import playable_pair
from annotation_server.core.errors import NotFoundError
from annotation_server.protocol.queries import definition_of


@transaction.atomic
def show_worked_example(
    campaign: Campaign, question: str, pair_id: int, explanation: str, *, by: User | None
) -> WorkedExample:
    """Show a pair of the corpus in a question's guidance, instead of the one that was shown.

    Its free places retire, as those of the training do. Raises NotFoundError for a question that
    the protocol does not ask, InvalidError for a pair that cannot be shown.
    """
    _refuse_unknown(campaign, question)
    pair = playable_pair(campaign, pair_id)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    before = campaign.worked_examples.filter(question=question).first()
    shown, _ = WorkedExample.objects.update_or_create(
        campaign=campaign,
        question=question,
        defaults={"pair": pair, "explanation": explanation},
    )
    retire_free_slots(campaign, beyond=0, pairs=[pair.pk])
    if before and before.pair_id != pair.pk:
        reopen_places(campaign, [before.pair_id])
    record(by=by, action="worked_example_shown", subject=shown, question=question)
    return shown


@transaction.atomic
def remove_worked_example(campaign: Campaign, question: str, *, by: User | None) -> None:
    """Show it no more; its pair is work again, unless it is shown elsewhere or trained on."""
    _refuse_unknown(campaign, question)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    shown = campaign.worked_examples.filter(question=question).first()
    if shown is None:
        raise NotFoundError("This question has no worked example. Reload the page.")
    record(by=by, action="worked_example_removed", subject=shown, question=question)
    shown.delete()
    reopen_places(campaign, [shown.pair_id])


def _refuse_unknown(campaign: Campaign, question: str) -> None:
    definition = definition_of(campaign.protocol)
    if definition.question(question) is None:
        raise NotFoundError(
            f"{definition.key} has no question {question[:80]!r}. Take one of its definition."
        )
