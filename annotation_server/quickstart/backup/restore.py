"""Put a backup into an empty data folder. Nothing is begun before every checksum is right."""

import argparse
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.backup.contents import (
    DUMP,
    FILES,
    KEPT_SECRETS,
    LIST,
    PARTS,
    SECRETS,
    Head,
    Progress,
    digest,
    is_empty,
    listed,
    read_head,
    take,
    within,
)
from annotation_server.quickstart.backup.keep import counted
from annotation_server.quickstart.backup.places import Places
from annotation_server.quickstart.console import say, step
from annotation_server.quickstart.folders import DataFolder, write_private
from annotation_server.quickstart.postgres import client_program
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.supervisor import Supervisor

# Paths of clips and imports begin with the data folder that they were in.
MOVED = """
    UPDATE catalog_video SET source_path = %(new)s || substr(source_path, length(%(old)s) + 1)
    WHERE starts_with(source_path, %(old)s);
    UPDATE catalog_import SET folder = %(new)s || substr(folder, length(%(old)s) + 1)
    WHERE starts_with(folder, %(old)s)
"""
MOST_NAMED = 10
ANY_TABLE = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def restore(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run restore")
    parser.add_argument("backup", type=Path, help="what `./run backup` made")
    chosen = parser.parse_args(words).backup.expanduser().absolute()
    folder = DataFolder(surroundings.data_path())
    with unpacked(chosen, folder) as backup:
        head = read_head(backup)
        with step("Checksums of the backup"):
            check(backup, head)
        refuse_files(folder)
        folder.prepare()
        put_secrets(backup, folder)
        with Supervisor(folder, "restore") as supervisor:
            supervisor.start_engines(quietly=True)
            places = Places(supervisor.environment["DATABASE_URL"], folder.path, folder.secrets)
            put_back(backup, head, places)
            with step("Migrations and checks"):
                supervisor.run("migrate", "--noinput")
                supervisor.run("verify")
    say(f"{folder.path} is as {head.data} was on {head.made_at}. `./run serve` starts it.")
    return 0


@contextmanager
def unpacked(chosen: Path, folder: DataFolder) -> Iterator[Path]:
    """The backup as a folder; a .tar is unpacked beside the data, so that files can be linked."""
    if not chosen.is_file():
        yield chosen
        return
    folder.path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder.path.parent) as place:
        try:
            with step("Unpacking"), tarfile.open(chosen) as packed:
                packed.extractall(place, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise QuickstartError(f"{chosen} is no whole backup: {error}") from error
        yield Path(place)


def check(backup: Path, head: Head) -> None:
    """Every byte of the backup is what was written. Raises QuickstartError with the names."""
    wrong = [DUMP] if not _is(backup / DUMP, head.dump_sha256) else []
    progress = Progress(say, "Checked")
    try:
        for kept in listed(backup):
            next(within([kept.path]))
            if not _is(backup / FILES / kept.path, kept.sha256):
                wrong.append(kept.path)
            progress.add(kept.bytes)
    except (OSError, ValueError, TypeError) as error:
        raise QuickstartError(f"{backup / LIST} cannot be read: {error}") from error
    if progress.files != head.files:
        wrong.append(f"{LIST} ({progress.files} of {head.files} lines)")
    if wrong:
        named = ", ".join(wrong[:MOST_NAMED])
        raise QuickstartError(
            f"The backup is damaged, nothing was restored. {len(wrong)} files are not as written: "
            f"{named}."
        )


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and digest(path) == sha256


def refuse_files(folder: DataFolder) -> None:
    """Before anything is written: an instance with files is never mixed with a backup."""
    full = [part for part in PARTS if not is_empty(folder.path / part)]
    if full or folder.holder() == "server":
        raise QuickstartError(
            f"The data folder {folder.path} is in use: it has {', '.join(full) or 'a server'}. "
            "Restore into an empty one: TANDEM_DATA=DIR ./run restore …"
        )


def refuse_tables(database: str) -> None:
    connection = psycopg2.connect(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(ANY_TABLE)
            (tables,) = cursor.fetchone() or (0,)
    finally:
        connection.close()
    if tables:
        raise QuickstartError(
            f"The database has {tables} tables already, nothing was restored. Restore into an "
            "empty one: TANDEM_DATA=DIR ./run restore …"
        )


def put_secrets(backup: Path, folder: DataFolder) -> None:
    """The keys come along: pseudonyms in exports stay what they were."""
    for name in KEPT_SECRETS:
        source = backup / SECRETS / name
        if source.is_file():
            write_private(folder.secrets / name, source.read_text())


def put_back(backup: Path, head: Head, places: Places) -> None:
    refuse_tables(places.database)
    with step("Database"):
        load(places.database, backup / DUMP)
        settle(head, places)
    progress = Progress(say, "Restored")
    with step("Files"):
        for kept in listed(backup):
            found = take(backup / FILES / kept.path, places.place_of(kept.path))
            if found != (kept.bytes, kept.sha256):
                raise QuickstartError(f"{kept.path} did not arrive as it was. Look at the disk.")
            progress.add(kept.bytes)
    say(f"  {progress}")


def load(database: str, dump: Path) -> None:
    """In one transaction: all of it or nothing."""
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        [str(client_program("pg_restore")), *words, f"--dbname={database}", str(dump)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise QuickstartError(f"pg_restore failed: {done.stderr.strip()[-1000:]}")


def settle(head: Head, places: Places) -> None:
    """Compare the rows of every table with those of the backup; then move paths to this folder."""
    connection = psycopg2.connect(places.database)
    try:
        with connection, connection.cursor() as cursor:
            rows = counted(cursor)
            if rows != head.rows:
                other = sorted(name for name in head.rows if rows.get(name) != head.rows[name])
                raise QuickstartError(f"These tables have other rows: {', '.join(other)}.")
            cursor.execute(MOVED, {"old": f"{head.data}/", "new": f"{places.data}/"})
            cursor.execute("ANALYZE")
    finally:
        connection.close()
