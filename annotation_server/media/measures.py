"""What a clip shows, measured on a small picture of every frame: blackness, standstill, flashes.

Each frame of our own rendition is scaled to 24x18 cells. Flashes are counted as WCAG 2.3.1 defines
them, with what that leaves out said at each threshold.
"""

from dataclasses import dataclass
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn

from annotation_server.media import binaries, sandbox
from annotation_server.media.errors import RenditionError
from annotation_server.media.limits import DEFAULT_LIMITS, MIB, Limits
from annotation_server.media.probe import MICRO, input_options
from annotation_server.media.transcode import QUIET

ACROSS, DOWN, COLOURS = 24, 18, 3
FRAME_BYTES = ACROSS * DOWN * COLOURS
BRIGHTEST = 255
BLACK = 0.01  # relative luminance, a tenth of full luma
BLACK_CELLS = 0.98
STILL = 8 / BRIGHTEST  # more since the last movement is movement; keyframes alone make up to 6
# WCAG 2.3.1, general flash: opposing changes of a tenth where the darker is below 0.80.
GENERAL_CHANGE, DARKER_BELOW = 0.10, 0.80
# Red flash: opposing changes of (R - G - B) x 320 by more than 20 with a saturated red in them.
RED_SCALE, RED_CHANGE, SATURATED = 320, 20.0, 0.8
# A flash is a pair of changes; more than three in any one second are too many.
CHANGES, MOST_FLASHES = 2, 3
HASHED = 8
# sRGB: straight below the knee, a power above it.
KNEE, SLOPE, OFFSET, GAMMA = 0.04045, 12.92, 0.055, 2.4
FLAT = 0.02  # a standard deviation below which a picture has nothing to be known by
Real = NDArray[np.float32]
Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares are of the playing time (`black`, and `still`, the longest standstill) or of the area.

    `flashing` is the largest share of the picture that flashed more than three times in one
    second. `fingerprint` is 64 bits that alike pictures share; None of a picture without any.
    """

    black: float
    still: float
    flashing: float
    fingerprint: int | None


def measure(
    rendition: Path, times_us: tuple[int, ...], end_us: int, *, limits: Limits = DEFAULT_LIMITS
) -> Measures:
    """Look at every frame once. Made from our rendition, never from a foreign file."""
    cells = _cells(rendition, len(times_us), limits)
    times = np.array(times_us, dtype=np.float64) / MICRO
    lasts = np.diff(times, append=end_us / MICRO)
    linear = _linear(cells)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    return Measures(
        black=_share(lasts, (luminance < BLACK).mean(axis=1) >= BLACK_CELLS),
        still=_longest_standstill(cells, lasts),
        flashing=max(
            _flashing(times, luminance, GENERAL_CHANGE, luminance < DARKER_BELOW),
            _flashing(times, _redness(linear), RED_CHANGE, None, _is_saturated(linear)),
        ),
        fingerprint=_fingerprint(cells[len(cells) // 2]),
    )


def _cells(rendition: Path, frames: int, limits: Limits) -> Real:
    """(frames, cells, colours) from 0 to 1, as a screen is told them."""
    picture = (
        ffmpeg.input(f"file:{rendition}", threads=1, **input_options("mov", limits))["v:0"]
        .filter("scale", ACROSS, DOWN, flags="area+accurate_rnd+full_chroma_int+bitexact")
        .filter("format", "rgb24")
    )
    options = {"f": "rawvideo", "fps_mode": "passthrough", "threads": 1}
    outcome = sandbox.run(
        ffmpeg.output(picture, "pipe:1", **options).compile(
            cmd=[str(binaries.ffmpeg_path()), *QUIET]
        ),
        sandbox.Allowance(
            limits.transcode_seconds,
            limits.max_memory_bytes,
            stdout_bytes=frames * FRAME_BYTES + MIB,
        ),
        reads=[rendition],
    )
    if outcome.code or outcome.stopped or len(outcome.stdout) != frames * FRAME_BYTES:
        raise RenditionError("The rendition could not be looked at frame by frame. Try again.")
    flat = np.frombuffer(outcome.stdout, dtype=np.uint8)
    cells: Real = flat.reshape(frames, ACROSS * DOWN, COLOURS).astype(np.float32)
    cells /= BRIGHTEST
    return cells


def _linear(cells: Real) -> Real:
    """Undo the gamma of sRGB: light itself, of which relative luminance is the weighted sum."""
    curved = ((cells + OFFSET) / (1 + OFFSET)) ** GAMMA
    found: Real = np.where(cells <= KNEE, cells / SLOPE, curved)
    return found


def _share(lasts: Seconds, chosen: NDArray[np.bool_]) -> float:
    return float(lasts[chosen].sum() / lasts.sum())


def _longest_standstill(cells: Real, lasts: Seconds) -> float:
    """How long at most the picture stays what it was when it last moved."""
    longest, now, anchor = 0.0, 0.0, cells[0]
    for picture, seconds in zip(cells, lasts, strict=True):
        if np.abs(picture - anchor).max() > STILL:
            now, anchor = 0.0, picture
        now += seconds
        longest = max(longest, now)
    return float(longest / lasts.sum())


def _redness(linear: Real) -> Real:
    red = linear[..., 0] - linear[..., 1] - linear[..., 2]
    found: Real = np.maximum(red * RED_SCALE, 0.0)
    return found


def _is_saturated(linear: Real) -> NDArray[np.bool_]:
    total = linear.sum(axis=2)
    found: NDArray[np.bool_] = (linear[..., 0] >= SATURATED * total) & (total > 0)
    return found


def _flashing(
    times: Seconds,
    light: Real,
    change: float,
    may_be_darker: NDArray[np.bool_] | None,
    must_be_in: NDArray[np.bool_] | None = None,
) -> float:
    """The largest share of the cells that changed to and fro too often within one second.

    A change is counted when it has grown to `change` since the last turn, over however many frames.
    Cells need not flash at the same moment, which finds more than WCAG asks for. The area is that
    of the picture, not of ten degrees of a field of view, which depend on the screen.
    """
    changes = _changes(light, change, may_be_darker, must_be_in)
    so_far = np.vstack([np.zeros(light.shape[1], dtype=np.int64), changes.cumsum(axis=0)])
    first = np.searchsorted(times, times - 1.0, side="right")  # of the second that ends here
    within = so_far[1:] - so_far[first]
    return float((within // CHANGES > MOST_FLASHES).mean(axis=1).max(initial=0.0))


def _changes(
    light: Real,
    change: float,
    may_be_darker: NDArray[np.bool_] | None,
    must_be_in: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """(frames, cells) where a rise or fall is complete that turns against the one before."""
    frames, cells = light.shape
    found = np.zeros((frames, cells), dtype=bool)
    low, high = light[0].copy(), light[0].copy()
    low_counts = np.ones(cells, dtype=bool) if may_be_darker is None else may_be_darker[0].copy()
    saturated = np.ones(cells, dtype=bool) if must_be_in is None else must_be_in[0].copy()
    direction = np.zeros(cells, dtype=np.int64)
    for frame in range(1, frames):
        now = light[frame]
        counts = np.ones(cells, dtype=bool) if may_be_darker is None else may_be_darker[frame]
        if must_be_in is not None:
            saturated |= must_be_in[frame]
        fall = (direction >= 0) & (high - now >= change) & counts & saturated
        rise = (direction <= 0) & (now - low >= change) & low_counts & saturated
        found[frame] = fall | rise
        direction = np.where(fall, -1, np.where(rise, 1, direction))
        turned = fall | rise
        high = np.where(turned, now, np.maximum(high, now))
        low_counts = np.where(turned | (now < low), counts, low_counts)
        low = np.where(turned, now, np.minimum(low, now))
        if must_be_in is not None:
            saturated = np.where(turned, must_be_in[frame], saturated)
    return found


def _fingerprint(picture: Real) -> int | None:
    """The signs of the lowest frequencies of the picture's brightness, of a frame in the middle."""
    grey = picture.mean(axis=1).reshape(DOWN, ACROSS)
    if grey.std() < FLAT:
        return None
    lowest = dctn(grey, norm="ortho")[:HASHED, :HASHED].reshape(-1)
    lowest[0] = 0.0  # how bright it is in all
    bits = "".join("1" if value > np.median(lowest) else "0" for value in lowest)
    unsigned = int(bits, 2)
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned
