"""Freeze a snapshot's rows, render its files, hand them over."""

from annotation_server.exports.operations.delivering import deliver
from annotation_server.exports.operations.freezing import freeze_rows
from annotation_server.exports.operations.rendering import render, render_anew

__all__ = ["deliver", "freeze_rows", "render", "render_anew"]
