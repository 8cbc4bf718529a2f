"""Delete what exports with videos hold of a withdrawn one."""

import tarfile
from pathlib import Path

from django.conf import settings

from annotation_server.catalog.models import Video
from annotation_server.exports.formats.videos import video_path


def delete_copies(video: Video) -> None:
    """From every export's folder, also of one that is being written. Safe to run twice.

    A tar file with a copy goes as a whole: the export is then rendered again without it.
    """
    if video.video_id is None:
        return
    place = Path(video_path(video.prompt.prompt_id, video.video_id, "."))
    root = Path(settings.EXPORTS_ROOT)
    for folder in root.iterdir() if root.is_dir() else ():
        for copy in (folder / place).parent.glob(f"{place.name}*"):
            copy.unlink(missing_ok=True)
        for shard in folder.glob("videos-*.tar"):
            if _holds(shard, str(place)):
                shard.unlink(missing_ok=True)


def _holds(shard: Path, beginning: str) -> bool:
    """Whether one of its names begins so; of one that is not finished nobody can tell."""
    try:
        with tarfile.open(shard) as tar:
            return any(name.startswith(beginning) for name in tar.getnames())
    except (tarfile.ReadError, OSError):
        return True
