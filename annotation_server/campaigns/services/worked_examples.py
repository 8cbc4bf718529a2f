"""Videos that are shown beside a question, with a sentence on the right answer."""

from collections.abc import Sequence

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns import queries
from annotation_server.campaigns.models import Campaign, WorkedExample
from annotation_server.campaigns.services.slots import reopen_places, retire_free_slots
from annotation_server.campaigns.services.training import playable_pair
from annotation_server.catalog.models import Pair, Video
from annotation_server.core.errors import FieldProblem, InvalidError, NotFoundError
from annotation_server.protocol.queries import definition_of


@transaction.atomic
def show_worked_example(
    campaign: Campaign, question: str, pair_id: int, explanation: str, *, by: User | None
) -> WorkedExample:
    """Show a pair of the corpus in a question's guidance, instead of what was shown.

    Its free places retire, as those of the training do. Raises NotFoundError for a question that
    the protocol does not ask, InvalidError for a pair that cannot be shown.
    """
    _refuse_unknown(campaign, question)
    pair = playable_pair(campaign, pair_id)
    return _show(campaign, question, pair.videos, pair, explanation, by)


@transaction.atomic
def show_videos_as_example(
    campaign: Campaign,
    question: str,
    video_ids: Sequence[int],
    explanation: str,
    *,
    by: User | None,
) -> WorkedExample:
    """Show any videos of the corpus, clip A first, as `show_worked_example` does a pair.

    If they are a pair, its free places retire too. Raises InvalidError for videos that cannot be
    shown, and for more or fewer than the protocol judges together.
    """
    _refuse_unknown(campaign, question)
    videos = _playable_videos(campaign, video_ids)
    first, second = videos[0].pk, videos[1].pk if len(videos) > 1 else None
    of_both = queries.playable_pairs(campaign.corpus_id, single=second is None)
    pair = of_both.filter(queries.made_of(first, second)).first()
    return _show(campaign, question, videos, pair, explanation, by)


def _show(
    campaign: Campaign,
    question: str,
    videos: Sequence[Video],
    pair: Pair | None,
    explanation: str,
    by: User | None,
) -> WorkedExample:
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    before = campaign.worked_examples.filter(question=question).first()
    shown, _ = WorkedExample.objects.update_or_create(
        campaign=campaign,
        question=question,
        defaults={
            "pair": pair,
            "video_0": videos[0],
            "video_1": videos[1] if len(videos) > 1 else None,
            "explanation": explanation,
        },
    )
    retire_free_slots(campaign, beyond=0, pairs=_pairs_of(shown))
    if before:
        reopen_places(campaign, [one for one in _pairs_of(before) if one != shown.pair_id])
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
    reopen_places(campaign, _pairs_of(shown))


def _refuse_unknown(campaign: Campaign, question: str) -> None:
    definition = definition_of(campaign.protocol)
    if definition.question(question) is None:
        raise NotFoundError(
            f"{definition.key} has no question {question[:80]!r}. Take one of its definition."
        )


def _pairs_of(shown: WorkedExample) -> list[int]:
    return [] if shown.pair_id is None else [shown.pair_id]


def _playable_videos(campaign: Campaign, video_ids: Sequence[int]) -> list[Video]:
    known = queries.playable_videos(campaign.corpus_id).in_bulk(video_ids)
    count = len(definition_of(campaign.protocol).items)
    if len(known) == len(video_ids) == count:
        return [known[one] for one in video_ids]
    message = (
        f"The protocol judges {count} at a time: choose {count} different videos of the corpus "
        "that can be played, clip A first."
    )
    raise InvalidError(message, fields=[FieldProblem("videos", "unknown", message)])
