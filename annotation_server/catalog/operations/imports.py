"""A manifest into a corpus: all of it or nothing, and the same again adds nothing."""

import shutil
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotation_server.audit.services import record
from annotation_server.catalog.models import Corpus, Import, Pair, Prompt, Video
from annotation_server.catalog.operations.bulk import add_rows
from annotation_server.catalog.operations.known import known_of
from annotation_server.catalog.operations.pair_ids import fill_pair_ids, lock_corpus
from annotation_server.catalog.queries import own_folders, sources_root
from annotation_server.catalog.rules.columns import CLIP_COLUMNS, PAIR_COLUMNS
from annotation_server.catalog.rules.lines import Row, rows
from annotation_server.catalog.rules.manifest import Clip, ClipKey, Manifest, read, read_pairs
from annotation_server.catalog.rules.places import place_of
from annotation_server.catalog.rules.plan import Plan, plan
from annotation_server.catalog.rules.problems import Problem
from annotation_server.core import jobs
from annotation_server.core.errors import InvalidError
from annotation_server.core.leases import kept
from annotation_server.media.files import clean_debris, published

MOST_LISTED = 10_000
LEFT_OVER = timedelta(days=1)


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
    made = plan(_read(job), known_of(job.corpus))
    if made.problems:
        _refuse(job, made.problems)
    total = len(made.clips)
    jobs.renew(job, total_units=total)
    clean_debris(own_folder(job), timedelta(0))
    sources = _sources(job, made.clips)
    with transaction.atomic():
        lock_corpus(job.corpus)
        _add(job.corpus, made, sources, is_linked=job.link)
        report = _report(made)
        jobs.finish(job, report=report, done_units=total)
        record(by=job.created_by, action="corpus_imported", subject=job.corpus, **report["added"])


def _read(job: Import) -> Manifest:
    folder = Path(job.folder).resolve()
    find = partial(place_of, folder, is_flat=_is_upload(job))
    manifest = read(_rows(folder / job.manifest_name, CLIP_COLUMNS), find)
    if job.pairs_name:
        read_pairs(manifest, _rows(folder / job.pairs_name, PAIR_COLUMNS))
    if not manifest.clips and not manifest.pairs and not manifest.problems:
        manifest.problems.append(Problem(0, "", "empty", "The manifest has no lines."))
    return manifest


def _is_upload(job: Import) -> bool:
    return Path(job.folder) == own_folder(job)


def _rows(path: Path, columns: Mapping[str, object]) -> Iterator[Row | Problem]:
    try:
        with path.open("rb") as file:
            yield from rows(file, path.name, columns)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        yield Problem(0, "", "file_unreadable", message)


def _refuse(job: Import, problems: list[Problem]) -> None:
    listed = [problem.as_json() for problem in problems[:MOST_LISTED]]
    jobs.renew(job, report={"added": {}, "existing": 0, "problems": listed})
    shutil.rmtree(own_folder(job), ignore_errors=True)
    count = f"{len(problems)} problem{'s' * (len(problems) > 1)}"
    more = f" The first {MOST_LISTED} are listed." if len(problems) > MOST_LISTED else ""
    raise BadManifestError(
        f"{job.manifest_name} has {count}, so nothing was imported.{more} Correct the lines and "
        "import it again."
    )


def _sources(job: Import, clips: list[Clip]) -> dict[ClipKey, Path]:
    """Where each clip is kept: where it lies if it is linked or uploaded, else its copy."""
    if job.link or _is_upload(job):
        return {clip.key: clip.place.path for clip in clips}
    own_folder(job).mkdir(parents=True, exist_ok=True)
    sources = {}
    for number, clip in enumerate(clips):
        if number % 100 == 0:
            jobs.renew(job, done_units=number)
        sources[clip.key] = _copied(clip, own_folder(job) / f"line-{clip.line}")
    return sources


def _copied(clip: Clip, target: Path) -> Path:
    if not target.exists():
        with published(target) as part:
            shutil.copyfile(clip.place.path, part)
    return target


def _add(corpus: Corpus, made: Plan, sources: Mapping[ClipKey, Path], *, is_linked: bool) -> None:
    _add_prompts(corpus, made)
    prompts = dict(Prompt.objects.filter(corpus=corpus).values_list("prompt_id", "pk"))
    _add_videos(corpus, made.clips, prompts, sources, is_linked=is_linked)
    if made.pairs:
        _add_pairs(corpus, made, prompts)
    fill_pair_ids(corpus)


def _add_prompts(corpus: Corpus, made: Plan) -> None:
    columns = ("corpus_id", "prompt_id", "text", "type", "labels", "refined_from", "source")
    rows_ = (
        (
            corpus.pk,
            facts.prompt_id,
            facts.text,
            facts.type or Prompt.Type.NEUTRAL,
            facts.labels or (),
            facts.refined_from or "",
            facts.source or "",
        )
        for facts in made.prompts
    )
    add_rows(Prompt, columns, rows_)


VIDEO_COLUMNS = (
    *("corpus_id", "prompt_id", "video_id", "source_key", "source_name", "source_path", "media_id"),
    *("is_linked", "video_text", "generated_from", "licence", "sha256", "total_units"),
)


def _add_videos(
    corpus: Corpus,
    clips: list[Clip],
    prompts: Mapping[str, int],
    sources: Mapping[ClipKey, Path],
    *,
    is_linked: bool,
) -> None:
    rows_ = (
        (
            corpus.pk,
            prompts[clip.prompt.prompt_id],
            clip.video_id,
            clip.source_key,
            clip.path,
            sources[clip.key],
            uuid.uuid4(),
            is_linked,
            clip.video_text,
            clip.generated_from,
            clip.licence,
            clip.sha256,
            1,
        )
        for clip in clips
    )
    add_rows(Video, VIDEO_COLUMNS, rows_)


def _add_pairs(corpus: Corpus, made: Plan, prompts: Mapping[str, int]) -> None:
    known = Video.objects.filter(corpus=corpus).values_list(
        "prompt__prompt_id", "generated_from", "source_key", "pk"
    )
    videos: dict[ClipKey, int] = {(one, two, three): pk for one, two, three, pk in known}
    columns = ("corpus_id", "prompt_id", "pair_id", "video_0_id", "video_1_id", "origin")
    rows_ = (
        (
            corpus.pk,
            prompts[pair.video_0[0]],
            pair.pair_id,
            videos[pair.video_0],
            videos[pair.video_1] if pair.video_1 else None,
            Pair.Origin.GIVEN,
        )
        for pair in made.pairs
    )
    add_rows(Pair, columns, rows_)


def _report(made: Plan) -> dict[str, Any]:
    added = {"prompts": len(made.prompts), "videos": len(made.clips), "pairs": len(made.pairs)}
    return {"added": added, "existing": made.existing, "problems": []}


def remove_left_over() -> None:
    """Remove clips of imports that failed, or whose row was never written."""
    before = timezone.now() - LEFT_OVER
    old = {path.name: path for path in own_folders() if path.stat().st_mtime < before.timestamp()}
    kept_ones = Import.objects.exclude(state=Import.State.FAILED).values_list("pk", flat=True)
    for name in set(old) - {str(pk) for pk in kept_ones}:
        shutil.rmtree(old[name], ignore_errors=True)
