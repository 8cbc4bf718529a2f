"""`manage.py import_corpus MANIFEST --corpus NAME`: a manifest and its clips into a corpus."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotation_server.catalog import queries, services
from annotation_server.catalog.management.progress import Progress
from annotation_server.catalog.management.waiting import NO_WORKER, wait_for_clips
from annotation_server.catalog.management.workers import is_media_worker_there
from annotation_server.catalog.models import Corpus, Import
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.rules.problems import MANIFEST
from annotation_server.core import sweep
from annotation_server.core.commands import TandemCommand

OPEN = (Import.State.QUEUED, Import.State.RUNNING)


class Command(TandemCommand):
    help = "Import a manifest (JSONL or CSV) with its clips: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("manifest", type=Path)
        parser.add_argument("--corpus", required=True, metavar="NAME", help="made if not there")
        parser.add_argument("--pairs", type=Path, metavar="FILE", help="pairs that are given")
        parser.add_argument("--link", action="store_true", help="leave the clips where they are")
        parser.add_argument("--wait", action="store_true", help="until all clips are playable")

    def run(self, **options: Any) -> dict[str, Any]:
        corpus = _corpus(options["corpus"])
        job = services.start_import(
            options["manifest"], corpus, pairs=options["pairs"], link=options["link"], by=None,
            here=True,
        )  # fmt: skip
        self._carry_out(job)
        sweep.sweep()
        if options["wait"]:
            self._wait(corpus)
        elif queries.unfinished(corpus) and not is_media_worker_there():
            self.stderr.write(NO_WORKER)
        return self._result(corpus, job, must_be_whole=options["wait"])

    def _carry_out(self, job: Import) -> None:
        """Here, unless a worker was quicker."""
        while job.state in OPEN:
            run_import(str(job.pk))
            job.refresh_from_db()
            if job.state in OPEN:
                time.sleep(0.5)
        if job.state != Import.State.DONE:
            self._refuse(job)
        added = job.report["added"]
        references = f", {added['references']} references" if added["references"] else ""
        self.say(
            f"Added {added['prompts']} prompts, {added['videos']} videos, {added['pairs']} pairs"
            f"{references}; {job.report['existing']} were there already."
        )

    def _refuse(self, job: Import) -> None:
        problems = job.report.get("problems", [])
        if self.as_json:
            self.stdout.write(json.dumps({"error": job.error, "problems": problems}))
        lines = [f"  {_place(problem)}: {problem['message']}" for problem in problems]
        raise CommandError("\n".join([job.error, *lines]))

    def _wait(self, corpus: Corpus) -> None:
        if queries.unfinished(corpus) and not is_media_worker_there():
            self.stderr.write(f"{NO_WORKER} Waiting for one.")
        progress = Progress(self.stdout, "Clips taken in", is_silent=self.as_json)
        try:
            wait_for_clips(corpus, progress.show)
        finally:
            progress.end()

    def _result(self, corpus: Corpus, job: Import, *, must_be_whole: bool) -> dict[str, Any]:
        failed = [
            {"source_name": video.source_name, "code": video.error_code, "error": video.error}
            for video in queries.failed_videos(corpus)
        ]
        result = {
            "corpus": str(corpus.pk),
            "import": str(job.pk),
            "added": job.report["added"],
            "existing": job.report["existing"],
            "videos": queries.counts(corpus).videos,
            "failed": failed,
        }
        if failed and must_be_whole:
            if self.as_json:
                self.stdout.write(json.dumps(result))
            lines = [f"  {one['source_name']}: {one['error']}" for one in failed]
            raise CommandError("\n".join([f"{len(failed)} clips of the corpus failed:", *lines]))
        return result


def _corpus(name: str) -> Corpus:
    return Corpus.objects.filter(name=name.strip()).first() or services.create_corpus(name, by=None)


def _place(problem: dict[str, Any]) -> str:
    where = "line" if problem["file"] == MANIFEST else f"{problem['file']}, line"
    column = f", {problem['column']}" if problem["column"] else ""
    return f"{where} {problem['line']}{column}"
