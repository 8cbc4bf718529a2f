"""Video files: there, not empty, with a container that begins and ends as it should."""

import struct
from collections.abc import Iterator
from pathlib import Path

from annotation_server.core.errors import TandemError
from annotation_server.exports.validation.shape import Wrong
from annotation_server.media.probe import probe

BOX_HEADER = 8
LONG_BOX_HEADER = 16
NEEDED_BOXES = {b"ftyp", b"moov", b"mdat"}
OTHER_BEGINNINGS = (b"GIF87a", b"GIF89a", b"\x1a\x45\xdf\xa3", b"RIFF")


def wrong_video(folder: Path, path: str, *, deep: bool) -> Iterator[Wrong]:
    """Yield what is wrong with a video file; with `deep` every frame of it is decoded."""
    file = folder / path
    outside = Path(path).is_absolute() or ".." in Path(path).parts
    if outside or not file.is_file():
        yield Wrong("video_missing", f"{path} is not there.")
        return
    broken = _broken_container(file)
    if not broken and deep:
        broken = _broken_frames(file)
    if broken:
        yield Wrong("video_broken", f"{path} {broken}")


def _broken_container(file: Path) -> str:
    size = file.stat().st_size
    if not size:
        return "is empty."
    with file.open("rb") as source:
        begin = source.read(LONG_BOX_HEADER)
        if begin.startswith(OTHER_BEGINNINGS):
            return ""
        if begin[4:8] != b"ftyp":
            return "does not begin as a video does."
        found: set[bytes] = set()
        at = 0
        while at < size:
            source.seek(at)
            header = source.read(LONG_BOX_HEADER)
            length = _length(header, size - at)
            if length < BOX_HEADER or at + length > size:
                return f"is cut off: a part that begins at byte {at} goes past its end."
            found.add(header[4:8])
            at += length
    missing = NEEDED_BOXES - found
    return f"lacks its {b', '.join(sorted(missing)).decode()}." if missing else ""


def _length(header: bytes, left: int) -> int:
    """Give the length of an MP4 box: 0 stands for the rest, 1 for a longer number behind."""
    if len(header) < BOX_HEADER:
        return 0
    length: int = struct.unpack(">I", header[:4])[0]
    if length == 0:
        return left
    if length == 1 and len(header) == LONG_BOX_HEADER:
        longer: int = struct.unpack(">Q", header[8:])[0]
        return longer
    return length


def _broken_frames(file: Path) -> str:
    try:
        probe(file)
    except TandemError as error:
        return f"does not decode: {error}"
    return ""
