"""A whole running server for tests: real processes on a database of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg2
from psycopg2 import sql

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.ports import free_port
from annotation_server.quickstart.postgres import ensure_database
from annotation_server.quickstart.processes import recorded
from annotation_server.quickstart.serve import answers
from tests.commands import Commands

START_SECONDS = 180
STOP_SECONDS = 120
ANY_NUMBER = 713_290_411  # of the lock that processes of one run take to make a template
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.server_settings"}

_pool = ThreadPoolExecutor(2)
_endings: list[Future[None]] = []


class TandemServer:
    """What `./run serve` starts: web, two workers, beat and a Valkey; `url` is its address."""

    def __init__(self, path: Path, database: str = "", **chosen: str) -> None:
        """On a database of the test run; without one, with a PostgreSQL of its own."""
        self.chosen = SETTINGS | chosen
        self.folder = DataFolder(path)
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.commands: Commands | None = None

    def start(self) -> None:
        """Starts everything and returns when the web server answers."""
        self.folder.path.mkdir(parents=True, exist_ok=True)
        words = [sys.executable, "-m", "annotation_server.quickstart"]
        with (self.folder.path / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*words, "serve", "--port", str(self.port)],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until(lambda: answers(self.port), "answer", START_SECONDS)

    def _environment(self) -> dict[str, str]:
        own = {"TANDEM_DATA": str(self.folder.path), "DATABASE_URL": self.database}
        environment = surroundings.for_children(**own)
        for name in ("REDIS_URL", "SECRET_KEY", "TANDEM_PSEUDONYM_KEY"):
            environment.pop(name, None)
        return environment | self.chosen

    def _wait_until(self, true, what: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not true():
            ended = self.process is not None and self.process.poll() is not None
            if ended or time.monotonic() > until:
                words = (self.folder.path / "serve.log").read_text()
                raise AssertionError(f"The server did not {what} within {seconds} s:\n{words}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends everything in order, as Ctrl-C does."""
        self._end_commands()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_SECONDS)

    def kill(self, name: str) -> None:
        """Kill -9 of one program: web, worker-media, worker-default, beat, valkey, postgres."""
        self.running(name).kill()

    def running(self, name: str) -> psutil.Process:
        """The process of one program, which may be on its way back from an earlier end."""
        self._wait_until(lambda: recorded(self.folder, name), f"run {name}", START_SECONDS)
        process = recorded(self.folder, name)
        assert process is not None, f"{name} ends at once"
        return process

    def kill_everything(self) -> None:
        """Kill -9 of the supervisor and of every program it keeps, as a power cut would."""
        assert self.process is not None
        names = [path.stem for path in self.folder.run.glob("*.process")]
        self.process.kill()
        self.process.wait()
        for name in names:
            found = recorded(self.folder, name)
            if found is not None:
                with suppress(ProcessLookupError):  # the guard does the same
                    os.killpg(found.pid, signal.SIGKILL)

    def database_url(self) -> str:
        engines = self.folder.running_environment()
        assert engines is not None, "start the server first"
        return engines["DATABASE_URL"]

    def manage(self, *words: str) -> str:
        """What a management command printed; it must succeed."""
        done = self._commands().run(list(words))
        assert done.returncode == 0, f"manage.py {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def _commands(self) -> Commands:
        """What runs commands on the engines of now: a new start gives them new addresses."""
        engines = self.folder.running_environment()
        assert engines is not None, "start the server first"
        if self.commands is None or self.commands.engines != engines:
            self._end_commands()
            self.commands = Commands(engines, **self.chosen)
        return self.commands

    def _end_commands(self) -> None:
        if self.commands is not None:
            self.commands.close()
            self.commands = None

    def manage_json(self, *words: str) -> dict[str, object]:
        """The object that a command prints last with --json."""
        last = self.manage(*words, "--json").strip().splitlines()[-1]
        return dict(json.loads(last))


@contextmanager
def running_server(path: Path, **chosen: str) -> Iterator[TandemServer]:
    """A started server on a fresh database; both are gone afterwards. `chosen` are variables.

    Nobody waits while it ends, which takes seconds, but `wait_for_endings`.
    """
    maintenance = os.environ["DATABASE_URL"]
    name = f"server_{uuid.uuid4().hex[:12]}"
    ensure_database(maintenance, name, template=_server_template(maintenance))
    server = TandemServer(path, _beside(maintenance, name), **chosen)
    try:
        server.start()
        yield server
    finally:
        _endings.append(_pool.submit(_end, server, maintenance, name))


def _end(server: TandemServer, maintenance: str, name: str) -> None:
    server.stop()
    _drop(maintenance, name)


def wait_for_endings() -> None:
    """Returns when every server has ended in order; raises what went wrong with one of them."""
    for ending in _endings:
        ending.result()


@contextmanager
def independent_server(path: Path) -> Iterator[TandemServer]:
    """A started server with engines of its own, which a test may kill with all the rest."""
    server = TandemServer(path)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _beside(url: str, name: str) -> str:
    """The address of another database of the same PostgreSQL."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def tables_template(maintenance: str) -> str:
    """A database with all tables and nothing in them: a copy is there sooner than they are made."""
    return _made_once(maintenance, "tables_template", "template0", "migrate")


def _server_template(maintenance: str) -> str:
    """The same as a server leaves it after its first start."""
    tables = tables_template(maintenance)
    return _made_once(maintenance, "server_template", tables, "prepare_database")


def _made_once(maintenance: str, name: str, source: str, command: str) -> str:
    """The name of a database that one process of the run makes, while the others wait for it."""
    with closing(psycopg2.connect(maintenance)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ANY_NUMBER])  # until the connection closes
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            unfinished = f"{name}_unfinished"
            ensure_database(maintenance, unfinished, source)
            subprocess.run(
                [sys.executable, str(surroundings.ROOT / "manage.py"), command, "-v", "0"],
                env=surroundings.for_children(DATABASE_URL=_beside(maintenance, unfinished)),
                stdout=subprocess.DEVNULL,
                check=True,
            )
            _rename(maintenance, unfinished, name)
    return name


def _rename(maintenance: str, name: str, new_name: str) -> None:
    words = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with closing(psycopg2.connect(maintenance)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(words.format(sql.Identifier(name), sql.Identifier(new_name)))


def _drop(url: str, name: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    connection.close()
