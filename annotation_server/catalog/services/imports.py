"""Make a corpus, and bring a manifest on its way into it."""

import shutil
import uuid
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.catalog import tasks
from annotation_server.catalog.models import Corpus, Import
from annotation_server.catalog.queries import sources_root
from annotation_server.catalog.rules.archives import is_archive
from annotation_server.catalog.rules.published import dataset_of
from annotation_server.core import jobs, limits
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.core.limits import Limit

LONGEST_NAME = 120
LONGEST_FILE_NAME = 200
UPLOADS = Limit(
    "uploads",
    60,
    timedelta(minutes=10),
    "You have started 60 uploads in a short time. Wait {wait}, or put more clips into one upload.",
)


@transaction.atomic
def create_corpus(name: str, *, by: User | None, split_seed: int = 0) -> Corpus:
    """Raises InvalidError for a name that is empty or too long, ConflictError for a taken one."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"The name of a corpus has 1 to {LONGEST_NAME} printable characters."
        raise InvalidError(message, fields=[FieldProblem("name", "invalid_name", message)])
    try:
        with transaction.atomic():
            corpus = Corpus.objects.create(name=name, split_seed=split_seed, created_by=by)
    except IntegrityError as error:
        message = f"A corpus is named {name!r} already. Import into that one, or choose a new name."
        raise ConflictError(message, code="name_taken") from error
    record(by=by, action="corpus_created", subject=corpus)
    return corpus


@transaction.atomic
def start_import(
    manifest: Path,
    corpus: Corpus,
    *,
    by: User | None,
    pairs: Path | None = None,
    link: bool = False,
    here: bool = False,
) -> Import:
    """Ask for the import of a manifest, or of an archive that has one, on the server's disk.

    Clips stay where they are if linked. With `here` the caller carries it out, and no worker is
    told before the sweep finds it.
    Raises InvalidError when the manifest is not there, when the pairs are in another folder, and
    for an archive that is linked or has pairs beside it.
    """
    manifest = _file(manifest, "manifest")
    folder = dataset_of(manifest).resolve()
    pairs_name = ""
    if pairs is not None:
        pairs_name = _beside(_file(pairs, "pairs"), folder)
    job = Import(corpus=corpus, folder=str(folder), pairs_name=pairs_name, link=link, created_by=by)
    name_manifest(job, str(manifest.relative_to(dataset_of(manifest))))
    return started(job, by, tell=not here)


def name_manifest(job: Import, name: str, *, has_clips: bool = False) -> None:
    """Say whether it is a manifest or an archive of all. Raises InvalidError for what is beside."""
    if not is_archive(name):
        job.manifest_name = name
        return
    if job.link or job.pairs_name or has_clips:
        message = f"{name!r} is an archive: clips and pairs must be inside it, and are not linked."
        raise InvalidError(message, fields=[FieldProblem("manifest", "archive", message)])
    job.archive_name = name


def _file(path: Path, field: str) -> Path:
    path = path.absolute()
    if not str(path).isprintable():
        message = f"The path {str(path)!r} is not plain text. Rename the file or its folder."
        raise InvalidError(message, fields=[FieldProblem(field, "invalid_file_name", message)])
    if not path.is_file():
        message = f"There is no file {path} that can be read. Check the path."
        raise InvalidError(message, fields=[FieldProblem(field, "file_missing", message)])
    return path


def _beside(pairs: Path, folder: Path) -> str:
    if pairs.parent.resolve() == folder:
        return pairs.name
    message = f"The pairs must be in the manifest's folder {folder}. Move the file there."
    raise InvalidError(message, fields=[FieldProblem("pairs", "path_outside", message)])


@transaction.atomic
def cancel_import(job: Import, *, by: User | None) -> Import:
    """Stop an import that is not done: nothing of it comes in. Done ones stay as they are.

    Its worker notices at the next renewal, at the latest when it would finish.
    """
    if jobs.cancel(Import.objects.filter(pk=job.pk)):
        record(by=by, action="import_cancelled", subject=job, corpus=str(job.corpus_id))
    job.refresh_from_db()
    return job


def count_upload(*, by: User) -> None:
    """Before an upload is read. Raises TooManyAttemptsError after too many."""
    limits.count(UPLOADS, str(by.pk))


def upload_import(
    corpus: Corpus,
    *,
    manifest: "UploadedFile[bytes]",
    clips: Iterable["UploadedFile[bytes]"],
    pairs: "UploadedFile[bytes] | None" = None,
    by: User | None,
) -> Import:
    """Keep what was sent in a folder of its own, then ask for its import.

    The manifest may be an archive of it all, and then comes alone.
    Raises InvalidError for names that cannot be kept, or that are sent twice.
    """
    job = Import(pk=uuid.uuid4(), corpus=corpus, created_by=by)
    folder = sources_root() / str(job.pk)
    folder.mkdir(parents=True)
    try:
        job.folder = str(folder)
        job.pairs_name = _kept(pairs, folder, "pairs") if pairs else ""
        clips = list(clips)
        name_manifest(job, _kept(manifest, folder, "manifest"), has_clips=bool(clips))
        for clip in clips:
            _kept(clip, folder, "clips")
        with transaction.atomic():
            return started(job, by)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _kept(file: "UploadedFile[bytes]", folder: Path, field: str) -> str:
    name = file.name or ""
    if not is_safe_name(name) or (folder / name).exists():
        message = f"{name!r} was sent twice, or is no name that can be kept. Rename the file."
        raise InvalidError(message, fields=[FieldProblem(field, "invalid_file_name", message)])
    with (folder / name).open("xb") as target:
        for piece in file.chunks():
            target.write(piece)
    return name


def is_safe_name(name: str) -> bool:
    """Whether a file of this name can be kept in a folder of ours."""
    plain = name.isprintable() and "/" not in name and not name.startswith(".")
    return 0 < len(name.encode(errors="replace")) <= LONGEST_FILE_NAME and plain


def started(job: Import, by: User | None, *, tell: bool = True) -> Import:
    """Store an import, and tell a worker of it."""
    job.save(force_insert=True)
    record(by=by, action="import_started", subject=job, corpus=str(job.corpus_id))
    if tell:
        jobs.hint(tasks.run_import, str(job.pk))
    return job
