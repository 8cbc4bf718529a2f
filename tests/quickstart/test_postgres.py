import stat

import pytest

from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.postgres import Postgres, open_the_way
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import Identity


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
