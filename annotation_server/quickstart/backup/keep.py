"""Make a backup while work goes on: the database of one moment, then the files that it names."""

import argparse
import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg2
from psycopg2 import sql

from annotation_server.quickstart.backup.contents import (
    DUMP,
    EDITION,
    FILES,
    KEPT_SECRETS,
    LIST,
    SECRETS,
    Head,
    Progress,
    digest,
    read_head,
    sync,
    take,
    write_head,
)
from annotation_server.quickstart.backup.places import Places, engines_of
from annotation_server.quickstart.console import say, step
from annotation_server.quickstart.postgres import client_program
from annotation_server.quickstart.problems import QuickstartError

# The names of all files that must be there, as the database has them at this moment.
MEDIA = """
    SELECT r.name, r.poster_name FROM catalog_rendition r JOIN catalog_video v ON v.id = r.video_id
    JOIN catalog_prompt p ON p.id = v.prompt_id
    WHERE v.state = 'done' AND v.withdrawn_at IS NULL AND p.withdrawn_at IS NULL
"""
EXPORTS = "SELECT folder FROM exports_export WHERE folder <> '' AND state = 'done'"
TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
"""


def backup(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run backup")
    parser.add_argument("target", type=Path, help="a folder that is not there yet, or a .tar file")
    target = parser.parse_args(words).target.expanduser().absolute()
    if target.exists():
        raise QuickstartError(f"{target} is there already. Choose a name that is free.")
    folder = target.with_name(f".{target.name}.part") if target.suffix == ".tar" else target
    with engines_of("backup") as places:
        missing = keep(places, folder)
    if folder != target:
        with step("Packing"):
            pack(folder, target)
    say(f"The backup is {target}.")
    if missing:
        say(f"{missing} files that the database names were not there: `./run manage verify`.")
    return 1 if missing else 0


def keep(places: Places, folder: Path) -> int:
    """Fill the folder; returns how many files are missing."""
    folder.mkdir(parents=True, mode=0o700)
    connection = psycopg2.connect(places.database)
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor, step("Database"):
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')")
            (moment, version) = cursor.fetchone() or ("", "0")
            dump(places.database, moment, folder / DUMP)
            rows = counted(cursor)
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        progress = Progress(say, "Files")
        with connection.cursor() as cursor, step("Files"):
            missing = keep_files(cursor, places, folder, progress)
    finally:
        connection.close()
    keep_secrets(places, folder)
    write_head(
        folder,
        Head(
            edition=EDITION,
            made_at=made_at,
            data=str(places.data),
            postgres=int(version) // 10_000,
            dump_sha256=digest(folder / DUMP),
            rows=rows,
            files=progress.files,
            bytes=progress.bytes,
            missing=missing,
        ),
    )
    say(f"  {progress}")
    return len(missing)


def dump(database: str, moment: str, target: Path) -> None:
    words = ["--format=custom", "--no-owner", f"--snapshot={moment}", f"--file={target}"]
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        [str(client_program("pg_dump")), *words, f"--dbname={database}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise QuickstartError(f"pg_dump failed: {done.stderr.strip()[-1000:]}")
    sync(target)


def counted(cursor: Any) -> dict[str, int]:
    """How many rows each table has, at the moment of the dump."""
    cursor.execute(TABLES)
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        counts[table] = cursor.fetchone()[0]
    return counts


def keep_files(cursor: Any, places: Places, folder: Path, progress: Progress) -> list[str]:
    """Link or copy each file and list it with its checksum; returns those that are not there."""
    missing = []
    with (folder / LIST).open("x") as list_of_all:
        for path in wanted(cursor, places):
            try:
                size, sha256 = take(places.place_of(path), folder / FILES / path)
            except FileNotFoundError:
                # The database names no file of `sources` that must be there.
                if not path.startswith("sources/"):
                    missing.append(path)
                continue
            write_line(list_of_all, path=path, bytes=size, sha256=sha256)
            progress.add(size)
    sync(folder / LIST)
    return missing


def write_line(file: IO[str], **row: object) -> None:
    file.write(f"{json.dumps(row, ensure_ascii=False)}\n")


def wanted(cursor: Any, places: Places) -> Iterator[str]:
    """Paths below the data folder: videos and posters, clips, and files of finished exports."""
    cursor.execute(MEDIA)
    for names in cursor.fetchall():
        yield from (f"media/{name[:2]}/{name}" for name in names)
    yield from below(places, "sources")
    cursor.execute(EXPORTS)
    for (name,) in cursor.fetchall():
        yield from below(places, f"exports/{name}")


def below(places: Places, part: str) -> Iterator[str]:
    top = places.place_of(part)
    for path in sorted(top.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{part}/{path.relative_to(top)}"


def keep_secrets(places: Places, folder: Path) -> None:
    (folder / SECRETS).mkdir(mode=0o700)
    for name in KEPT_SECRETS:
        source = places.secrets / name
        if source.exists():
            target = folder / SECRETS / name
            target.touch(mode=0o600)
            target.write_text(source.read_text())


def pack(folder: Path, target: Path) -> None:
    """One file of the whole folder, under its name only when it is complete."""
    read_head(folder)
    part = target.with_name(f".{target.name}.packing")
    with tarfile.open(part, "x") as packed:
        for path in sorted(folder.iterdir()):
            packed.add(path, path.name)
    part.chmod(0o600)
    sync(part)
    part.replace(target)
    shutil.rmtree(folder)
