"""Say which prompts are kept for testing."""

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.catalog.models import Corpus, Prompt
from annotation_server.catalog.operations.pair_ids import lock_corpus
from annotation_server.catalog.rules import splits
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.core.statistics import refresh_statistics

BATCH = 5000


@transaction.atomic
def draw_splits(corpus: Corpus, *, share: float = 0.1, by: User | None) -> int:
    """Give a split to each prompt that has none, by the corpus's seed; returns how many those are.

    What was drawn once stays. Raises InvalidError for a share outside 0 to 1.
    """
    if not 0 <= share <= 1:
        message = f"The share of test prompts must be from 0 to 1; it is {share}."
        raise InvalidError(message, fields=[FieldProblem("share", "out_of_range", message)])
    lock_corpus(corpus)
    if not Prompt.objects.filter(corpus=corpus, split="").exists():
        return 0
    rows = Prompt.objects.filter(corpus=corpus).values_list(
        "prompt_id", "type", "refined_from", "split"
    )
    prompts = [splits.SplitPrompt(*row) for row in rows]
    drawn = splits.draw_splits(prompts, share=share, seed=corpus.split_seed)
    for split in (splits.TRAIN, splits.TEST):
        _store(corpus, split, [one for one, its in drawn.items() if its == split])
    refresh_statistics(Prompt, len(drawn))
    if drawn:
        record(by=by, action="splits_drawn", subject=corpus, share=share, drawn=len(drawn))
    return len(drawn)


def _store(corpus: Corpus, split: str, prompt_ids: list[str]) -> None:
    prompts = Prompt.objects.filter(corpus=corpus, split="")
    for start in range(0, len(prompt_ids), BATCH):
        prompts.filter(prompt_id__in=prompt_ids[start : start + BATCH]).update(split=split)
