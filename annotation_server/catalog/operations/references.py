"""Stores the answers that came with an import. They are never counted as annotators."""

from collections.abc import Mapping

from django.db import connection

from annotation_server.catalog.models import PUBLISHED, Corpus, Pair, Reference
from annotation_server.catalog.operations.bulk import add_rows
from annotation_server.catalog.rules.manifest import ClipKey
from annotation_server.catalog.rules.plan import NewReference, Two

BATCH = 2000
# A label that somebody gave makes a video sensitive, whoever it was.
LABEL = """
    UPDATE catalog_video AS video
    SET labels = ARRAY(SELECT jsonb_array_elements_text(reference.answers -> 'video_labels'))
    FROM catalog_reference AS reference
    WHERE reference.video_id = video.id AND reference.source = %(source)s
        AND video.corpus_id = %(corpus)s AND video.labels = '{}'
        AND reference.answers -> 'video_labels' <> '[]'
"""


def add_references(
    corpus: Corpus,
    references: Mapping[ClipKey | Two, NewReference],
    videos: Mapping[ClipKey, int],
) -> None:
    """Add and complete references on videos and pairs that are in the corpus by now."""
    if not references:
        return
    pairs = _pairs(corpus)
    on_videos, on_pairs = {}, {}
    for on, reference in references.items():
        if isinstance(on, frozenset):
            on_pairs[pairs[frozenset(videos[key] for key in on)]] = reference
        else:
            on_videos[videos[on]] = reference
    _store("video_id", on_videos)
    _store("pair_id", on_pairs)
    with connection.cursor() as cursor:
        cursor.execute(LABEL, {"source": PUBLISHED, "corpus": corpus.pk})


def _pairs(corpus: Corpus) -> dict[frozenset[int], int]:
    pairs = Pair.objects.filter(corpus=corpus).exclude(origin=Pair.Origin.GOLD)
    rows = pairs.values_list("pk", "video_0_id", "video_1_id").iterator()
    return {frozenset((zero, one or zero)): pk for pk, zero, one in rows}


def _store(column: str, references: Mapping[int, NewReference]) -> None:
    new = (
        (pk, PUBLISHED, dict(reference.answers))
        for pk, reference in references.items()
        if reference.is_new
    )
    add_rows(Reference, (column, "source", "answers"), new)
    changed = [pk for pk, reference in references.items() if not reference.is_new]
    stored = Reference.objects.filter(source=PUBLISHED, **{f"{column}__in": changed})
    for reference in stored:
        reference.answers = dict(references[getattr(reference, column)].answers)
    Reference.objects.bulk_update(stored, ["answers"], batch_size=BATCH)
