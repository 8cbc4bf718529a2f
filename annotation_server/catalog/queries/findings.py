"""What the audit of a corpus found: clip by clip, and pairs of unequal length."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Abs, Greatest

from annotation_server.catalog.models import Corpus, Finding, Pair, Rendition, Takedown, Video
from annotation_server.catalog.rules.findings import UNEQUAL_ABOVE

UNEQUAL = "unequal_length"
KINDS = (*Finding.Kind.values, UNEQUAL)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the audit. `other` is the clip it is like, or the other one of the pair."""

    id: int
    kind: str
    value: float | None
    video: Video
    other: Video | None


@dataclass(frozen=True, slots=True)
class Audit:
    """How much was found of each kind, and how many clips nobody looked at."""

    counts: dict[str, int]
    unseen: int


def audit_of(corpus: Corpus) -> Audit:
    """Clips that were taken in before there was an audit were not looked at."""
    rows = Finding.objects.filter(corpus=corpus).order_by().values_list("kind")
    counts = dict(rows.annotate(Count("pk")))
    ready = Rendition.objects.filter(video__corpus=corpus, video__alteration="")
    return Audit(
        {kind: counts.get(kind, 0) for kind in Finding.Kind.values}
        | {UNEQUAL: _unequal(corpus.pk).count()},
        ready.filter(flashing=None).count(),
    )


def found_in(corpus: Corpus, kind: str, after: int, most: int) -> list[Found]:
    """Those of a kind after a cursor, in the order in which clips were taken in."""
    if kind == UNEQUAL:
        pairs = _unequal(corpus.pk).filter(pk__gt=after).order_by("pk")[:most]
        return [
            Found(pair.pk, kind, pair.differs, pair.video_0, pair.video_1)  # type: ignore[attr-defined]  # annotated
            for pair in pairs.select_related(*_shown("video_0"), *_shown("video_1"))
        ]
    rows = Finding.objects.filter(corpus=corpus, kind=kind, pk__gt=after).order_by("pk")[:most]
    return [
        Found(row.pk, kind, row.value, row.video, row.other)
        for row in rows.select_related(*_shown("video"), *_shown("other"))
    ]


def takedowns_of(videos: Iterable[Video]) -> dict[int, Takedown]:
    """By video the latest time that it was taken down, if ever."""
    rows = Takedown.objects.filter(video__in=[one.pk for one in videos]).order_by("created_at")
    return {row.video_id: row for row in rows if row.video_id is not None}


def _shown(video: str) -> tuple[str, str]:
    return f"{video}__prompt", f"{video}__rendition"


def _unequal(corpus_id: UUID) -> QuerySet[Pair]:
    """Pairs of which one clip plays more than a tenth longer than the other."""
    first, second = F("video_0__rendition__duration_us"), F("video_1__rendition__duration_us")
    differs = Abs(first - second) * 1.0 / Greatest(first, second)
    current = Q(withdrawn_at=None, video_0__withdrawn_at=None, video_1__withdrawn_at=None)
    pairs = Pair.objects.filter(current, corpus=corpus_id).exclude(origin=Pair.Origin.GOLD)
    return pairs.annotate(differs=differs).filter(differs__gt=UNEQUAL_ABOVE)
