"""Makes an evidently worse clip of an ordinary one: frames and times stay, the picture does not.

The filters go between decoding and the settings that every clip gets, so nothing else tells the
altered clip from others.
"""

from enum import StrEnum

import ffmpeg
from ffmpeg.nodes import FilterableStream

COARSE = 12  # a degraded picture has a twelfth of its width and height
NOISE = 40
SEED = 7  # the same bytes again


class Alteration(StrEnum):
    """`degraded`: coarse and noisy; `reversed`: backwards; `frozen`: the first frame throughout."""

    DEGRADED = "degraded"
    REVERSED = "reversed"
    FROZEN = "frozen"


def altered(
    stream: FilterableStream, alteration: Alteration | None, size: tuple[int, int], frames: int
) -> FilterableStream:
    """The stream with the alteration applied; as many frames, at the same times."""
    match alteration:
        case Alteration.DEGRADED:
            width, height = (max(2, side // COARSE) for side in size)
            small = stream.filter("scale", width, height, flags="area+bitexact")
            large = small.filter("scale", *size, flags="neighbor+bitexact")
            return large.filter("noise", alls=NOISE, allf="u", all_seed=SEED)
        case Alteration.REVERSED:
            return stream.filter("reverse")
        case Alteration.FROZEN if frames > 1:
            both = stream.filter_multi_output("split")
            return ffmpeg.filter(
                [both[0], both[1]], "freezeframes", first=1, last=frames - 1, replace=0
            )
    return stream
