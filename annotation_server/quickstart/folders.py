"""The data folder: where things are in it, whose it is, and that one server at a time uses it."""

import fcntl
import json
import os
import pwd
import secrets
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from annotation_server.quickstart.problems import QuickstartError

PATIENCE_SECONDS = 30


class DataFolder:
    """The folder that holds everything one server keeps. Only its owner may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.postgres = path / "postgres"
        self.valkey = path / "valkey"
        self.logs = path / "logs"
        self.run = path / "run"
        self.secrets = path / "secrets"
        # Django makes these when it needs them; made here, they are closed to other users.
        self.contents = tuple(path / name for name in ("media", "sources", "exports"))
        self.environment_file = self.run / "environment.json"

    def prepare(self) -> None:
        """Makes the folder, or says whose it is when it belongs to another user."""
        try:
            # 711: as root, PostgreSQL runs as another user and must reach its folder inside.
            self.path.mkdir(parents=True, exist_ok=True, mode=0o711)
            self._refuse_another_owner()
            for part in (self.logs, self.run, self.secrets, self.valkey, *self.contents):
                part.mkdir(exist_ok=True, mode=0o700)
        except PermissionError as error:
            raise QuickstartError(
                f"The data folder {self.path} cannot be written by {_name(os.geteuid())} "
                f"({error.filename}). Choose another with TANDEM_DATA=DIR."
            ) from error

    def _refuse_another_owner(self) -> None:
        owner = self.path.stat().st_uid
        if owner != os.geteuid():
            raise QuickstartError(
                f"The data folder {self.path} belongs to {_name(owner)}, and you are "
                f"{_name(os.geteuid())}. Run this as {_name(owner)}, or choose another folder "
                "with TANDEM_DATA=DIR."
            )

    def claim(self, role: str, patience: float = PATIENCE_SECONDS) -> "Claim":
        """The right to start and end processes of this folder, held until it is released.

        Waits while a short-lived holder (a guard, a management command) finishes. A guard waits for
        a server too: the one it outlives may still be letting go of what it held.
        """
        until = time.monotonic() + patience
        lock = (self.run / "lock").open("a+")
        while not _locked(lock):
            holder = self.holder()
            if (holder == "server" and role != "guard") or time.monotonic() > until:
                lock.close()
                raise QuickstartError(
                    f"The data folder {self.path} is in use by a running {holder or 'task'}. "
                    "Stop it first (Ctrl-C in its terminal), or choose another folder with "
                    "TANDEM_DATA=DIR."
                )
            time.sleep(0.1)
        lock.truncate(0)
        lock.write(role)
        lock.flush()
        return Claim(lock)

    def holder(self) -> str:
        """What holds the folder now: `server`, `command`, `guard`, `tests`, or nothing."""
        try:
            with (self.run / "lock").open("a+") as lock:
                if _locked(lock):
                    return ""
                lock.seek(0)
                return lock.read()
        except OSError:
            return ""

    def secret(self, name: str) -> str:
        """A random secret, made at the first call and the same ever after."""
        path = self.secrets / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text()

    def remember_environment(self, environment: dict[str, str]) -> None:
        write_private(self.environment_file, json.dumps(environment))

    def running_environment(self) -> dict[str, str] | None:
        """How to reach the engines of the server that runs on this folder, if one does."""
        try:
            return dict(json.loads(self.environment_file.read_text()))
        except (OSError, ValueError):
            return None


class Claim(AbstractContextManager["Claim"]):
    """A held lock. It also ends with the process, however that ends."""

    def __init__(self, lock: IO[str]) -> None:
        self.lock = lock

    def __exit__(self, *_: object) -> None:
        self.lock.close()


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner reads: whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)


def megabytes(path: Path) -> int:
    """What a folder takes on disk; 0 if it is not there."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += (Path(folder) / name).lstat().st_blocks * 512
            except FileNotFoundError:
                continue
    return round(total / 1_000_000)


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
