"""Write what came into a corpus out again: to a folder of the operator's, or as one zip file."""

import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from annotation_server.core.errors import InvalidError
from annotation_server.exports.folder import SUMS, ExportFolder
from annotation_server.exports.formats.references import References, write

BEGIN_OF_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same rows give the same bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A file without a name on the disk: it is gone when it is closed."""

    file: BinaryIO
    size: int
    sha256: bytes


def write_references(given: References, target: Path) -> ExportFolder:
    """Write the files into a folder, which may exist. Without `SHA256SUMS` it is not complete."""
    folder = ExportFolder(target, lambda rows: None)
    try:
        target.mkdir(parents=True, exist_ok=True)
        (target / SUMS).unlink(missing_ok=True)
        write(given, folder)
        folder.close()
    except OSError as error:
        raise InvalidError(
            f"{target} cannot be written: {error.strerror}. Choose another folder with --out.",
            code="cannot_write",
        ) from error
    return folder


def pack_references(given: References) -> Packed:
    """Give the files as one zip file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the reply closes it
    with tempfile.TemporaryDirectory() as name:
        folder = write_references(given, Path(name))
        with zipfile.ZipFile(file, "w") as packed:
            for one in sorted(folder.files, key=lambda one: one.name):
                info = zipfile.ZipInfo(one.name, BEGIN_OF_ZIP_TIME)
                with (folder.path / one.name).open("rb") as source, packed.open(info, "w") as sink:
                    while piece := source.read(1024 * 1024):
                        sink.write(piece)
    size = file.tell()
    file.seek(0)
    digest = file_digest(file, "sha256").digest()
    file.seek(0)
    return Packed(file, size, digest)
