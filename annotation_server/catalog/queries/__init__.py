"""Find corpora, videos and files, and say where a browser gets them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from annotation_server.accounts.models import User
from annotation_server.catalog.models import (
    PUBLISHED,
    Corpus,
    Import,
    Pair,
    Prompt,
    Reference,
    Rendition,
    Video,
)
from annotation_server.catalog.queries.takedowns import is_only_held
from annotation_server.catalog.rules.archives import SETS, kind_of
from annotation_server.core.errors import FieldProblem, InvalidError, NotFoundError
from annotation_server.media.delivery import Delivery, Kind, sign

STATES = ("queued", "running", "done", "failed", "withdrawn")
URL_SECONDS = 3600
MOST_IMPORTS = 50
MOST_VIDEOS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CorpusCounts:
    """How many there are; `videos` by state, where a withdrawn one counts as that alone."""

    prompts: int
    videos: dict[str, int]
    pairs: int
    references: int


@dataclass(frozen=True, slots=True)
class InboxFile:
    """`path` is below the inbox; `kind` is manifest, pairs or archive."""

    path: str
    kind: str
    bytes: int


def corpora() -> QuerySet[Corpus]:
    return Corpus.objects.order_by("-created_at", "id")


def corpus_by_id(corpus_id: UUID) -> Corpus:
    corpus = Corpus.objects.filter(pk=corpus_id).first()
    if corpus is None:
        raise NotFoundError
    return corpus


def corpus_named(name: str) -> Corpus:
    """By name or, if no corpus has that name, by id. Raises NotFoundError for a terminal."""
    corpus = Corpus.objects.filter(name=name).first() or _corpus_with_id(name)
    if corpus is None:
        raise NotFoundError(
            f"There is no corpus named {name!r}. `import_corpus MANIFEST --corpus {name}` makes it."
        )
    return corpus


def _corpus_with_id(text: str) -> Corpus | None:
    try:
        return Corpus.objects.filter(pk=text).first()
    except ValidationError:
        return None


def counts(corpus: Corpus) -> CorpusCounts:
    current = Q(withdrawn_at=None)
    by_state = {state: Count("pk", current & Q(state=state)) for state in STATES[:-1]}
    videos = Video.objects.filter(corpus=corpus).aggregate(
        **by_state, withdrawn=Count("pk", ~current)
    )
    return CorpusCounts(
        prompts=Prompt.objects.filter(corpus=corpus, withdrawn_at=None).count(),
        videos=videos,
        pairs=Pair.objects.filter(corpus=corpus, withdrawn_at=None).count(),
        references=_references(corpus),
    )


def _references(corpus: Corpus) -> int:
    of_corpus = ({"pair__corpus": corpus}, {"video__corpus": corpus})
    return sum(Reference.objects.filter(source=PUBLISHED, **one).count() for one in of_corpus)


def import_by_id(import_id: UUID) -> Import:
    found = Import.objects.filter(pk=import_id).first()
    if found is None:
        raise NotFoundError
    return found


def imports_of(corpus: Corpus) -> QuerySet[Import]:
    """The newest first, and no more than a page can show."""
    return Import.objects.filter(corpus=corpus).order_by("-created_at", "pk")[:MOST_IMPORTS]


def video_by_pk(pk: int) -> Video:
    video = Video.objects.filter(pk=pk).first()
    if video is None:
        raise NotFoundError
    return video


def videos(corpus: Corpus, *, state: str = "", after: int = 0) -> QuerySet[Video]:
    """In the order of import, those after a cursor (the number of the last one seen)."""
    found = Video.objects.filter(corpus=corpus, pk__gt=after).select_related("prompt", "rendition")
    if state == "withdrawn":
        found = found.exclude(withdrawn_at=None)
    elif state:
        found = found.filter(state=state, withdrawn_at=None)
    return found.order_by("pk")


@dataclass(frozen=True, slots=True)
class ListedPrompt:
    """A prompt with the first of its videos, and how many videos and pairs it has in all."""

    prompt: Prompt
    videos: list[Video]
    video_count: int
    pairs: int

    @property
    def is_sensitive(self) -> bool:
        return self.prompt.is_sensitive or any(video.labels for video in self.videos)


def prompts(
    corpus: Corpus, *, kind: str = "", words: str = "", after: int = 0, most: int
) -> list[ListedPrompt]:
    """In the order of import, those after a cursor whose text holds the words."""
    found = Prompt.objects.filter(corpus=corpus, pk__gt=after).order_by("pk")
    if kind:
        found = found.filter(type=kind)
    if words:
        found = found.filter(text__icontains=words)
    rows = list(found[:most])
    shown = _videos_of(rows)
    videos = _counted(Video.objects.filter(prompt__in=rows))
    pairs = _counted(Pair.objects.filter(prompt__in=rows, withdrawn_at=None))
    return [
        ListedPrompt(row, shown.get(row.pk, []), videos.get(row.pk, 0), pairs.get(row.pk, 0))
        for row in rows
    ]


def _videos_of(rows: list[Prompt]) -> dict[int, list[Video]]:
    place = Window(RowNumber(), partition_by="prompt", order_by=["generated_from", "pk"])
    first = Video.objects.filter(prompt__in=rows).annotate(place=place)
    found: dict[int, list[Video]] = {}
    for video in first.filter(place__lte=MOST_VIDEOS_SHOWN).select_related("prompt", "rendition"):
        found.setdefault(video.prompt_id, []).append(video)
    for videos in found.values():
        videos.sort(key=lambda video: (video.generated_from, video.pk))
    return found


def _counted(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("prompt").annotate(Count("pk")))


def failed_videos(corpus: Corpus) -> QuerySet[Video]:
    return videos(corpus, state="failed")


def unfinished(corpus: Corpus) -> int:
    """How many clips a worker still has to take or to finish."""
    waiting = Q(state__in=[Video.State.QUEUED, Video.State.RUNNING])
    return Video.objects.filter(waiting, corpus=corpus).count()


def media_path(name: str) -> Path:
    """Where a rendition or poster is stored. Folders of two digits keep any one of them small."""
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def media_url(user: User, rendition: Rendition, *, now: float | None = None) -> str:
    """Where this user alone gets the video, for one to two hours; the same URL within the hour."""
    return _url(user, rendition.name, Kind.RENDITION, now)


def poster_url(user: User, rendition: Rendition, *, now: float | None = None) -> str:
    return _url(user, rendition.poster_name, Kind.POSTER, now)


def _url(user: User, name: str, kind: Kind, now: float | None) -> str:
    hour = int(time.time() if now is None else now) // URL_SECONDS
    token = sign(str(user.pk), name, kind, (hour + 2) * URL_SECONDS)
    return _media_prefix() + token


@lru_cache(maxsize=1)
def _media_prefix() -> str:
    """A token has only letters, digits, `-` and `_`, which an address has as they are."""
    return reverse("media", kwargs={"token": "-"})[:-1]


def served_video(delivery: Delivery, user: User) -> Video | None:
    """The video of a signed name, if it is still to be had: it exists and is not withdrawn.

    What is only held is shown to managers, who have to decide about it.
    """
    column = "name" if delivery.kind is Kind.RENDITION else "poster_name"
    found = Video.objects.select_related("prompt")
    video = found.filter(**{f"rendition__{column}": delivery.name}).first()
    if video is None or is_current(video) or (user.is_manager and is_only_held(video)):
        return video
    return None


def is_current(video: Video) -> bool:
    """Whether neither it nor its prompt is taken down."""
    return video.withdrawn_at is None and video.prompt.withdrawn_at is None


def own_folders() -> Iterator[Path]:
    """The folders that imports keep clips in, one for each import and named by its id."""
    root = sources_root()
    return (path for path in root.iterdir() if path.is_dir()) if root.is_dir() else iter(())


def inbox() -> list[InboxFile]:
    """What lies ready in the inbox: in the folder itself and in its folders, without links.

    Of a published dataset also what lies in the folders of its sets.
    """
    root = settings.TANDEM_INBOX
    patterns = ("*", "*/*", *(f"*/{name}/*" for name in SETS))
    found = [path for pattern in patterns for path in root.glob(pattern)]
    return [
        InboxFile(str(path.relative_to(root)), kind, path.stat().st_size)
        for path in sorted(found)
        if (kind := kind_of(path.name)) and _is_own(path) and str(path).isprintable()
    ]


def _is_own(path: Path) -> bool:
    return path.is_file() and path.resolve() == path


def inbox_file(path: str, field: str, *kinds: str) -> Path:
    """A file of the inbox, named as the list names it. Raises InvalidError for any other."""
    if any(file.path == path and file.kind in kinds for file in inbox()):
        return Path(settings.TANDEM_INBOX) / path
    message = f"The inbox has no {' or '.join(kinds)} {path!r}. Choose one from its list."
    raise InvalidError(message, fields=[FieldProblem(field, "file_missing", message)])


def sources_root() -> Path:
    return Path(settings.TANDEM_DATA).resolve() / "sources"
