"""What is taken down: found by what took it, with what goes with it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from annotation_server.catalog.models import Corpus, Pair, Prompt, Takedown, Video
from annotation_server.core.errors import NotFoundError

Thing = Prompt | Video | Pair
KINDS: dict[str, type[Prompt] | type[Video] | type[Pair]] = {
    "prompt": Prompt,
    "video": Video,
    "pair": Pair,
}
LIVE_TAKEDOWNS = (Takedown.State.HELD, Takedown.State.WITHDRAWN)


def is_taken_down(pair_id: int) -> bool:
    rows = Pair.objects.select_related("prompt", "video_0", "video_1")
    return rows.get(pk=pair_id).is_taken_down


def taken_down_among(pairs: Iterable[int]) -> set[int]:
    """Which of these pairs are out of circulation."""
    rows = Pair.objects.filter(pk__in=pairs).select_related("prompt", "video_0", "video_1")
    return {pair.pk for pair in rows if pair.is_taken_down}


def is_only_held(video: Video) -> bool:
    """Whether all that takes a video down are reports that nobody has decided about."""
    its = Takedown.objects.filter(Q(video=video) | Q(prompt=video.prompt_id))
    states = set(its.filter(state__in=LIVE_TAKEDOWNS).values_list("state", flat=True))
    return states == {Takedown.State.HELD}


def field_of(thing: Thing) -> str:
    """What a thing is called where it may be a prompt, a video or a pair."""
    return next(name for name, kind in KINDS.items() if isinstance(thing, kind))


def thing_by_pk(kind: str, pk: int) -> Thing:
    """A prompt, video or pair by its number. Raises NotFoundError."""
    found: Thing | None = KINDS[kind]._default_manager.filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def thing_called(corpus: Corpus, kind: str, name: str) -> Thing:
    """A prompt, video or pair of a corpus by its published id, with the sentence for a terminal."""
    rows = KINDS[kind]._default_manager.filter(corpus=corpus, **{f"{kind}_id": name})
    found: Thing | None = rows.first()
    if found is None:
        raise NotFoundError(f"The corpus {corpus.name!r} has no {kind} {name!r}. Check the id.")
    return found


def pairs_of(thing: Thing) -> QuerySet[Pair]:
    """The pairs that cannot be judged without it."""
    match thing:
        case Prompt():
            shown = Q(video_0__prompt=thing) | Q(video_1__prompt=thing)  # of gold's swapped pairs
            return Pair.objects.filter(Q(prompt=thing) | shown)
        case Video():
            return Pair.objects.filter(Q(video_0=thing) | Q(video_1=thing))
    return Pair.objects.filter(pk=thing.pk)


def files_of(thing: Thing) -> QuerySet[Video]:
    """The videos whose files go with it, altered copies too; a pair has none of its own."""
    match thing:
        case Prompt():
            its = Video.objects.filter(prompt=thing)
        case Video():
            its = Video.objects.filter(pk=thing.pk)
        case _:
            return Video.objects.none()
    sources = [str(media_id) for media_id in its.values_list("media_id", flat=True)]
    copies = Q(source_key__in=sources) & ~Q(alteration="")
    return Video.objects.filter(Q(pk__in=its) | copies).order_by("pk")


def live_takedown(thing: Thing) -> Takedown | None:
    return thing.takedowns.filter(state__in=LIVE_TAKEDOWNS).first()


def takedowns(*, state: str = "", corpus: UUID | None = None) -> QuerySet[Takedown]:
    """Those that wait for a manager first, then the newest."""
    found = Takedown.objects.select_related(
        "corpus", "prompt", "video__prompt", "video__rendition", "pair__prompt", "deletion",
        "reported_by__identity", "withdrawn_by__identity", "ended_by__identity",
    )  # fmt: skip
    if state:
        found = found.filter(state=state)
    if corpus:
        found = found.filter(corpus=corpus)
    is_decided = Case(When(state=Takedown.State.HELD, then=0), default=1)
    return found.order_by(is_decided, "-created_at", "pk")


def takedown_by_id(takedown_id: UUID) -> Takedown:
    found = takedowns().filter(pk=takedown_id).first()
    if found is None:
        raise NotFoundError
    return found


def live_takedowns(things: Iterable[Thing]) -> dict[tuple[str, int], Takedown]:
    """Why each of these is taken down, in one query: by what it is, and its number."""
    wanted = Q(pk=None)
    for name, kind in KINDS.items():
        wanted |= Q(**{f"{name}__in": [one.pk for one in things if isinstance(one, kind)]})
    found = takedowns().filter(wanted, state__in=LIVE_TAKEDOWNS)
    return {(field_of(one.thing), one.thing.pk): one for one in found}


def taken_down_pairs(corpus_id: UUID) -> QuerySet[Pair]:
    """The pairs of a corpus that are out of circulation, found by what took them out."""
    live = Takedown.objects.filter(corpus=corpus_id, state__in=LIVE_TAKEDOWNS)
    videos, prompts = live.values("video"), live.values("prompt")
    return Pair.objects.filter(
        Q(pk__in=live.values("pair")) | Q(prompt__in=prompts)
        | Q(video_0__in=videos) | Q(video_1__in=videos)
    )  # fmt: skip
