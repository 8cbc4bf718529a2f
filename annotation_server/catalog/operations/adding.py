"""Adds what an import plans to a corpus: prompts, videos, pairs and references."""

import uuid
from collections.abc import Mapping
from pathlib import Path

from annotation_server.catalog.models import Corpus, Pair, Prompt, Video
from annotation_server.catalog.operations.bulk import add_rows
from annotation_server.catalog.operations.pair_ids import fill_pair_ids
from annotation_server.catalog.operations.references import add_references
from annotation_server.catalog.rules.manifest import FACTS, Clip, ClipKey
from annotation_server.catalog.rules.plan import Plan

BATCH = 2000


def add_plan(
    corpus: Corpus, made: Plan, sources: Mapping[ClipKey, Path], *, is_linked: bool
) -> None:
    """Add it all. Only inside a transaction that has the corpus locked."""
    _add_prompts(corpus, made)
    _fill_prompts(corpus, made)
    prompts = dict(Prompt.objects.filter(corpus=corpus).values_list("prompt_id", "pk"))
    _add_videos(corpus, made.clips, prompts, sources, is_linked=is_linked)
    videos = _video_keys(corpus) if made.pairs or made.references else {}
    _add_pairs(corpus, made, prompts, videos)
    fill_pair_ids(corpus)
    add_references(corpus, made.references, videos)


def _add_prompts(corpus: Corpus, made: Plan) -> None:
    columns = ("corpus_id", "prompt_id", *FACTS)
    rows = (
        (
            corpus.pk,
            facts.prompt_id,
            facts.text,
            facts.type or Prompt.Type.NEUTRAL,
            facts.labels or (),
            facts.refined_from or "",
            facts.source or "",
            facts.split or "",
        )
        for facts in made.prompts
    )
    add_rows(Prompt, columns, rows)


def _fill_prompts(corpus: Corpus, made: Plan) -> None:
    """Store what the manifest says of prompts that the corpus has, and did not know of them."""
    ids = [facts.prompt_id for facts in made.fills]
    rows = Prompt.objects.filter(corpus=corpus, prompt_id__in=ids)
    stored = {prompt.prompt_id: prompt for prompt in rows}
    for facts in made.fills:
        prompt = stored[facts.prompt_id]
        prompt.labels = list(facts.labels or ())
        prompt.refined_from, prompt.source = facts.refined_from or "", facts.source or ""
        prompt.split = facts.split or ""
    Prompt.objects.bulk_update(
        stored.values(), ["labels", "refined_from", "source", "split"], batch_size=BATCH
    )


VIDEO_COLUMNS = (
    *("corpus_id", "prompt_id", "video_id", "source_key", "source_name", "source_path", "media_id"),
    *("is_linked", "video_text", "generated_from", "licence", "sha256", "total_units"),
)


def _add_videos(
    corpus: Corpus,
    clips: list[Clip],
    prompts: Mapping[str, int],
    sources: Mapping[ClipKey, Path],
    *,
    is_linked: bool,
) -> None:
    rows = (
        (
            corpus.pk,
            prompts[clip.prompt.prompt_id],
            clip.video_id,
            clip.source_key,
            clip.path,
            sources[clip.key],
            uuid.uuid4(),
            is_linked,
            clip.video_text,
            clip.generated_from,
            clip.licence,
            clip.sha256,
            1,
        )
        for clip in clips
    )
    add_rows(Video, VIDEO_COLUMNS, rows)


def _video_keys(corpus: Corpus) -> dict[ClipKey, int]:
    rows = Video.objects.filter(corpus=corpus).values_list(
        "prompt__prompt_id", "generated_from", "source_key", "pk"
    )
    return {(one, two, three): pk for one, two, three, pk in rows.iterator()}


def _add_pairs(
    corpus: Corpus, made: Plan, prompts: Mapping[str, int], videos: Mapping[ClipKey, int]
) -> None:
    columns = ("corpus_id", "prompt_id", "pair_id", "video_0_id", "video_1_id", "origin")
    rows = (
        (
            corpus.pk,
            prompts[pair.video_0[0]],
            pair.pair_id,
            videos[pair.video_0],
            videos[pair.video_1] if pair.video_1 else None,
            Pair.Origin.GIVEN,
        )
        for pair in made.pairs
    )
    add_rows(Pair, columns, rows)
