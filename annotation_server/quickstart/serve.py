"""The whole server on one machine: engines, migrations, web, workers and the clock."""

import sys
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path

from annotation_server.quickstart import frontend, surroundings
from annotation_server.quickstart.console import say, step
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.ports import port_to_serve
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import Program, python_module
from annotation_server.quickstart.supervisor import Supervisor

ANSWER_SECONDS = 60
LONG_WORK = "media,exports,figures"
PYTHON = Path(sys.executable)


def serve(wanted_port: int | None) -> None:
    """Runs until an interrupt, and leaves no process behind."""
    folder = DataFolder(surroundings.data_path())
    port = port_to_serve(wanted_port)
    frontend.build()
    with Supervisor(folder, "server") as supervisor:
        start(supervisor, port)
        say()
        say(f"Tandem is at http://127.0.0.1:{port}/   (data in {folder.path}, Ctrl-C ends it)")
        say("A first manager: ./run manage create_user NAME --manager")
        supervisor.watch()


def start(supervisor: Supervisor, port: int) -> None:
    """Engines, migrations and programs, up to the first good answer of the web server."""
    supervisor.start_engines()
    start_programs(supervisor, port)


def start_programs(supervisor: Supervisor, port: int) -> None:
    with step("Database tables"):
        supervisor.run("prepare_database")
    with step("Web server and workers"):
        for program in programs(supervisor, port):
            supervisor.keep(program)
        wait_for_web(supervisor, port)


def programs(supervisor: Supervisor, port: int) -> list[Program]:
    celery = python_module(PYTHON, "celery", "-A", "annotation_server")
    # A worker of its own for `default`, so that transcoding never holds up the rest.
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    schedule = supervisor.folder.run / "schedule"
    for stale in schedule.parent.glob("schedule*"):
        stale.unlink()  # only remembers last runs, and a kill can leave it unreadable
    commands = {
        "web": python_module(
            PYTHON,
            "gunicorn",
            *("annotation_server.wsgi:application", "--bind", f"127.0.0.1:{port}"),
            *("--config", "python:annotation_server.gunicorn"),
            *("--workers", "2", "--threads", "8"),
            *("--keep-alive", "75", "--worker-connections", "2000"),
            *("--timeout", "120", "--graceful-timeout", "8", "--worker-tmp-dir", "/tmp"),  # noqa: S108
        ),
        "worker-media": [*worker, "-Q", LONG_WORK, "-n", "media@%h", "--concurrency", "2"],
        "worker-default": [*worker, "-Q", "default", "-n", "default@%h", "--concurrency", "1"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile=", f"--schedule={schedule}"],
    }
    return [Program(name, words, supervisor.environment) for name, words in commands.items()]


def wait_for_web(supervisor: Supervisor, port: int) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    while not answers(port):
        if time.monotonic() > until:
            raise QuickstartError(
                f"The web server did not answer on port {port} within {ANSWER_SECONDS} s. Its own "
                f"words are in {supervisor.folder.logs / 'web.log'}."
            )
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as reply:
            return bool(reply.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
