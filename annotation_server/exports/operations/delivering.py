"""Copy a finished export to a folder of the operator's. The checksums come last."""

import os
import shutil
from hashlib import file_digest
from pathlib import Path

from annotation_server.core.errors import ConflictError, InvalidError
from annotation_server.exports.folder import SUMS, sync
from annotation_server.exports.models import Export, ExportFile
from annotation_server.exports.queries import folder_of


def deliver(export: Export, target: Path) -> list[ExportFile]:
    """Copy the files; returns their rows. Without `SHA256SUMS` the folder is not complete."""
    source = folder_of(export)
    try:
        _copy(source, target)
        _check(export, target)
    except OSError as error:
        raise InvalidError(
            f"{target} cannot be written: {error.strerror}. Choose another folder with --out; "
            "the export itself is finished and kept.",
            code="cannot_write",
        ) from error
    return list(export.files.order_by("name"))


def _check(export: Export, target: Path) -> None:
    """Read back what was copied: damage in the store or on the way is not passed on as whole."""
    for file in export.files.all():
        with (target / file.name).open("rb") as copied:
            if file_digest(copied, "sha256").hexdigest() == file.sha256:
                continue
        (target / SUMS).unlink(missing_ok=True)
        raise ConflictError(
            f"{file.name} of {export.name} is damaged in the store: its SHA-256 is not the one "
            f"that was written. Remove the folder {folder_of(export)} and export again.",
            code="file_damaged",
        )


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    (target / SUMS).unlink(missing_ok=True)
    names = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    for name in sorted(names, key=lambda name: name == Path(SUMS)):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        _place(source / name, target / name)


def _place(source: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(source, part)
        sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync(target.parent)
