"""What a corpus has, in the words of the rules."""

from annotation_server.catalog.models import Corpus, Pair, Prompt, Video
from annotation_server.catalog.rules.manifest import ClipKey, PromptFacts
from annotation_server.catalog.rules.plan import Known


def known_of(corpus: Corpus) -> Known:
    known = Known(prompts={facts.prompt_id: facts for facts in _prompts(corpus)})
    keys: dict[int, ClipKey] = {}
    rows = Video.objects.filter(corpus=corpus).values_list(
        "pk", "video_id", "prompt__prompt_id", "generated_from", "source_key"
    )
    for pk, video_id, prompt_id, generator, source_key in rows.iterator():
        keys[pk] = (prompt_id, generator, source_key)
        if video_id:
            known.video_ids[video_id] = keys[pk]
    known.clips = set(keys.values())
    _add_pairs(known, corpus, keys)
    return known


def _prompts(corpus: Corpus) -> list[PromptFacts]:
    return [
        PromptFacts(
            prompt_id=prompt.prompt_id,
            text=prompt.text,
            type=prompt.type,
            labels=tuple(prompt.labels),
            refined_from=prompt.refined_from,
            source=prompt.source,
        )
        for prompt in Prompt.objects.filter(corpus=corpus)
    ]


def _add_pairs(known: Known, corpus: Corpus, keys: dict[int, ClipKey]) -> None:
    rows = Pair.objects.filter(corpus=corpus).values_list(
        "pair_id", "video_0_id", "video_1_id", "origin"
    )
    for pair_id, zero, one, origin in rows.iterator():
        if origin != Pair.Origin.GOLD:
            known.pairs.add(frozenset(keys[video] for video in (zero, one) if video))
        if pair_id:
            known.pair_ids.add(pair_id)
