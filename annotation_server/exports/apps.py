from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:  # models may be imported only once Django is set up
    from annotation_server.catalog.models import Video


def delete_copies(video: "Video") -> None:
    """Loads what it does when it is done: that takes every other process long to start."""
    from annotation_server.exports.operations import copies

    copies.delete_copies(video)


class ExportsConfig(AppConfig):
    name = "annotation_server.exports"

    def ready(self) -> None:
        from annotation_server.catalog.operations.deleting import also_delete
        from annotation_server.core.sweep import register
        from annotation_server.exports.models import Export
        from annotation_server.exports.tasks import render_export

        register(Export, render_export)
        also_delete(delete_copies)
