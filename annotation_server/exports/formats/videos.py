"""`videos/<prompt_id>/<video_id>.mp4`: what the annotators watched."""

from pathlib import Path

from psycopg2.sql import SQL, Literal

from annotation_server.catalog.queries import media_path
from annotation_server.core.errors import TandemError
from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.copied import copied
from annotation_server.exports.formats.cut import Cut

VIDEOS = SQL("""
    SELECT t.prompt_id, v.video_id, r.name, r.sha256
    FROM exports_snapshotconsensus c
    JOIN catalog_video v ON v.id = c.video_id
    JOIN catalog_prompt t ON t.id = v.prompt_id
    LEFT JOIN catalog_rendition r ON r.video_id = v.id
    WHERE c.snapshot_id = {snapshot} AND c.video_id IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM exports_snapshotexclusion x
        WHERE x.snapshot_id = c.snapshot_id AND x.video_id = c.video_id
      )
    ORDER BY t.prompt_id COLLATE "C", v.video_id COLLATE "C"
""")


class VideoMissingError(TandemError):
    """A rendition that the database knows is not in the store."""

    code = "video_missing"


def video_path(prompt_id: str | None, video_id: str | None) -> str:
    """Give where a video lies below the dataset's folder; the published files say the same."""
    return f"videos/{prompt_id}/{video_id}.mp4"


def link_videos(cut: Cut, folder: ExportFolder) -> int:
    """Link or copy the renditions of the videos into the export; returns how many."""
    count = 0
    query = VIDEOS.format(snapshot=Literal(str(cut.snapshot.pk)))
    for prompt_id, video_id, name, digest in copied(query):
        folder.link(video_path(prompt_id, video_id), _stored(video_id, name), digest or "")
        folder.beat(1)
        count += 1
    return count


def _stored(video_id: str | None, name: str | None) -> Path:
    path = media_path(name or "")
    if not name or not path.is_file():
        raise VideoMissingError(
            f"The file of video {video_id} is not in the store. Retry that video on the corpus' "
            "page, or export without videos."
        )
    return path
