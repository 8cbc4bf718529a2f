"""Freeze a snapshot's rows, render its files, hand them over; write what came into a corpus."""

from annotation_server.exports.operations.delivering import deliver
from annotation_server.exports.operations.expiring import expire
from annotation_server.exports.operations.figures import keep_figures
from annotation_server.exports.operations.freezing import freeze_rows
from annotation_server.exports.operations.references import pack_references, write_references
from annotation_server.exports.operations.rendering import render, render_anew

__all__ = [
    "deliver",
    "expire",
    "freeze_rows",
    "keep_figures",
    "pack_references",
    "render",
    "render_anew",
    "write_references",
]
