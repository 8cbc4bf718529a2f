"""Tandem: human preference data for text-to-video alignment, collected in two stages."""

__version__ = "0.1.0"
