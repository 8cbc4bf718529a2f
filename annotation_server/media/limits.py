"""How much one clip may ask of us. Every figure is a ceiling, not a target."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in pixels and bytes, times in seconds; a clip at a limit is still accepted."""

    max_width: int = 4096
    max_height: int = 4096
    max_pixels: int = 4096 * 4096
    max_seconds: int = 120
    max_frames: int = 10_000
    max_bytes: int = 2048 * MIB
    max_output_bytes: int = 1024 * MIB
    max_memory_bytes: int = 6144 * MIB
    probe_seconds: int = 120
    transcode_seconds: int = 900


DEFAULT_LIMITS = Limits()
