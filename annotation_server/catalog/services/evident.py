"""Pairs of which anybody sees the better video: an ordinary clip beside an altered one.

Whatever is made for them stands in a corpus of its own, so that it is never paired, judged as work
or exported with the clips that it was made from.
"""

from django.db import transaction

from annotation_server.catalog import tasks
from annotation_server.catalog.models import Corpus, Pair, Prompt, Video
from annotation_server.core import jobs
from annotation_server.media.alterations import Alteration

LONGEST_NAME = 120
ENDING = " (gold)"


def gold_corpus(corpus: Corpus) -> Corpus:
    """The corpus of what is made of this one's clips for gold; made at the first need."""
    name = corpus.name[: LONGEST_NAME - len(ENDING)] + ENDING
    made, _ = Corpus.objects.get_or_create(name=name, defaults={"split_seed": corpus.split_seed})
    return made


@transaction.atomic
def altered_pair(video: Video, alteration: Alteration, *, is_first: bool) -> Pair:
    """A clip beside its altered self; a worker makes that one. `is_first`: it is `video_0`."""
    corpus = gold_corpus(video.corpus)
    prompt, _ = Prompt.objects.get_or_create(
        corpus=corpus,
        prompt_id=video.prompt.prompt_id,
        defaults={
            "text": video.prompt.text,
            "type": video.prompt.type,
            "labels": video.prompt.labels,
        },
    )
    made, is_new = Video.objects.get_or_create(
        prompt=prompt,
        generated_from=f"altered: {alteration}",
        source_key=str(video.media_id),
        defaults={
            "corpus": corpus,
            "source_name": video.source_name,
            "source_path": video.source_path,
            "is_linked": video.is_linked,
            "video_text": video.video_text,
            "labels": video.labels,
            "alteration": alteration,
        },
    )
    if is_new:
        jobs.hint(tasks.ingest_video, str(made.pk))
    return _gold_pair(video.prompt, video, made, is_first=is_first)


@transaction.atomic
def swapped_pair(video: Video, other: Video, *, is_first: bool) -> Pair:
    """A clip beside one that was made for another prompt: `other`, or the one it has already.

    So that a clip has one such pair, whichever others there are when it is asked for again.
    """
    own, others = ("video_0", "video_1") if is_first else ("video_1", "video_0")
    known = Pair.objects.filter(
        corpus=gold_corpus(video.corpus),
        prompt=video.prompt,
        origin=Pair.Origin.GOLD,
        **{own: video, f"{others}__isnull": False, f"{others}__withdrawn_at": None},
    )
    pair = known.exclude(**{f"{others}__prompt__prompt_id": video.prompt.prompt_id}).first()
    return pair or _gold_pair(video.prompt, video, other, is_first=is_first)


def _gold_pair(prompt: Prompt, right: Video, wrong: Video, *, is_first: bool) -> Pair:
    first, second = (right, wrong) if is_first else (wrong, right)
    pair, _ = Pair.objects.get_or_create(
        corpus=gold_corpus(right.corpus),
        prompt=prompt,
        video_0=first,
        video_1=second,
        origin=Pair.Origin.GOLD,
    )
    return pair
