"""Keeps the programs of one data folder running, and ends them all when it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.console import say, step
from annotation_server.quickstart.engines import Engines
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import (
    MARK,
    Program,
    alive,
    end,
    end_leftovers,
    end_orphans,
    marked,
    python_module,
    spawn,
)

LOOK_SECONDS = 0.2
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 20.0
# A program that ran this long before it died starts over with the first pause.
STEADY_SECONDS = 30


@dataclass
class Kept:
    """A program, the process that runs it now, and when it is started again if that died."""

    program: Program
    process: psutil.Process
    started: float
    pause: float = FIRST_PAUSE
    due: float | None = None


class Supervisor(AbstractContextManager["Supervisor"]):
    """Inside its `with` block engines and programs run; after it no process of theirs is left."""

    def __init__(
        self,
        folder: DataFolder,
        role: str,
        *,
        durable: bool = True,
        tell: Callable[[str], None] = say,
    ) -> None:
        self.folder = folder
        self.tell = tell
        self.role = role
        self.kept: dict[str, Kept] = {}
        self.stopping = False
        folder.prepare()
        self.claim = folder.claim(role)
        self.guard: subprocess.Popen[bytes]
        self.left = end_leftovers(folder)
        self.engines = Engines(folder, durable=durable)
        self.environment = surroundings.for_children(**self.engines.environment())

    def __enter__(self) -> Self:
        if self.left:
            say(f"  Ended {self.left} processes that an earlier run had left behind.")
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._interrupt)
        self._start_guard()
        return self

    def _interrupt(self, *_: object) -> None:
        if not self.stopping:
            raise KeyboardInterrupt

    def _start_guard(self) -> None:
        """A process that ends the others when this one is killed: it waits on our closed pipe."""
        self.guard = subprocess.Popen(  # noqa: S603  # our own words, no shell
            python_module(
                Path(sys.executable), "annotation_server.quickstart.guard", str(self.folder.path)
            ),
            # Unmarked: a server that tests started is ended with them, but its guard cleans up.
            env={name: text for name, text in self.environment.items() if name != MARK},
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def start_engines(self, *, quietly: bool = False) -> None:
        for engine in self.engines.all():
            with nullcontext() if quietly else step(type(engine).__name__):
                engine.prepare()
                self.keep(engine.program())
                engine.wait()
        self.folder.remember_environment(self.engines.environment())

    def keep(self, program: Program) -> None:
        """Starts the program, and starts it again whenever it dies."""
        process = spawn(program, self.folder)
        self.kept[program.name] = Kept(program, process, time.monotonic())

    def run(self, *words: str, shown: bool = False) -> None:
        """Runs one of Django's commands to its end, its words going to logs/manage.log."""
        log = self.folder.logs / "manage.log"
        with log.open("ab") as words_of_it:
            done = subprocess.run(  # noqa: S603  # our own words, no shell
                [sys.executable, str(surroundings.ROOT / "manage.py"), *words],
                env={**self.environment, MARK: str(self.folder.path)},
                stdin=subprocess.DEVNULL,
                stdout=None if shown else words_of_it,
                stderr=words_of_it,
                check=False,
            )
        if done.returncode != 0:
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise QuickstartError(
                f"`manage.py {words[0]}` failed: {' '.join(last)} More of its words are in {log}."
            )

    def watch(self) -> None:
        """Restarts what dies, until an interrupt, or until this stops in another thread."""
        while not self.stopping:
            for kept in self.kept.values():
                self._look_after(kept)
            time.sleep(LOOK_SECONDS)

    def _look_after(self, kept: Kept) -> None:
        now = time.monotonic()
        if kept.due is None and not alive(kept.process):
            self._bury(kept)
            if now - kept.started > STEADY_SECONDS:
                kept.pause = FIRST_PAUSE
            kept.due = now + kept.pause
            log = self.folder.logs / f"{kept.program.name}.log"
            self.tell(
                f"{kept.program.name} ended ({log}); starting it again in {kept.pause:.1f} s."
            )
        elif kept.due is not None and now >= kept.due:
            kept.process = spawn(kept.program, self.folder)
            kept.started, kept.due = now, None
            kept.pause = min(kept.pause * 2, LONGEST_PAUSE)

    def _bury(self, kept: Kept) -> None:
        if kept.program.rank > 1:
            # What the dead one had started would go on with its work beside the next one. Its
            # process id, which is also the group's, cannot be reused before it is waited for.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(kept.process.pid, signal.SIGKILL)
        with suppress(psutil.Error):
            kept.process.wait(5)
        if kept.program.name == "postgres":
            end_orphans(self.folder)

    def __exit__(self, *_: object) -> None:
        """Ends the programs from the highest rank down, then whatever they left."""
        self.stopping = True
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            for rank in sorted({kept.program.rank for kept in self.kept.values()}, reverse=True):
                self._end_rank(rank)
        finally:
            end_leftovers(self.folder)
            self.claim.__exit__()
            if self.guard.stdin is not None:
                self.guard.stdin.close()
            self.guard.wait()
            signal.signal(signal.SIGINT, before)

    def _end_rank(self, rank: int) -> None:
        kept = [one for one in self.kept.values() if one.program.rank == rank]
        for one in kept:
            one.process.send_signal(one.program.stop_signal) if alive(one.process) else None
        longest = max(one.program.stop_seconds for one in kept)
        _, stubborn = psutil.wait_procs([one.process for one in kept], timeout=longest)
        end(stubborn, signal.SIGKILL, 5)
        if rank > 1:
            engines = {o.process.pid for o in self.kept.values() if o.program.rank <= 1}
            strays = [p for p in marked(self.folder) if p.pid not in engines]
            end([p for p in strays if not _below(p, engines)], signal.SIGKILL, 5)


def _below(process: psutil.Process, ancestors: set[int]) -> bool:
    try:
        return any(parent.pid in ancestors for parent in process.parents())
    except psutil.Error:
        return False
