"""Gives pairs their id once both videos have theirs."""

from django.db import connection

from annotation_server.catalog.models import Corpus, Video

# json.dumps writes a list with ", " between; ids are hexadecimal and need no escaping. A pair whose
# id is taken by another stays without: of the same two videos there may also be gold.
FILL = """
    WITH named AS (
        SELECT DISTINCT ON (pair_id) pair.id, encode(sha256(convert_to(
            '["' || concat_ws('", "', zero.video_id, one.video_id) || '"]', 'UTF8'
        )), 'hex') AS pair_id
        FROM catalog_pair AS pair
        JOIN catalog_video AS zero ON zero.id = pair.video_0_id
        LEFT JOIN catalog_video AS one ON one.id = pair.video_1_id
        WHERE pair.corpus_id = %(corpus)s AND pair.pair_id IS NULL
            AND zero.video_id IS NOT NULL AND (one.id IS NULL OR one.video_id IS NOT NULL)
            AND (%(video)s IS NULL OR pair.video_0_id = %(video)s OR pair.video_1_id = %(video)s)
        ORDER BY pair_id, pair.origin = 'gold', pair.id
    )
    UPDATE catalog_pair AS pair SET pair_id = named.pair_id FROM named
    WHERE pair.id = named.id AND NOT EXISTS (
        SELECT FROM catalog_pair AS other
        WHERE other.corpus_id = %(corpus)s AND other.pair_id = named.pair_id
    )
"""


def lock_corpus(corpus: Corpus) -> None:
    """One at a time adds pairs or names videos in a corpus, so that no pair misses its id."""
    Corpus.objects.select_for_update(no_key=True).get(pk=corpus.pk)


def fill_pair_ids(corpus: Corpus, video: Video | None = None) -> int:
    """Name the pairs of a video, or all that can be named. Only with the corpus locked."""
    with connection.cursor() as cursor:
        values = {"corpus": corpus.pk, "video": None if video is None else video.pk}
        cursor.execute(FILL, values)
        named: int = cursor.rowcount
    return named
