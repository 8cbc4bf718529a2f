"""What the `run` script says, and what the lock files hold."""

import re
import subprocess
import sys

import pytest

from annotation_server.quickstart.__main__ import TASKS
from annotation_server.quickstart.surroundings import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def run(*words):
    return subprocess.run(
        [sys.executable, str(ROOT / "run"), *words], capture_output=True, text=True, check=False
    )


def test_bare_run_lists_every_task_with_one_line():
    listed = re.findall(r"^  (\w+)  +\S.*$", run().stdout, flags=re.MULTILINE)
    assert set(listed) == set(TASKS)


def test_an_unknown_task_is_refused_with_the_list():
    done = run("dmeo")
    assert done.returncode == 1
    assert "There is no task 'dmeo'" in done.stderr
    assert "demo" in done.stderr


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_its_version_and_hashes(lock):
    packages = lock.read_text().replace("\\\n", "").strip().splitlines()
    assert packages
    assert all(re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:", package) for package in packages)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_no_place(lock):
    assert "/" not in lock.read_text()


def test_what_runs_is_also_what_is_tested():
    dev, quickstart, runtime = (packages_of(name) for name in ("dev", "quickstart", "runtime"))
    assert runtime | quickstart <= dev


def packages_of(name):
    """The versions and hashes of a lock file, without the systems that a package is for."""
    lines = (ROOT / "requirements" / f"{name}.lock").read_text().splitlines()
    return {line.rstrip(" \\").split(" ; sys_platform")[0] for line in lines}
