"""Delete what exports with videos hold of a withdrawn one."""

from pathlib import Path

from django.conf import settings

from annotation_server.catalog.models import Video
from annotation_server.exports.formats.videos import video_path


def delete_copies(video: Video) -> None:
    """From every export's folder, also of one that is being written. Safe to run twice."""
    if video.video_id is None:
        return
    name = video_path(video.prompt.prompt_id, video.video_id)
    root = Path(settings.EXPORTS_ROOT)
    for folder in root.iterdir() if root.is_dir() else ():
        (folder / name).unlink(missing_ok=True)
