"""One of Django's management commands, on the engines of the data folder."""

import subprocess
import sys

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.supervisor import Supervisor


def manage(words: list[str]) -> int:
    """Uses the engines of a running server, or starts them for this one command."""
    folder = DataFolder(surroundings.data_path())
    folder.prepare()
    environment = folder.running_environment() if folder.holder() == "server" else None
    if environment is not None:
        return command(words, surroundings.for_children(**environment))
    with Supervisor(folder, "command") as supervisor:
        supervisor.start_engines(quietly=True)
        return command(words, supervisor.environment)


def command(words: list[str], environment: dict[str, str]) -> int:
    done = subprocess.run(  # noqa: S603  # the operator's own words, no shell
        [sys.executable, str(surroundings.ROOT / "manage.py"), *words], env=environment, check=False
    )
    return done.returncode
