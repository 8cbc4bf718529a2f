import json
import os
import threading

import pytest

from annotation_server.quickstart.folders import DataFolder, write_private
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import recorded


@pytest.fixture
def folder(tmp_path):
    made = DataFolder(tmp_path / "data with spaces")
    made.prepare()
    return made


def test_a_secret_stays_the_same(folder):
    assert folder.secret("key") == folder.secret("key")
    assert len(folder.secret("key")) >= 50


def test_a_secret_is_readable_by_its_owner_alone(folder):
    folder.secret("key")
    assert (folder.secrets / "key").stat().st_mode & 0o777 == 0o600
    assert folder.secrets.stat().st_mode & 0o777 == 0o700


def test_a_second_server_is_refused_at_once(folder):
    with folder.claim("server"), pytest.raises(QuickstartError, match="in use by a running server"):
        folder.claim("server")


def test_a_guard_waits_for_the_server_that_it_outlives(folder):
    server = folder.claim("server")
    threading.Timer(0.2, server.__exit__).start()
    with folder.claim("guard"):
        assert folder.holder() == "guard"


def test_a_released_folder_can_be_claimed_again(folder):
    with folder.claim("server"):
        assert folder.holder() == "server"
    with folder.claim("command"):
        assert folder.holder() == "command"


def test_the_folder_of_another_user_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(QuickstartError, match="belongs to"):
        DataFolder(tmp_path).prepare()


def test_a_reused_process_id_is_not_taken_for_ours(folder):
    record = {"pid": os.getpid(), "created": 1.0}
    write_private(folder.run / "web.process", json.dumps(record))
    assert recorded(folder, "web") is None


def test_a_record_that_cannot_be_read_means_no_process(folder):
    write_private(folder.run / "web.process", "half a rec")
    assert recorded(folder, "web") is None


def test_videos_and_exports_are_closed_to_other_users(folder):
    for part in ("media", "sources", "exports"):
        assert (folder.path / part).stat().st_mode & 0o777 == 0o700
