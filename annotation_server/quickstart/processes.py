"""Child processes: started with a record, known again by it, and ended with all they started."""

import json
import os
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import psutil

from annotation_server.quickstart.folders import DataFolder, write_private

# Every process below a server carries this variable, so that what it leaves behind is found.
MARK = "TANDEM_SUPERVISED"
LARGEST_LOG = 10_000_000
# psutil derives a start time from the boot time, which moves a little with the clock.
SAME_START_SECONDS = 2


@dataclass(frozen=True)
class Identity:
    """A user and group to run as: PostgreSQL refuses to be root."""

    user: int
    group: int


@dataclass(frozen=True)
class Program:
    """A process to keep running. Programs of a higher rank need those of a lower one."""

    name: str
    command: list[str]
    environment: dict[str, str]
    rank: int = 2
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 12
    identity: Identity | None = field(default=None)


def spawn(program: Program, folder: DataFolder) -> psutil.Process:
    """Starts the program in a session of its own, its words going to logs/NAME.log."""
    with _log(folder, program.name) as log:
        child = subprocess.Popen(  # noqa: S603  # our own words, no shell
            program.command,
            env={**program.environment, MARK: str(folder.path)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **switch(program.identity),
        )
    process = psutil.Process(child.pid)
    record = {"pid": child.pid, "created": process.create_time()}
    write_private(folder.run / f"{program.name}.process", json.dumps(record))
    # The Popen object is let go of: psutil waits for children as well as for strangers.
    child.returncode = 0
    return process


def switch(identity: Identity | None) -> dict[str, Any]:
    """The options of `subprocess` that make a child run as somebody else."""
    if identity is None:
        return {}
    return {"user": identity.user, "group": identity.group, "extra_groups": []}


def _log(folder: DataFolder, name: str) -> BinaryIO:
    path = folder.logs / f"{name}.log"
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def recorded(folder: DataFolder, name: str) -> psutil.Process | None:
    """The living process that the record of `name` means: a reused process id is another."""
    try:
        record = json.loads((folder.run / f"{name}.process").read_text())
        process = psutil.Process(record["pid"])
        same = abs(process.create_time() - record["created"]) < SAME_START_SECONDS
    except (OSError, ValueError, KeyError, psutil.Error):
        return None
    return process if same and alive(process) else None


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end(processes: Iterable[psutil.Process], how: signal.Signals, seconds: float) -> None:
    """Asks the processes to end, and kills those that have not within `seconds`."""
    asked = list(processes)
    _signal(asked, how)
    _, stubborn = psutil.wait_procs(asked, timeout=seconds)
    _signal(stubborn, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)


def _signal(processes: Iterable[psutil.Process], how: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(how)
        except psutil.NoSuchProcess:
            continue


def marked(folder: DataFolder) -> list[psutil.Process]:
    """Every process that a server of this folder started, directly or not, this one aside."""
    mine = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in mine and _mark(process) == str(folder.path)
    ]


def _mark(process: psutil.Process) -> str:
    try:
        return process.environ().get(MARK, "")
    except (psutil.Error, OSError):
        return ""


def end_leftovers(folder: DataFolder) -> int:
    """Ends what an earlier server of this folder left running. Call it with the folder claimed."""
    engines = [found for name in ("valkey", "postgres") if (found := recorded(folder, name))]
    engines += [found for found in [_postmaster(folder)] if found and found not in engines]
    engine_ids = {process.pid for process in engines}
    # Backends of PostgreSQL go with their postmaster, whichever environment they show.
    programs = [p for p in marked(folder) if not engine_ids & {p.pid, *_ancestors(p)}]
    end(programs, signal.SIGTERM, 5)
    for engine in engines:
        # SIGINT is PostgreSQL's fast shutdown: sessions are cut, nothing is lost.
        end([engine], signal.SIGINT, 20)
    for name in ("environment.json", *(path.name for path in folder.run.glob("*.process"))):
        (folder.run / name).unlink(missing_ok=True)
    if _postmaster(folder) is None:
        end_orphans(folder)
        (folder.postgres / "postmaster.pid").unlink(missing_ok=True)
    return len(programs) + len(engines)


def end_orphans(folder: DataFolder) -> None:
    """Ends the backends of a PostgreSQL that was killed: beside them no new one starts.

    One in the middle of a statement would only notice at its end. They are known by the folder in
    which they work, since their environment is overwritten. Call it when no postmaster lives.
    """
    end([p for p in psutil.process_iter() if _works_in(p, folder.postgres)], signal.SIGTERM, 2)


def _works_in(process: psutil.Process, place: Path) -> bool:
    try:
        return Path(process.cwd()) == place.resolve()
    except (psutil.Error, OSError):
        return False


def _ancestors(process: psutil.Process) -> list[int]:
    try:
        return [parent.pid for parent in process.parents()]
    except psutil.Error:
        return []


def _postmaster(folder: DataFolder) -> psutil.Process | None:
    """The PostgreSQL that serves this folder, also when its record is lost."""
    try:
        first = (folder.postgres / "postmaster.pid").read_text().splitlines()[0]
        process = psutil.Process(int(first))
        ours = str(folder.postgres) in process.cmdline()
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
    return process if ours and alive(process) else None


def memory_megabytes(folder: DataFolder) -> int:
    """What all processes of the folder hold in memory, shared pages counted once a process."""
    total = 0
    for process in {*marked(folder), *filter(None, [_postmaster(folder)])}:
        try:
            total += process.memory_full_info().uss
        except psutil.Error:
            continue
    return round(total / 1_000_000)


def processor_seconds(folder: DataFolder) -> dict[str, float]:
    """What `web` and `postgres` of the folder have used so far, with all that they started."""
    used = {}
    for name in ("web", "postgres"):
        first = recorded(folder, name)
        family = [first, *first.children(recursive=True)] if first else []
        used[name] = sum(_processor_seconds(process) for process in family)
    return used


def _processor_seconds(process: psutil.Process) -> float:
    """Of the process and of those it started that have ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def python_module(python: Path, module: str, *arguments: str) -> list[str]:
    """`python -m`: the launchers in bin/ break in long paths and in paths with spaces."""
    return [str(python), "-m", module, *arguments]
