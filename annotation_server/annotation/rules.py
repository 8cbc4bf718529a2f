"""What an assignment's seed decides."""

from typing import Literal

Slot = Literal["video_0", "video_1"]


def left_slot(seed: int) -> Slot:
    """Tell which video is shown on the left, as "Video 1": an even seed shows `video_0` there."""
    return "video_0" if seed % 2 == 0 else "video_1"
