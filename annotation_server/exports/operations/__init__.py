"""Freeze a snapshot's rows, and render its files."""

from annotation_server.exports.operations.freezing import freeze_rows
from annotation_server.exports.operations.rendering import render

__all__ = ["freeze_rows", "render"]
