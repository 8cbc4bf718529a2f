"""Sends one file with ranges, in short replies, and tells nothing of it but its bytes.

The URL's view decides who may have what (`open_token`, then the database); this module only sends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from annotation_server.media.addresses import Delivery, Kind, open_token, sign
from annotation_server.media.errors import MediaNotFoundError
from annotation_server.media.limits import MIB

__all__ = ["CONTENT_TYPES", "Delivery", "Kind", "open_token", "serve_file", "sign"]

CONTENT_TYPES = {Kind.RENDITION: "video/mp4", Kind.POSTER: "image/jpeg"}
MAX_AGE_SECONDS = 600
OPEN_RANGE_BYTES = MIB
CHUNK = 64 * 1024
# nginx would compare these with the file's time, and so tell it bit by bit. Without a validator of
# ours they are to be ignored, as here.
CONDITIONS = {"if-match", "if-unmodified-since"}
FROM_START = re.compile(r"bytes=(\d{1,40})-(\d{0,40})", re.ASCII | re.IGNORECASE)
FROM_END = re.compile(r"bytes=-(\d{1,40})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """Bytes `first` to `last`, both included; `last` before `first` is an empty file."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class UnsatisfiableRangeError(Exception):
    """The range begins behind the end: a 416, not an error of ours."""


@dataclass(frozen=True)
class Pieces:
    """The bytes of a part. Django closes it, also when nothing was read."""

    file: BinaryIO
    part: Part

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.part.first)
        left = self.part.length
        while left > 0 and (piece := self.file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()


def serve_file(
    request: HttpRequest,
    path: Path,
    content_type: str,
    *,
    accel_prefix: str | None = None,
    root: Path | None = None,
    open_range_bytes: int = OPEN_RANGE_BYTES,
) -> HttpResponseBase:
    """Answer GET or HEAD with the file, a range of it, or the order to nginx to send it.

    With `accel_prefix` (the URI of an internal location whose root is `root`) nginx does the rest.
    A range with no end is answered by at most `open_range_bytes`, so that no thread is held;
    players ask on. Downloads that are resumed do not, so they say a larger number.
    """
    if accel_prefix and not CONDITIONS & {name.lower() for name in request.headers}:
        if root is None:
            raise ValueError("Give `root`, the folder that the internal location serves.")
        return _handed_to_nginx(path, content_type, accel_prefix, root)
    try:
        file = path.open("rb")
    except OSError as error:
        raise MediaNotFoundError from error
    size = file.seek(0, 2)
    try:
        wanted = wanted_part(_range_header(request), size, open_range_bytes)
    except UnsatisfiableRangeError:
        file.close()
        refusal = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        return _with_headers(refusal, content_type)
    return _sent(request, file, wanted, size, content_type)


def wanted_part(
    header: str | None, size: int, open_range_bytes: int = OPEN_RANGE_BYTES
) -> Part | None:
    """Read a Range header; None means the whole file.

    RFC 9110, section 14.2: what is malformed, of another unit, or (we may) of several ranges is
    ignored. Nothing to send from is a 416.
    """
    part = _from_start(header or "", size, open_range_bytes) or _from_end(header or "", size)
    if part and (part.first >= size or part.length < 1):
        raise UnsatisfiableRangeError
    return part


def _from_start(header: str, size: int, open_range_bytes: int) -> Part | None:
    match = FROM_START.fullmatch(header)
    if match is None:
        return None
    first = int(match[1])
    last = int(match[2]) if match[2] else first + open_range_bytes - 1
    return Part(first, min(last, size - 1)) if first <= last else None


def _from_end(header: str, size: int) -> Part | None:
    match = FROM_END.fullmatch(header)
    return Part(max(0, size - int(match[1])), size - 1) if match else None


def _range_header(request: HttpRequest) -> str | None:
    """`If-Range` needs a validator and we give none, so with it the whole file is right."""
    if request.method != "GET" or "If-Range" in request.headers:
        return None
    return request.headers.get("Range")


def _sent(
    request: HttpRequest, file: BinaryIO, wanted: Part | None, size: int, content_type: str
) -> HttpResponseBase:
    part = wanted or Part(0, size - 1)
    reply: HttpResponseBase
    if request.method == "HEAD":
        file.close()
        reply = HttpResponse()
    else:
        reply = StreamingHttpResponse(Pieces(file, part), status=206 if wanted else 200)
    reply["Content-Length"] = str(part.length)
    if wanted:
        reply["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return _with_headers(reply, content_type)


def _handed_to_nginx(path: Path, content_type: str, prefix: str, root: Path) -> HttpResponseBase:
    inside = path.relative_to(root).as_posix()
    order = HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{quote(inside)}"})
    reply = _with_headers(order, content_type)
    del reply["Accept-Ranges"]  # nginx says it itself
    return reply


def _with_headers(reply: HttpResponseBase, content_type: str) -> HttpResponseBase:
    """No name, no times, no ETag: nothing that could tell one generator from another."""
    reply["Content-Type"] = content_type
    reply["Content-Disposition"] = "inline"
    reply["Accept-Ranges"] = "bytes"
    reply["Cache-Control"] = f"private, max-age={MAX_AGE_SECONDS}"
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Cross-Origin-Resource-Policy"] = "same-origin"
    return reply
