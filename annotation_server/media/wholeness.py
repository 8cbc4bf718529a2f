"""Finds files that end too early where ffmpeg decodes what is there and says nothing.

Matroska needs no walk: its demuxer reports a premature end itself.
"""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from annotation_server.media.errors import UnreadableVideoError

GIF_HEADER, GIF_IMAGE, GIF_EXTENSION, GIF_TRAILER = 13, 0x2C, 0x21, 0x3B


def check_whole(path: Path, container: str) -> None:
    walk = WALKS.get(container)
    if walk is None:
        return
    with path.open("rb") as file:
        is_whole = walk(file, path.stat().st_size)
    if not is_whole:
        raise truncated()


def truncated() -> UnreadableVideoError:
    return UnreadableVideoError(
        "The file is cut off: it ends before the clip does. Copy or export it again.",
        code="truncated",
    )


def _mov_is_whole(file: BinaryIO, size: int) -> bool:
    """Each top-level box says how long it is. Under 8 bytes at the end are padding."""
    position = 0
    while position + 8 <= size:
        file.seek(position)
        length = int.from_bytes(file.read(4))
        if length == 1:
            length = int.from_bytes(file.read(12)[4:])
        if length == 0 or length < 8:  # noqa: PLR2004  # to the end of the file, or no box
            return True
        position += length
    return position <= size


def _avi_is_whole(file: BinaryIO, size: int) -> bool:
    file.seek(4)
    (length,) = struct.unpack("<I", file.read(4))
    return bool(length + 8 <= size)


def _gif_is_whole(file: BinaryIO, _size: int) -> bool:
    """Step from block to block; only the trailer is a proper end."""
    header = file.read(GIF_HEADER)
    if len(header) < GIF_HEADER:
        return False
    _skip_colours(file, header[10])
    while kind := file.read(1):
        if kind[0] == GIF_TRAILER:
            return True
        if kind[0] == GIF_IMAGE:
            descriptor = file.read(9)
            if len(descriptor) < 9:  # noqa: PLR2004  # cut inside the descriptor
                return False
            _skip_colours(file, descriptor[8])
        if kind[0] in (GIF_IMAGE, GIF_EXTENSION):  # other bytes are skipped, as players do
            file.read(1)  # the code size of an image, the label of an extension
            _skip_blocks(file)
    return False


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.seek(3 << (flags & 7) + 1, 1)


def _skip_blocks(file: BinaryIO) -> None:
    while (length := file.read(1)) and length[0]:
        file.seek(length[0], 1)


WALKS: dict[str, Callable[[BinaryIO, int], bool]] = {
    "mov": _mov_is_whole,
    "avi": _avi_is_whole,
    "gif": _gif_is_whole,
}
