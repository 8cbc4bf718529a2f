"""Note what the audit of a clip found, and hold back what flashes, as a part of its ingest."""

from typing import Any

from django.db import connection
from django.db.models.functions import Now

from annotation_server.audit.services import record
from annotation_server.catalog.models import Finding, Rendition, Takedown, Video
from annotation_server.catalog.models.fingerprints import PARTS_OF
from annotation_server.catalog.rules.findings import ALIKE_BITS, parts_of, shares_found

Kind = Finding.Kind
HELD_BACK = (
    "Its picture flashes more than three times in a second over {share:.0%} of its area, above the "
    "threshold of WCAG 2.3.1: a danger to people with photosensitive epilepsy."
)
ALIKE = f"""
    SELECT video.id, bit_count((rendition.fingerprint # %(fingerprint)s::bigint)::bit(64)) AS bits
    FROM catalog_rendition rendition JOIN catalog_video video ON video.id = rendition.video_id
    WHERE ARRAY[{PARTS_OF.format("fingerprint")}] && %(parts)s::bigint[]
      AND video.corpus_id = %(corpus)s AND video.alteration = '' AND video.id <> %(video)s
      AND video.sha256 <> %(sha256)s
      AND bit_count((rendition.fingerprint # %(fingerprint)s::bigint)::bit(64)) <= %(most)s
    ORDER BY bits, video.id LIMIT 1
"""  # noqa: S608  # our own numbers


def note_findings(video: Video, rendition: Rendition, sha256: str) -> None:
    """Write one row a kind. What is made for gold is altered on purpose, and not looked at."""
    if video.alteration:
        return
    shares = shares_found(
        flashing=rendition.flashing,
        black=rendition.black,
        still=rendition.still,
        has_audio=rendition.has_audio,
    )
    found = [_finding(video, Kind(kind), value=share) for kind, share in shares.items()]
    twin = _of_same_bytes(video, sha256)
    if twin is not None:
        found.append(_finding(video, Kind.SAME_BYTES, other=twin))
    elif alike := _alike(video, rendition, sha256):
        other, bits = alike
        found.append(_finding(video, Kind.LOOKS_ALIKE, other=other, value=bits))
    Finding.objects.filter(video=video).delete()
    Finding.objects.bulk_create(found)
    if Kind.FLASHING in shares:
        _hold_back(video, rendition.flashing or 0.0)


def _finding(
    video: Video, kind: Finding.Kind, *, value: float | None = None, other: int | None = None
) -> Finding:
    return Finding(corpus_id=video.corpus_id, video=video, kind=kind, value=value, other_id=other)


def _of_same_bytes(video: Video, sha256: str) -> int | None:
    same = Video.objects.filter(
        corpus=video.corpus_id, sha256=sha256, state=Video.State.DONE, alteration=""
    )
    return same.exclude(pk=video.pk).order_by("pk").values_list("pk", flat=True).first()


def _alike(video: Video, rendition: Rendition, sha256: str) -> tuple[int, float] | None:
    if rendition.fingerprint is None:
        return None
    values: dict[str, Any] = {
        "fingerprint": str(rendition.fingerprint),  # the least bigint is no number with a minus
        "parts": parts_of(rendition.fingerprint),
        "corpus": video.corpus_id,
        "video": video.pk,
        "sha256": sha256,
        "most": ALIKE_BITS,
    }
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, values)
        row: tuple[int, float] | None = cursor.fetchone()
    return row


def _hold_back(video: Video, share: float) -> None:
    """Until a manager decides; what a manager decided about before stays as they decided."""
    if Takedown.objects.filter(video=video).exists():
        return
    held = Takedown.objects.create(
        corpus_id=video.corpus_id,
        video=video,
        state=Takedown.State.HELD,
        report=HELD_BACK.format(share=share),
    )
    Video.objects.filter(pk=video.pk).update(withdrawn_at=Now())
    record(by=None, action="held_back", subject=video, takedown=str(held.pk), share=round(share, 3))
