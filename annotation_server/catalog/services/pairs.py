"""Build the pairs of a corpus by a strategy and a seed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.catalog.models import Corpus, Pair, Video
from annotation_server.catalog.operations.bulk import add_rows
from annotation_server.catalog.operations.pair_ids import fill_pair_ids, lock_corpus
from annotation_server.catalog.rules.pairing import (
    Candidate,
    Paired,
    Strategy,
    pairings,
    singles,
)
from annotation_server.core.errors import FieldProblem, InvalidError

MOST_PER_PROMPT = 1000
LARGEST_SEED = 2**53
MOST_PAIRS = 5_000_000


@dataclass(frozen=True, slots=True)
class Built:
    """`added` and `existing` are of the pairs that the strategy wants, `total` of the corpus."""

    added: int
    existing: int
    prompts: int
    total: int


@transaction.atomic
def build_pairs(
    corpus: Corpus,
    *,
    strategy: Strategy,
    seed: int,
    by: User | None,
    per_prompt: int | None = None,
    preview: bool = False,
) -> Built:
    """Add the pairs that are missing; never the same two videos twice. A preview stores nothing.

    Clips that failed or were withdrawn are left out. Raises InvalidError for a number that does not
    fit the strategy.
    """
    _check(strategy, per_prompt, seed)
    lock_corpus(corpus)
    candidates, prompts = _candidates(corpus)
    _check_size(candidates, strategy)
    there = _there(corpus)
    wanted = _wanted(candidates, strategy, seed, per_prompt or 1, there)
    new = [videos for videos in wanted if frozenset(one.video for one in videos) not in there]
    if not preview:
        _store(corpus, new, prompts)
        record(
            by=by,
            action="pairs_built",
            subject=corpus,
            strategy=str(strategy),
            seed=seed,
            per_prompt=per_prompt,
            added=len(new),
        )
    return Built(
        added=len(new),
        existing=len(wanted) - len(new),
        prompts=len({videos[0].prompt for videos in wanted}),
        total=len(there) + len(new),
    )


def _check(strategy: Strategy, per_prompt: int | None, seed: int) -> None:
    if strategy is Strategy.BALANCED and not 1 <= (per_prompt or 0) <= MOST_PER_PROMPT:
        message = f"The strategy balanced needs 1 to {MOST_PER_PROMPT} pairs per prompt."
        raise InvalidError(message, fields=[FieldProblem("per_prompt", "out_of_range", message)])
    if strategy is not Strategy.BALANCED and per_prompt is not None:
        message = f"Only the strategy balanced takes a number per prompt; {strategy} does not."
        raise InvalidError(message, fields=[FieldProblem("per_prompt", "not_used", message)])
    if not 0 <= seed <= LARGEST_SEED:
        message = "The seed must be a whole number from 0 to 2^53."
        raise InvalidError(message, fields=[FieldProblem("seed", "out_of_range", message)])


def _candidates(corpus: Corpus) -> tuple[list[Candidate], Mapping[int, int]]:
    """The videos to pair, and the primary key of each one's prompt."""
    usable = Video.objects.filter(
        corpus=corpus,
        withdrawn_at=None,
        prompt__withdrawn_at=None,
        state__in=[Video.State.QUEUED, Video.State.RUNNING, Video.State.DONE],
    )
    columns = ("pk", "prompt_id", "prompt__prompt_id", "generated_from", "source_key")
    rows = list(usable.values_list(*columns))
    candidates = [Candidate(pk, prompt, name, key) for pk, _, prompt, name, key in rows]
    return candidates, {pk: prompt_pk for pk, prompt_pk, *_ in rows}


def _check_size(candidates: list[Candidate], strategy: Strategy) -> None:
    sizes: dict[str, int] = {}
    for candidate in candidates:
        sizes[candidate.prompt] = sizes.get(candidate.prompt, 0) + 1
    considered = sum(size * (size - 1) // 2 for size in sizes.values())
    if strategy in {Strategy.ALL, Strategy.BALANCED} and considered > MOST_PAIRS:
        raise InvalidError(
            f"The prompts have {considered:,} possible pairs, more than {MOST_PAIRS:,}. "
            "Use the strategy ring.",
            code="too_many_pairs",
        )


def _there(corpus: Corpus) -> frozenset[Paired]:
    pairs = Pair.objects.filter(corpus=corpus).exclude(origin=Pair.Origin.GOLD)
    rows = pairs.values_list("video_0_id", "video_1_id").iterator()
    return frozenset(frozenset((zero, one or zero)) for zero, one in rows)


def _wanted(
    candidates: list[Candidate],
    strategy: Strategy,
    seed: int,
    per_prompt: int,
    there: frozenset[Paired],
) -> list[tuple[Candidate, ...]]:
    if strategy is Strategy.SINGLES:
        return [(video,) for video in singles(candidates)]
    drawn = pairings(candidates, strategy, seed=seed, per_prompt=per_prompt, there=there)
    return list(drawn)


def _store(corpus: Corpus, new: list[tuple[Candidate, ...]], prompts: Mapping[int, int]) -> None:
    columns = ("corpus_id", "prompt_id", "video_0_id", "video_1_id", "origin")
    rows = (
        (
            corpus.pk,
            prompts[videos[0].video],
            videos[0].video,
            videos[1].video if len(videos) > 1 else None,
            Pair.Origin.BUILT,
        )
        for videos in new
    )
    add_rows(Pair, columns, rows)
    fill_pair_ids(corpus)
