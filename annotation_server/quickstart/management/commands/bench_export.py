"""`manage.py bench_export`: how long exports take, beside a bare COPY of the same rows."""

import resource
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.db import connection

from annotation_server.core.commands import TandemCommand
from annotation_server.exports import services
from annotation_server.exports.formats.cut import Options
from annotation_server.exports.models import Snapshot
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of
from annotation_server.exports.validation import validate
from annotation_server.quickstart.benchmarks.campaigns import unchecked
from annotation_server.quickstart.judged_campaign import Size, fill

ASSIGNMENTS = """
COPY (SELECT json_build_object(
  'assignment', a.id, 'annotator', a.annotator_id, 'pair_id', p.pair_id,
  'prompt_id', t.prompt_id, 'prompt_text', t.text, 'prompt_type', t.type, 'split', t.split,
  'video_0', json_build_object('video_id', v0.video_id, 'generated_from', v0.generated_from),
  'video_1', json_build_object('video_id', v1.video_id, 'generated_from', v1.generated_from),
  'left', a.seed, 'purpose', a.purpose, 'round', a.round, 'state', s.state, 'counted', s.counted,
  'skip_reason', s.skip_reason, 'locale', j1.locale, 'answers', j0.answers || j1.answers,
  'seconds', json_build_array(j0.timing -> 'active_ms', j1.timing -> 'active_ms'))
FROM exports_snapshotassignment s JOIN annotation_assignment a ON a.id = s.assignment_id
JOIN catalog_pair p ON p.id = a.pair_id JOIN catalog_prompt t ON t.id = p.prompt_id
JOIN catalog_video v0 ON v0.id = p.video_0_id JOIN catalog_video v1 ON v1.id = p.video_1_id
LEFT JOIN annotation_judgement j0 ON j0.assignment_id = a.id AND j0.stage = 'heuristic'
LEFT JOIN annotation_judgement j1 ON j1.assignment_id = a.id AND j1.stage = 'overall'
WHERE s.snapshot_id = '{snapshot}' AND s.left_out = '') TO STDOUT
"""
PUBLISHED = (
    """
COPY (SELECT json_build_object(
  'pair_id', p.pair_id, 'prompt_id', t.prompt_id, 'prompt_text', t.text, 'prompt_type', t.type,
  'video_0', json_build_object('video_id', v0.video_id, 'video_text', v0.video_text,
    'video_path', t.prompt_id || '/' || v0.video_id, 'is_safe', h0.decided -> 'harm',
    'generated_from', v0.generated_from, 'prompt_id', t.prompt_id, 'prompt_text', t.text,
    'prompt_type', t.type),
  'video_1', json_build_object('video_id', v1.video_id, 'video_text', v1.video_text,
    'video_path', t.prompt_id || '/' || v1.video_id, 'is_safe', h1.decided -> 'harm',
    'generated_from', v1.generated_from, 'prompt_id', t.prompt_id, 'prompt_text', t.text,
    'prompt_type', t.type),
  'preferred', c.decided)
FROM exports_snapshotconsensus c JOIN catalog_pair p ON p.id = c.pair_id
JOIN catalog_prompt t ON t.id = p.prompt_id
JOIN catalog_video v0 ON v0.id = p.video_0_id JOIN catalog_video v1 ON v1.id = p.video_1_id
JOIN exports_snapshotconsensus h0 ON h0.video_id = v0.id AND h0.snapshot_id = c.snapshot_id
JOIN exports_snapshotconsensus h1 ON h1.video_id = v1.id AND h1.snapshot_id = c.snapshot_id
WHERE c.snapshot_id = '{snapshot}') TO STDOUT
""",
    """
COPY (SELECT json_build_object(
  'prompt_id', t.prompt_id, 'prompt_text', t.text, 'prompt_type', t.type, 'prompt_labels', t.labels,
  'video_id', v.video_id, 'video_text', v.video_text,
  'video_path', t.prompt_id || '/' || v.video_id, 'harm', c.decided -> 'harm',
  'generated_from', v.generated_from)
FROM exports_snapshotconsensus c JOIN catalog_video v ON v.id = c.video_id
JOIN catalog_prompt t ON t.id = v.prompt_id WHERE c.snapshot_id = '{snapshot}') TO STDOUT
""",
    """
COPY (SELECT json_build_object('prompt_id', t.prompt_id, 'prompt_text', t.text,
  'prompt_type', t.type, 'prompt_labels', t.labels)
FROM catalog_prompt t JOIN exports_snapshot s ON s.id = '{snapshot}'
JOIN campaigns_campaign k ON k.id = s.campaign_id AND k.corpus_id = t.corpus_id) TO STDOUT
""",
)
BARE = {
    "jsonl": (ASSIGNMENTS,),
    "safesora": PUBLISHED,
    "consensus": PUBLISHED[:1],
    "parquet": (ASSIGNMENTS, PUBLISHED[0], *PUBLISHED),
}
KILOBYTES = 1024


class Command(TandemCommand):
    help = "Fill a judged campaign, freeze it, render it; print seconds, memory and a bare COPY's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--pairs", type=int, default=51_691)
        parser.add_argument("--overlap", type=int, default=3)
        parser.add_argument("--formats", nargs="+", default=[*BARE], choices=[*BARE])
        parser.add_argument("--name", default="bench", help="of the corpus and of the campaign")

    def run(self, **options: Any) -> dict[str, Any]:
        size = Size(options["pairs"], options["overlap"])
        with unchecked():
            campaign = fill(options["name"], size)
        self.say(f"{size.pairs} pairs, {size.pairs * size.overlap} assignments")
        freezing, snapshot = timed(lambda: services.freeze(campaign, by=None))
        self.say(f"freeze {freezing:9.2f} s")
        figures = {format_: self._measure(snapshot, format_) for format_ in options["formats"]}
        return {"freeze": freezing, "formats": figures, "validate": self._validate(snapshot)}

    def _validate(self, snapshot: Snapshot) -> float | None:
        """Check what was written in the published shape, as `validate_dataset` does."""
        export = snapshot.exports.filter(format="safesora").first()
        if export is None:
            return None
        seconds, found = timed(lambda: list(validate(folder_of(export))))
        faults = [one for one in found if not one.is_mild]
        self.say(f"validate   {seconds:5.2f} s  {len(faults)} faults")
        return seconds

    def _measure(self, snapshot: Snapshot, format_: str) -> dict[str, float]:
        bare, _ = timed(lambda: copy(BARE[format_], snapshot))
        export = services.start_export(snapshot, format_, Options(), by=None)
        seconds, _ = timed(lambda: render(str(export.pk)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
        self.say(
            f"{format_:10} {seconds:5.2f} s  bare COPY {bare:5.2f} s  {seconds / bare:4.1f} times  "
            f"{memory:4.0f} MB of memory"
        )
        return {"seconds": seconds, "bare_copy": bare, "memory_mb": memory}


class Counted:
    """A file that only counts."""

    size = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)


def copy(statements: tuple[str, ...], snapshot: Snapshot) -> int:
    """Copy the rows to nowhere; returns how many bytes those were."""
    sink = Counted()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.copy_expert(statement.format(snapshot=snapshot.pk), sink)
    return sink.size


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.monotonic()
    result = work()
    return time.monotonic() - start, result
