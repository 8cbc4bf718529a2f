"""Import of as many rows and pairs as the published data has, beside a bare COPY of the same rows.

It comes last: the workers take the clips in afterwards.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from annotation_server.catalog.models import Corpus
from annotation_server.core.errors import TandemError
from annotation_server.quickstart import surroundings
from annotation_server.quickstart.benchmarks.scenario import Bench, Row, timed
from annotation_server.quickstart.demo_corpus import clips, draw_clip

VIDEOS, PAIRS, PROMPTS = 57_333, 51_691, 14_711
QUICK_PART = 10
MOST_SECONDS, MOST_MEGABYTES = 30, 300
KILOBYTES = 1024
TABLES = ("catalog_prompt", "catalog_video", "catalog_pair")


@dataclass(frozen=True, slots=True)
class Size:
    """Of the published data, or a part of it."""

    videos: int = VIDEOS
    pairs: int = PAIRS
    prompts: int = PROMPTS

    def part(self, of: int) -> "Size":
        return Size(self.videos // of, self.pairs // of, self.prompts // of)


class ImportFailedError(TandemError):
    code = "import_failed"


def run(bench: Bench) -> Iterator[Row]:
    """In a process of its own, so that its memory is that of an import."""
    with tempfile.TemporaryDirectory(prefix="tandem-import-", dir=bench.folder.path) as place:
        size = Size().part(QUICK_PART) if bench.quick else Size()
        bench.note(f"a manifest of {size.videos:,} clips")
        manifest, pairs = _write(Path(place), size)
        with timed() as seconds:
            megabytes = _import(manifest, pairs)
        took = seconds()
        with timed() as bare:
            copied = _copy(Corpus.objects.get(name=place))
        yardstick = f"bare COPY of {copied:,} rows: {bare():.1f} s with reading them"
    yield Row(
        f"import of {size.videos:,} rows and {size.pairs:,} pairs",
        f"{took:.1f} s",
        yardstick,
        goal=f"< {MOST_SECONDS} s",
        reached=took < MOST_SECONDS,
    )
    yield Row(
        "memory of the import, at most",
        f"{megabytes:.0f} MB",
        goal=f"< {MOST_MEGABYTES} MB",
        reached=megabytes < MOST_MEGABYTES,
    )


def _import(manifest: Path, pairs: Path) -> float:
    """The most memory it had, in megabytes."""
    words = ["import_corpus", str(manifest), "--pairs", str(pairs), "--link"]
    child = subprocess.Popen(  # noqa: S603  # our own words, no shell
        [
            *(sys.executable, str(surroundings.ROOT / "manage.py"), *words),
            *("--corpus", str(manifest.parent), "--json"),
        ],
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise ImportFailedError("The import failed, as it says above.")
    return used.ru_maxrss / KILOBYTES


def _write(place: Path, size: Size) -> tuple[Path, Path]:
    """One drawn clip under many names. A prompt's videos are `prompts` apart, and are its pairs."""
    (place / "clips").mkdir()
    draw_clip(clips()[0], place)
    [drawn] = [path for path in place.iterdir() if path.is_file()]
    manifest, pairs = place / "manifest.jsonl", place / "pairs.jsonl"
    with manifest.open("w") as lines:
        for number in range(size.videos):
            path = f"clips/{number}{drawn.suffix}"
            (place / path).hardlink_to(drawn)
            row = {
                "prompt_text": f"A diorama in a bottle, number {number % size.prompts}.",
                "path": path,
                "video_id": f"{number:064x}",
                "generated_from": f"generator {number // size.prompts}",
            }
            lines.write(json.dumps(row) + "\n")
    with pairs.open("w") as lines:
        for pair in neighbours(size):
            lines.write(json.dumps(pair) + "\n")
    return manifest, pairs


def neighbours(size: Size) -> Iterator[dict[str, str]]:
    made = 0
    for step in (size.prompts, 2 * size.prompts):
        for number in range(size.videos - step):
            if made < size.pairs:
                made += 1
                yield {"video_0": f"{number:064x}", "video_1": f"{number + step:064x}"}


def _copy(corpus: Corpus) -> int:
    """The same rows into tables of the same indexes, and nothing else."""
    rows = 0
    with transaction.atomic(), connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        for table in TABLES:
            file.seek(0)
            file.truncate()
            cursor.execute(f"CREATE TEMP TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            chosen = f"SELECT * FROM {table} WHERE corpus_id = '{corpus.pk}'"  # noqa: S608
            cursor.copy_expert(f"COPY ({chosen}) TO STDOUT", file)
            file.seek(0)
            cursor.copy_expert(f"COPY bare_{table} FROM STDIN", file)
            rows += cursor.rowcount
        transaction.set_rollback(True)
    return rows
