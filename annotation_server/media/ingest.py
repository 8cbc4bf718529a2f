"""From a foreign file to what may be shown: the one call of the catalog's worker."""

from dataclasses import dataclass
from pathlib import Path

from annotation_server.media.alterations import Alteration
from annotation_server.media.files import clean_debris, sha256_of
from annotation_server.media.limits import DEFAULT_LIMITS, Limits
from annotation_server.media.measures import Measures, measure
from annotation_server.media.poster import Poster, poster
from annotation_server.media.probe import VideoInfo, probe
from annotation_server.media.transcode import Rendition, transcode

__all__ = ["IngestedVideo", "clean_debris", "ingest", "sha256_of"]


@dataclass(frozen=True)
class IngestedVideo:
    info: VideoInfo
    rendition: Rendition
    poster: Poster
    measures: Measures


def ingest(
    source: Path,
    folder: Path,
    name: str,
    *,
    alteration: Alteration | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> IngestedVideo:
    """Write `<name>.mp4` and `<name>.jpg` into an existing folder.

    Safe to run twice (the same files again) and to be killed anywhere (a file that has its name is
    complete). `source` is only read. Raises `UnreadableVideoError` for a clip that is refused.
    """
    info = probe(source, limits)
    rendition = transcode(source, folder, name, info=info, alteration=alteration, limits=limits)
    still = poster(rendition, folder, name, limits=limits)
    times, end = rendition.frame_times_us, rendition.duration_us
    return IngestedVideo(info, rendition, still, measure(rendition.path, times, end, limits=limits))
