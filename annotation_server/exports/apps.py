from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "annotation_server.exports"

    def ready(self) -> None:
        from annotation_server.catalog.operations.deleting import also_delete
        from annotation_server.core.sweep import register
        from annotation_server.exports.models import Export
        from annotation_server.exports.operations.copies import delete_copies
        from annotation_server.exports.tasks import render_export

        register(Export, render_export)
        also_delete(delete_copies)
