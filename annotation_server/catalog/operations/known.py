"""What a corpus has, in the words of the rules."""

from annotation_server.catalog.models import PUBLISHED, Corpus, Pair, Prompt, Reference, Video
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
    _add_references(known, corpus, keys)
    return known


def _prompts(corpus: Corpus) -> list[PromptFacts]:
    """What is empty was never said, and may be said later."""
    return [
        PromptFacts(
            prompt_id=prompt.prompt_id,
            text=prompt.text,
            type=prompt.type,
            labels=tuple(prompt.labels) or None,
            refined_from=prompt.refined_from or None,
            source=prompt.source or None,
            split=prompt.split or None,
        )
        for prompt in Prompt.objects.filter(corpus=corpus)
    ]


def _add_pairs(known: Known, corpus: Corpus, keys: dict[int, ClipKey]) -> None:
    rows = Pair.objects.filter(corpus=corpus).values_list(
        "pair_id", "video_0_id", "video_1_id", "origin"
    )
    for pair_id, zero, one, origin in rows.iterator():
        if origin != Pair.Origin.GOLD:
            known.pairs[frozenset(keys[video] for video in (zero, one) if video)] = keys[zero]
        if pair_id:
            known.pair_ids.add(pair_id)


def _add_references(known: Known, corpus: Corpus, keys: dict[int, ClipKey]) -> None:
    on_videos = Reference.objects.filter(video__corpus=corpus, source=PUBLISHED)
    for video, answers in on_videos.values_list("video_id", "answers").iterator():
        known.references[keys[video]] = answers
    on_pairs = Reference.objects.filter(pair__corpus=corpus, source=PUBLISHED)
    rows = on_pairs.values_list("pair__video_0_id", "pair__video_1_id", "answers")
    for zero, one, answers in rows.iterator():
        known.references[frozenset(keys[video] for video in (zero, one) if video)] = answers
