"""The rendition of a clip: made by ffmpeg, or copied from a clip of the same bytes."""

import shutil
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from annotation_server.catalog.models import Rendition, Video
from annotation_server.catalog.queries import media_path
from annotation_server.media.alterations import Alteration
from annotation_server.media.files import named, published
from annotation_server.media.ingest import ingest, sha256_of
from annotation_server.media.recipe import recipe

MOST_TRIED = 3
RENDITION, POSTER = ".mp4", ".jpg"


@dataclass(frozen=True, slots=True)
class Made:
    """The fields of a Rendition whose files are on the disk, by their names there."""

    name: str
    poster_name: str
    bytes: int
    sha256: str
    width: int
    height: int
    duration_us: int
    frame_times_us: list[int]
    recipe: str
    has_audio: bool | None
    black: float | None
    still: float | None
    flashing: float | None
    fingerprint: int | None


def made_of(source: Path, sha256: str, target: Path, alteration: Alteration | None = None) -> Made:
    """Write `<target>.mp4` and `<target>.jpg`, and tell what they are.

    A clip that was imported before, here or into another corpus, is not converted again: its files
    are copied, as long as they are whole and what makes them is what made them. Each clip has files
    of its own, so that deleting one clip's never touches another's.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for twin in _twins(sha256, alteration):
        if _is_copied(twin, target):
            facts = {one.name: getattr(twin, one.name) for one in fields(Made)}
            own = {"name": target.name + RENDITION, "poster_name": target.name + POSTER}
            return Made(**{**facts, **own})
    return _converted(source, target, alteration)


def _twins(sha256: str, alteration: Alteration | None) -> list[Rendition]:
    found = Rendition.objects.filter(
        video__sha256=sha256, video__state=Video.State.DONE, recipe=recipe(alteration)
    )
    return list(found.order_by("-video")[:MOST_TRIED])


def _is_copied(twin: Rendition, target: Path) -> bool:
    """Whether the twin's files were there, and its rendition still the bytes that were checked."""
    try:
        if sha256_of(media_path(twin.name)) != twin.sha256:
            return False
        for name, ending in ((twin.name, RENDITION), (twin.poster_name, POSTER)):
            with published(named(target.parent, target.name, ending)) as part:
                shutil.copyfile(media_path(name), part)
    except FileNotFoundError:
        return False
    return True


def _converted(source: Path, target: Path, alteration: Alteration | None) -> Made:
    made = ingest(source, target.parent, target.name, alteration=alteration)
    return Made(
        name=made.rendition.path.name,
        poster_name=made.poster.path.name,
        bytes=made.rendition.bytes,
        sha256=made.rendition.sha256,
        width=made.rendition.width,
        height=made.rendition.height,
        duration_us=made.rendition.duration_us,
        frame_times_us=list(made.rendition.frame_times_us),
        recipe=recipe(alteration),
        has_audio=made.info.has_audio,
        **asdict(made.measures),
    )
