"""`videos/<prompt_id>/<video_id>.mp4`: what the annotators watched."""

from pathlib import Path

from django.db.models import QuerySet

from annotation_server.catalog.models import Video
from annotation_server.catalog.queries import media_path
from annotation_server.core.errors import TandemError
from annotation_server.exports.folder import ExportFolder

AT_ONCE = 2000


class VideoMissingError(TandemError):
    """A rendition that the database knows is not in the store."""

    code = "video_missing"


def video_path(prompt_id: str, video_id: str) -> str:
    """Give where a video lies below the dataset's folder; the published files say the same."""
    return f"videos/{prompt_id}/{video_id}.mp4"


def link_videos(videos: QuerySet[Video], folder: ExportFolder) -> int:
    """Link or copy the renditions of the videos into the export; returns how many."""
    columns = ("prompt__prompt_id", "video_id", "rendition__name", "rendition__sha256")
    count = 0
    for prompt_id, video_id, name, digest in videos.values_list(*columns).iterator(AT_ONCE):
        folder.link(video_path(prompt_id, video_id), _stored(video_id, name), digest)
        folder.beat(1)
        count += 1
    return count


def _stored(video_id: str, name: str | None) -> Path:
    path = media_path(name or "")
    if not name or not path.is_file():
        raise VideoMissingError(
            f"The file of video {video_id} is not in the store. Retry that video on the corpus' "
            "page, or export without videos."
        )
    return path
