import stat
from contextlib import closing

import psycopg2
import pytest

from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.postgres import Postgres, open_the_way
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import Identity, end_leftovers, spawn


def test_data_of_another_major_version_is_refused(tmp_path):
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    folder.postgres.mkdir()
    (folder.postgres / "PG_VERSION").write_text("16\n")
    with pytest.raises(QuickstartError, match=r"written by PostgreSQL 16.*docs/quickstart.md"):
        Postgres(folder).prepare()


def test_only_the_right_to_pass_through_is_given(tmp_path, capsys):
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    open_the_way(closed / "data", Identity(user=65534, group=65534))
    assert stat.S_IMODE(closed.stat().st_mode) == 0o701
    assert str(closed) in capsys.readouterr().out


def test_durable_data_keeps_fsync(tmp_path):
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    assert "fsync=off" not in Postgres(folder).program().command
    assert "fsync=off" in Postgres(folder, durable=False).program().command


ENDLESS = "SELECT count(n) FROM (SELECT generate_series(1, 10000000000000) AS n) AS numbers"


def test_killed_with_a_session_in_the_middle_of_a_statement_it_starts_again(tmp_path):
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    engine = Postgres(folder, durable=False)
    engine.prepare()
    first = spawn(engine.program(), folder)
    engine.wait()
    with closing(psycopg2.connect(engine.url(), async_=True)) as session:
        while session.poll() != psycopg2.extensions.POLL_OK:
            pass
        session.cursor().execute(ENDLESS)
        first.kill()
        first.wait()
        end_leftovers(folder)
    spawn(engine.program(), folder)
    engine.wait()
    end_leftovers(folder)
