"""Which files are clips, told from their first bytes, so that ffmpeg never has to guess.

A forced demuxer and these allow lists are what keeps a playlist from opening other files:
`-protocol_whitelist file` alone lets an HLS playlist named `.mp4` copy another local video.
"""

from pathlib import Path

from annotation_server.media.errors import UnreadableVideoError

HEAD_BYTES = 64
MOV_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
LISTS = {
    b"#EXTM3U": "an HLS playlist",
    b"ffconcat": "a list of other files (ffconcat)",
    b"<?xml": "an XML document",
    b"<MPD": "a DASH manifest",
    b"[playlist": "a playlist",
    b"#!": "a script",
}
# Decoder names of ffmpeg. The audio and text ones are opened by ffprobe, never used by us.
VIDEO_DECODERS = (
    "h264,hevc,libdav1d,libaom-av1,av1,vp8,vp9,libvpx,libvpx-vp9,mpeg4,mjpeg,gif,ffv1,rawvideo"
)
OTHER_DECODERS = (
    "aac,mp3float,mp3,opus,vorbis,flac,alac,ac3,eac3,"
    "pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_f32le,mov_text,ass,ssa,subrip,srt,webvtt"
)
DECODERS = f"{VIDEO_DECODERS},{OTHER_DECODERS}"
ACCEPTED = "Tandem takes MP4, MOV, WebM, Matroska, AVI and GIF"


def container_of(path: Path) -> str:
    """Name the demuxer of ffmpeg that this file is for."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise UnreadableVideoError("The file is empty. Export the clip again.", code="empty_file")
    found = _demuxer(head)
    if found is None:
        raise UnreadableVideoError(
            f"The file is {_likely(head)}, not a video. {ACCEPTED}; convert the clip to one of "
            "them. The name of the file plays no part.",
            code="not_a_video",
        )
    return found


def _demuxer(head: bytes) -> str | None:
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:11] == b"AVI":
        return "avi"
    return "mov" if head[4:8] in MOV_BOXES else None


def _likely(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for start, name in LISTS.items():
        if text.startswith(start):
            return name
    return "text" if head.isascii() and b"\0" not in head else "of an unknown kind"
