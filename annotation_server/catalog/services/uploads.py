"""Send the files of an import in pieces, so that a cut costs one piece and not the upload.

What has come is a number in the database, written after the bytes are safe on the disk: bytes
beyond it are written over. Whoever asks for the number goes on from there, after any cut.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.catalog.models import Corpus, Import, Upload, UploadFile, UploadPiece
from annotation_server.catalog.queries import sources_root
from annotation_server.catalog.services.imports import (
    count_upload,
    is_safe_name,
    name_manifest,
    started,
)
from annotation_server.core.errors import (
    ConflictError,
    FieldProblem,
    InvalidError,
    NotFoundError,
    TandemError,
)

Part = UploadFile.Part
LARGEST_UPLOAD = 2 * 1024**3
LARGEST_PIECE = 16 * 1024**2
MOST_FILES = 1000
MOST_OPEN = 10
TOO_LARGE = (
    "These files have {given} bytes, more than the 2 GiB of one upload. Send them in parts, lay "
    "them into the server's inbox folder, or use `import_corpus` on the server."
)


class UploadTooLargeError(TandemError):
    code = "upload_too_large"
    status = 413


class WrongOffsetError(ConflictError):
    """`details.received` is where the next piece begins."""

    code = "wrong_offset"


@dataclass(frozen=True, slots=True)
class NewFile:
    part: str
    name: str
    size: int


@transaction.atomic
def start_upload(corpus: Corpus, files: Sequence[NewFile], *, by: User) -> Upload:
    """Announce the files of an import. What cannot be imported is refused before a byte is sent.

    Raises UploadTooLargeError, InvalidError for names, parts and empty files, ConflictError when
    this person has too many uploads open, TooManyAttemptsError after too many in a short time.
    """
    count_upload(by=by)
    _check_files(files)
    if Upload.objects.filter(created_by=by).count() >= MOST_OPEN:
        message = f"You have {MOST_OPEN} unfinished uploads. Finish or discard one of them first."
        raise ConflictError(message, code="too_many_uploads")
    upload = Upload.objects.create(corpus=corpus, created_by=by)
    UploadFile.objects.bulk_create(
        UploadFile(upload=upload, number=number, part=file.part, name=file.name, size=file.size)
        for number, file in enumerate(files)
    )
    _job_of(upload)
    record(by=by, action="upload_started", subject=upload, corpus=str(corpus.pk))
    return upload


def _check_files(files: Sequence[NewFile]) -> None:
    total = sum(file.size for file in files)
    if total > LARGEST_UPLOAD:
        raise UploadTooLargeError(TOO_LARGE.format(given=f"{total:,}"))
    names = set[str]()
    for number, file in enumerate(files):
        if not is_safe_name(file.name) or file.name in names:
            message = (
                f"{file.name!r} is there twice, or is no name that can be kept. Rename the file."
            )
            raise _wrong(f"files[{number}].name", "invalid_file_name", message)
        names.add(file.name)
    for part in (Part.MANIFEST, Part.PAIRS):
        count = sum(file.part == part for file in files)
        if count > 1 or (count == 0 and part == Part.MANIFEST):
            message = f"Send exactly one file as {part}; there are {count}."
            raise _wrong("files", "one_file", message)


def _wrong(path: str, code: str, message: str) -> InvalidError:
    return InvalidError(message, fields=[FieldProblem(path, code, message)])


@transaction.atomic
def take_piece(upload_id: UUID, number: int, offset: int, content: bytes) -> UploadFile:
    """Put a piece behind what has come of a file, and remember it once it is safe on the disk.

    Raises WrongOffsetError when the file goes on elsewhere: a piece that came twice, or too early.
    """
    upload = _locked(upload_id)
    file = UploadFile.objects.filter(upload=upload, number=number).first()
    if file is None:
        raise NotFoundError
    if offset != file.received or offset + len(content) > file.size or not content:
        raise WrongOffsetError(
            f"{file.name} has {file.received} of {file.size} bytes. Go on from there.",
            details={"received": file.received},
        )
    _write(_folder(upload) / file.name, offset, content)
    digest = sha256(content).hexdigest()
    UploadPiece.objects.create(file=file, offset=offset, bytes=len(content), sha256=digest)
    file.received += len(content)
    file.save(update_fields=["received"])
    Upload.objects.filter(pk=upload.pk).update(touched_at=Now())
    return file


@transaction.atomic
def finish_upload(upload_id: UUID, *, by: User) -> Import:
    """Ask for the import of what was sent. Asked again, it gives the same import.

    Raises ConflictError while a file is not whole.
    """
    try:
        upload = _locked(upload_id)
    except NotFoundError:
        if done := Import.objects.filter(pk=upload_id).first():
            return done
        raise
    lacking = [file for file in upload.files.order_by("number") if file.received < file.size]
    if lacking:
        message = (
            f"{len(lacking)} of the files are not whole, {lacking[0].name} for one. Send the rest."
        )
        raise ConflictError(message, code="upload_incomplete")
    _write_empty(upload)
    job = _job_of(upload)
    upload.delete()
    return started(job, by)


@transaction.atomic
def discard_upload(upload_id: UUID, *, by: User) -> None:
    """Give up an upload and remove what has come."""
    upload = _locked(upload_id)
    record(by=by, action="upload_discarded", subject=upload, corpus=str(upload.corpus_id))
    folder = _folder(upload)
    upload.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def _job_of(upload: Upload) -> Import:
    """The import of an upload, not stored yet. Raises InvalidError for files that do not fit."""
    names = {part: [f.name for f in upload.files.all() if f.part == part] for part in Part}
    pairs = names[Part.PAIRS][0] if names[Part.PAIRS] else ""
    job = Import(
        pk=upload.pk,
        corpus=upload.corpus,
        folder=str(_folder(upload)),
        pairs_name=pairs,
        created_by=upload.created_by,
    )
    name_manifest(job, names[Part.MANIFEST][0], has_clips=bool(names[Part.CLIP]))
    return job


def _locked(upload_id: UUID) -> Upload:
    found = Upload.objects.select_for_update(of=("self",)).filter(pk=upload_id).first()
    if found is None:
        raise NotFoundError
    return found


def _folder(upload: Upload) -> Path:
    return sources_root() / str(upload.pk)


def _write(path: Path, offset: int, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
    try:
        view = memoryview(content)
        while view:
            written = os.pwrite(handle, view, offset)
            view, offset = view[written:], offset + written
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_empty(upload: Upload) -> None:
    """A file of no bytes has no piece, and must be there all the same."""
    for file in upload.files.filter(size=0):
        path = _folder(upload) / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
