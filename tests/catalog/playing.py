"""Videos that were taken in, for tests in which nobody looks at the picture."""

from hashlib import sha256

from annotation_server.catalog.models import Rendition, Video
from annotation_server.catalog.queries import media_path
from annotation_server.catalog.rules import ids

CONTENT = b"the bytes of a rendition"


def make_playable(video: Video) -> Rendition:
    """Finish the video's job; the poster's file has the rendition's bytes backwards."""
    digest = sha256(str(video.pk).encode()).hexdigest()
    video.video_id = ids.video_id(video.prompt.prompt_id, video.generated_from, digest)
    video.sha256, video.state = digest, Video.State.DONE
    video.save()
    name, poster = f"{video.media_id.hex}.mp4", f"{video.media_id.hex}.jpg"
    media_path(name).parent.mkdir(parents=True, exist_ok=True)
    media_path(name).write_bytes(CONTENT)
    media_path(poster).write_bytes(CONTENT[::-1])
    return Rendition.objects.create(
        video=video,
        name=name,
        poster_name=poster,
        bytes=len(CONTENT),
        sha256=sha256(CONTENT).hexdigest(),
        width=32,
        height=32,
        duration_us=500_000,
        frame_times_us=[0, 100_000],
    )
