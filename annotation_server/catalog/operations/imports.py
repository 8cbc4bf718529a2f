"""A manifest into a corpus: all of it or nothing, and the same again adds nothing."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from annotation_server.audit.services import record
from annotation_server.catalog.models import Import, Upload
from annotation_server.catalog.operations.adding import add_plan
from annotation_server.catalog.operations.known import known_of
from annotation_server.catalog.operations.pair_ids import lock_corpus
from annotation_server.catalog.operations.unpacking import unpack
from annotation_server.catalog.queries import own_folders, sources_root
from annotation_server.catalog.rules.arrays import ARRAY, array_rows
from annotation_server.catalog.rules.columns import CLIP_COLUMNS, PAIR_COLUMNS
from annotation_server.catalog.rules.lines import Row, rows
from annotation_server.catalog.rules.manifest import Clip, ClipKey, Manifest, read, read_pairs
from annotation_server.catalog.rules.places import place_of
from annotation_server.catalog.rules.plan import Plan, plan
from annotation_server.catalog.rules.problems import MANIFEST, Problem, WrongValueError
from annotation_server.catalog.rules.published import (
    PublishedFile,
    dataset_of,
    read_published,
    split_of,
)
from annotation_server.core import jobs
from annotation_server.core.errors import InvalidError
from annotation_server.core.leases import kept
from annotation_server.media.files import clean_debris, published

MOST_LISTED = 10_000
LEFT_OVER = timedelta(days=1)
ABANDONED = timedelta(days=7)
UNPACKED = "unpacked"


class BadManifestError(InvalidError):
    code = "bad_manifest"


def run_import(pk: str) -> None:
    """Carry out an import that is due; its row holds the report, or why nothing was imported."""
    remove_left_over()
    job = jobs.claim(Import, pk)
    if job is not None:
        with kept(job):
            jobs.work(job, _import)


def own_folder(job: Import) -> Path:
    """Where the clips of this import are kept, unless it only links them."""
    return sources_root() / str(job.pk)


def _import(job: Import) -> None:
    given = _unpacked(job) if job.archive_name else _laid_ready(job)
    made = plan(_read(job, given), known_of(job.corpus))
    if made.problems:
        _refuse(job, made.problems)
    total = len(made.clips)
    jobs.renew(job, total_units=total)
    clean_debris(own_folder(job), timedelta(0))
    sources = _sources(job, given, made.clips)
    with transaction.atomic():
        lock_corpus(job.corpus)
        add_plan(job.corpus, made, sources, is_linked=job.link)
        report = _report(made)
        jobs.finish(job, report=report, done_units=total)
        record(by=job.created_by, action="corpus_imported", subject=job.corpus, **report["added"])
    if job.archive_name:
        (own_folder(job) / job.archive_name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Given:
    """The files to read, by their paths below the folder that clips are looked for in."""

    folder: Path
    manifests: list[str]
    pairs: str


def _laid_ready(job: Import) -> _Given:
    return _Given(Path(job.folder).resolve(), [job.manifest_name], job.pairs_name)


def _unpacked(job: Import) -> _Given:
    """What is found is not stored: an attempt after one that was ended unpacks again."""
    folder = own_folder(job) / UNPACKED
    shutil.rmtree(folder, ignore_errors=True)
    try:
        found = unpack(Path(job.folder) / job.archive_name, folder)
    except WrongValueError as error:
        _refuse(job, [Problem(0, "", error.code, f"{job.archive_name} {error.message}")])
    manifests = [folder / manifest for manifest in found.manifests]
    datasets = {dataset_of(manifest) for manifest in manifests}
    dataset = datasets.pop() if len(datasets) == 1 else manifests[0].parent.parent
    names = [str(manifest.relative_to(dataset)) for manifest in manifests]
    return _Given(dataset.resolve(), names, found.pairs)


def _read(job: Import, given: _Given) -> Manifest:
    find = partial(place_of, given.folder, is_flat=_is_flat(job, given))
    name = given.manifests[0]
    if name.lower().endswith(ARRAY):
        manifest = read_published(_published(given), find)
    else:
        manifest = read(_rows(given.folder / name, CLIP_COLUMNS), find)
    if given.pairs:
        read_pairs(manifest, _rows(given.folder / given.pairs, PAIR_COLUMNS))
    if not (manifest.prompts or manifest.pairs or manifest.problems):
        manifest.problems.append(Problem(0, "", "empty", "The file has nothing to import."))
    return manifest


def _published(given: _Given) -> Iterator[PublishedFile]:
    is_alone = len(given.manifests) == 1
    for name in given.manifests:
        rows = _rows(given.folder / name, CLIP_COLUMNS)
        yield PublishedFile(MANIFEST if is_alone else name, rows, split_of(Path(name).name))


def _is_flat(job: Import, given: _Given) -> bool:
    """Files of a form came without their folders."""
    return given.folder == own_folder(job).resolve()


def _rows(path: Path, columns: Mapping[str, object]) -> Iterator[Row | Problem]:
    try:
        with path.open("rb") as file:
            is_array = columns is CLIP_COLUMNS and path.name.lower().endswith(ARRAY)
            yield from array_rows(file, path.name) if is_array else rows(file, path.name, columns)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        yield Problem(0, "", "file_unreadable", message)


def _refuse(job: Import, problems: list[Problem]) -> NoReturn:
    listed = [problem.as_json() for problem in problems[:MOST_LISTED]]
    jobs.renew(job, report={"added": {}, "existing": 0, "problems": listed})
    shutil.rmtree(own_folder(job), ignore_errors=True)
    count = f"{len(problems)} problem{'s' * (len(problems) > 1)}"
    more = f" The first {MOST_LISTED} are listed." if len(problems) > MOST_LISTED else ""
    raise BadManifestError(
        f"{job.manifest_name or job.archive_name} has {count}, so nothing was imported.{more} "
        "Correct the lines and import it again."
    )


def _sources(job: Import, given: _Given, clips: list[Clip]) -> dict[ClipKey, Path]:
    """Where each clip is kept: where it lies if it is linked or uploaded, else its copy."""
    if job.link or given.folder.is_relative_to(own_folder(job).resolve()):
        return {clip.key: clip.place.path for clip in clips}
    own_folder(job).mkdir(parents=True, exist_ok=True)
    sources = {}
    for number, clip in enumerate(clips):
        if number % 100 == 0:
            jobs.renew(job, done_units=number)
        sources[clip.key] = _copied(clip, own_folder(job) / _kept_as(clip.key))
    return sources


def _kept_as(key: ClipKey) -> str:
    """A name for each clip of an import: a published object has two, so its line is not enough."""
    return f"clip-{sha256(json.dumps(key).encode()).hexdigest()}"


def _copied(clip: Clip, target: Path) -> Path:
    if not target.exists():
        with published(target) as part:
            shutil.copyfile(clip.place.path, part)
    return target


def _report(made: Plan) -> dict[str, Any]:
    added = {
        "prompts": len(made.prompts),
        "videos": len(made.clips),
        "pairs": len(made.pairs),
        "references": sum(reference.is_new for reference in made.references.values()),
    }
    return {"added": added, "existing": made.existing, "problems": []}


def forget_uploads() -> int:
    """Give up uploads that nobody went on with, and free what they hold; returns how many."""
    given_up = Upload.objects.filter(touched_at__lt=Now() - ABANDONED).delete()[1]
    remove_left_over()
    return given_up.get(Upload._meta.label, 0)


def remove_left_over() -> None:
    """Remove clips of imports that failed or were cancelled, or whose row was never written."""
    before = timezone.now() - LEFT_OVER
    old = {path.name: path for path in own_folders() if path.stat().st_mtime < before.timestamp()}
    gone = (Import.State.FAILED, Import.State.CANCELLED)
    imports = Import.objects.exclude(state__in=gone).values_list("pk", flat=True)
    uploads = Upload.objects.values_list("pk", flat=True)
    for name in set(old) - {str(pk) for pk in (*imports, *uploads)}:
        shutil.rmtree(old[name], ignore_errors=True)
