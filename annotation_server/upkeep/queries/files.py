"""Files against rows, both ways. A young file without a row is somebody's work that goes on."""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q

from annotation_server.catalog.models import Import, Rendition, Video
from annotation_server.catalog.queries import media_path, sources_root
from annotation_server.exports.models import Export, ExportFile
from annotation_server.media.files import sha256_of
from annotation_server.upkeep.queries.checks import AT_ONCE, Check

YOUNG_SECONDS = 3600.0
MEDIA_ID_LETTERS = 32


def is_young(path: Path) -> bool:
    """Whether it was made so lately that its row may still come; also when it is gone by now."""
    try:
        return time.time() - path.lstat().st_mtime < YOUNG_SECONDS
    except FileNotFoundError:
        return True


def shown_renditions() -> Iterator[Rendition]:
    """Those whose files must be there: what is withdrawn may have lost them."""
    kept = Rendition.objects.filter(
        video__withdrawn_at=None, video__prompt__withdrawn_at=None, video__state=Video.State.DONE
    )
    return kept.only("name", "poster_name", "bytes", "sha256").iterator(AT_ONCE)


def missing_media() -> Iterator[str]:
    for rendition in shown_renditions():
        path = media_path(rendition.name)
        if not path.is_file() or path.stat().st_size != rendition.bytes:
            yield rendition.name
        if not media_path(rendition.poster_name).is_file():
            yield rendition.poster_name


def damaged_media() -> Iterator[str]:
    for rendition in shown_renditions():
        path = media_path(rendition.name)
        if path.is_file() and sha256_of(path) != rendition.sha256:
            yield rendition.name


def orphan_media() -> Iterator[str]:
    """Folder by folder, so that only the names of one are held."""
    root = Path(settings.MEDIA_ROOT)
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        names = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
        for name in sorted(set(names) - known_media(folder.name)):
            if not is_young(names[name]) and not _is_at_work(name):
                yield f"{folder.name}/{name}"


def known_media(prefix: str) -> set[str]:
    ours = Q(name__startswith=prefix) | Q(poster_name__startswith=prefix)
    rows = Rendition.objects.filter(ours).values_list("name", "poster_name")
    return {name for both in rows for name in both}


def _is_at_work(name: str) -> bool:
    """Whether a video that is not done yet owns the file: its next attempt overwrites it."""
    try:
        media_id = uuid.UUID(name.lstrip(".")[:MEDIA_ID_LETTERS])
    except ValueError:
        return False
    return Video.objects.filter(media_id=media_id).exclude(state=Video.State.DONE).exists()


def orphan_sources() -> Iterator[str]:
    """Folders of clips whose import is not there."""
    root = sources_root()
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if not is_young(path) and not _has_import(path.name):
            yield f"sources/{path.name}"


def _has_import(name: str) -> bool:
    try:
        return Import.objects.filter(pk=uuid.UUID(name)).exists()
    except ValueError:
        return False


def damaged_exports() -> Iterator[str]:
    """Files of finished exports that are gone, or not the bytes that were written."""
    files = ExportFile.objects.filter(export__state=Export.State.DONE).annotate(
        folder=F("export__folder")
    )
    for file in files.order_by("export_id", "name").iterator(AT_ONCE):
        path = Path(settings.EXPORTS_ROOT) / file.folder / file.name
        whole = path.is_file() and path.stat().st_size == file.bytes
        if not whole or sha256_of(path) != file.sha256:
            yield f"{file.folder}/{file.name}"


def orphan_exports() -> Iterator[str]:
    root = Path(settings.EXPORTS_ROOT)
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        known = Export.objects.filter(folder=path.name).exists()
        if not known and not is_young(path):
            yield path.name


FILE_CHECKS = (
    Check("media_missing", "The file of a rendition or poster is gone or cut", missing_media),
    Check("media_without_row", "A file in the media folder belongs to no video", orphan_media),
    Check("sources_without_import", "A folder of clips belongs to no import", orphan_sources),
    Check("export_damaged", "A file of a finished export is not what was written", damaged_exports),
    Check("export_without_row", "A folder of an export belongs to no export", orphan_exports),
)
DEEP_FILE_CHECKS = (
    Check("media_damaged", "A rendition's bytes are not those that were stored", damaged_media),
)
