"""From what was measured of a clip to what a manager is told."""

from collections.abc import Mapping

BLACK_FROM = 0.5  # of the playing time
STILL_FROM = 0.5
FLASHING_ABOVE = 0.25  # of the picture: WCAG 2.3.1
ALIKE_BITS = 3  # of 64 that may differ between two clips that look alike
# Fingerprints that differ in so few bits are the same in one part of so many at least.
PARTS = ALIKE_BITS + 1
PART_BITS = 64 // PARTS
UNEQUAL_ABOVE = 0.1  # of the longer clip of a pair


def shares_found(
    *, flashing: float | None, black: float | None, still: float | None, has_audio: bool | None
) -> Mapping[str, float | None]:
    """By kind of finding its share; what was not measured is not found, and black is not frozen."""
    found: dict[str, float | None] = {}
    if flashing is not None and flashing > FLASHING_ABOVE:
        found["flashing"] = flashing
    if black is not None and black >= BLACK_FROM:
        found["black"] = black
    elif still is not None and still >= STILL_FROM:
        found["frozen"] = still
    if has_audio:
        found["audio"] = None
    return found


def parts_of(fingerprint: int) -> list[int]:
    """The parts of a fingerprint, the last bits first, each with its place in it."""
    mask = (1 << PART_BITS) - 1
    return [
        ((fingerprint >> (PART_BITS * part)) & mask) + (part << PART_BITS) for part in range(PARTS)
    ]
