"""What can go wrong with a clip or its address, said to the person who can do something."""

from annotation_server.core.errors import GoneError, NotFoundError, TandemError


class MediaUnavailableError(TandemError):
    """No ffmpeg that we can use is on the machine."""

    code = "media_unavailable"
    status = 503


class UnreadableVideoError(TandemError):
    """The clip is refused. `code` says by which rule, the message what to do about it."""

    code = "unreadable_video"
    status = 400


class RenditionError(TandemError):
    """What we made is not what the source shows, so it was thrown away."""

    code = "rendition_differs"
    status = 500


class MediaNotFoundError(NotFoundError):
    """Not there, not yours and tampered with are the same answer."""


class MediaExpiredError(GoneError):
    """A genuine address of this very user, past its time."""

    code = "media_expired"
