"""The drill: a backup while a crowd works, restored elsewhere on engines of its own."""

import json
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.chaos.crowd import Crowd, Shift
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.supervisor import Supervisor
from tests.commands import Commands
from tests.servers import TandemServer, independent_server

CAMPAIGN = "drill"
EXPORT = """
from annotation_server.campaigns.models import Campaign
from annotation_server.exports.services import freeze
print(freeze(Campaign.objects.get(name="drill"), by=None).pk)
"""


def run(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """One task of ./run on a data folder, with engines of its own or those that run there."""
    environment = surroundings.for_children(TANDEM_DATA=str(data))
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TANDEM_PSEUDONYM_KEY"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "annotation_server.quickstart", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def exported(manage, snapshot: str, out: Path) -> dict[str, bytes]:
    """The files of a cut in each format that its protocol has, a folder each."""
    for format_ in ("jsonl", "safesora", "consensus", "parquet", "dpo"):
        words = ("--snapshot", snapshot, "--format", format_, "--out", out / format_)
        manage("export_snapshot", CAMPAIGN, *words)
    files = (path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


@contextmanager
def crowd_at_work(server: TandemServer):
    log = server.folder.path / "acknowledged.jsonl"
    engines = server.folder.running_environment()
    assert engines is not None
    crowd = Crowd.start(Shift(CAMPAIGN, server.url, log, seconds=600, annotators=3), engines)
    try:
        crowd.wait_for_work()
        yield crowd
    finally:
        crowd.process.kill()
        crowd.process.communicate()


class Drill:
    """What was backed up, and what it was then."""

    def __init__(self, folder: Path) -> None:
        self.backup = folder / "backup"
        with independent_server(folder / "first") as server:
            server.manage("furnish_chaos", CAMPAIGN)
            with crowd_at_work(server) as crowd:
                script = ("shell", "--no-imports", "--command", EXPORT)
                self.snapshot = server.manage(*script).strip().splitlines()[-1]
                self.export = exported(
                    lambda *words: server.manage(*map(str, words)), self.snapshot, folder / "one"
                )
                before = crowd.acknowledged()
                done = run(server.folder.path, "backup", str(self.backup))
                assert done.returncode == 0, done.stdout + done.stderr
                assert crowd.answers_again(before, 60), "nobody worked during the backup"
        self.head = json.loads((self.backup / "backup.json").read_text())


@pytest.fixture(scope="module")
def drill(tmp_path_factory) -> Drill:
    folder = tmp_path_factory.mktemp("drill")
    return Drill(folder)


@pytest.fixture(scope="module")
def restored(drill, tmp_path_factory) -> DataFolder:
    """The backup in another folder."""
    second = DataFolder(tmp_path_factory.mktemp("drill") / "second")
    done = run(second.path, "restore", str(drill.backup))
    assert done.returncode == 0, done.stdout + done.stderr
    return second


@contextmanager
def engines_of(folder: DataFolder, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TANDEM_PSEUDONYM_KEY"):
        monkeypatch.setenv(name, "")
    with Supervisor(folder, "command") as supervisor:
        supervisor.start_engines(quietly=True)
        yield supervisor.environment


def test_what_was_restored_is_what_was_backed_up(drill, restored, tmp_path, monkeypatch):
    with engines_of(restored, monkeypatch) as environment:
        connection = psycopg2.connect(environment["DATABASE_URL"])
        with connection, connection.cursor() as cursor:
            counts = {}
            for table in drill.head["rows"]:
                cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
                counts[table] = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM catalog_import WHERE folder LIKE '%first%'")
            assert cursor.fetchone() == (0,)
        connection.close()

        shutil.rmtree(restored.path / "exports")  # what the backup kept would be handed out again
        with closing(Commands(environment)) as commands:

            def manage(*words):
                done = commands.run([*map(str, words)])
                assert done.returncode == 0, done.stdout + done.stderr

            again = exported(manage, drill.snapshot, tmp_path / "two")
            manage("verify", "--deep")
    assert counts["annotation_judgement"] > 0
    assert counts == drill.head["rows"] | {"exports_export": counts["exports_export"]}
    assert again == drill.export


def test_a_damaged_backup_is_refused_and_nothing_is_begun(drill, tmp_path):
    lines = (drill.backup / "files.jsonl").read_text().splitlines()
    path = drill.backup / "files" / json.loads(lines[0])["path"]
    whole = path.read_bytes()
    path.unlink()  # it may be a hard link
    path.write_bytes(whole[:-1] + b"?")
    done = run(tmp_path / "third", "restore", str(drill.backup))
    path.write_bytes(whole)
    assert done.returncode == 1
    assert f"not as written: {json.loads(lines[0])['path']}" in done.stderr
    assert not (tmp_path / "third").exists()


def test_a_backup_that_was_cut_is_not_taken_for_one(drill, tmp_path):
    cut = tmp_path / "cut"
    cut.mkdir()
    (cut / "database.dump").write_bytes(b"")
    done = run(tmp_path / "third", "restore", str(cut))
    assert "is no whole backup" in done.stderr


def test_an_instance_with_files_is_never_written_over(drill, restored):
    done = run(restored.path, "restore", str(drill.backup))
    assert done.returncode == 1
    assert "is in use: it has media" in done.stderr


def test_a_backup_never_replaces_another(drill):
    done = run(drill.backup.parent / "first", "backup", str(drill.backup))
    assert "is there already" in done.stderr
