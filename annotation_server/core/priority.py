"""Long work that is to take only what nobody else wants of the machine.

A person who judges waits for milliseconds, figures may take a minute more. On Linux each thread has
a priority of its own: the work gets a thread that runs whenever no other wants to (SCHED_IDLE, see
sched(7)), and that any other interrupts at once. Where the database's engine runs on the same
machine, the process of it that serves the work becomes `NICE`: less than idle, because it holds
locks that others wait for.

Such priorities count among the processes of one session only, where Linux gives each session its
share of the processor (autogroups, see sched(7)); the engine's processes are sessions of their own,
and so is a worker. So the worker's session stands back as long as the work takes.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

NICE = 10
LEAST = 19


def in_background(work: Callable[[], None]) -> None:
    """Run `work` in such a thread, with its own connection to the database, and wait for it.

    Raises what the work raises. Where the system has no such priority, the usual one is kept.
    """
    failed: list[BaseException] = []

    def run() -> None:
        try:
            stand_back()
            with session_stands_back():
                work()
        except BaseException as error:  # noqa: BLE001  # raised again where it was asked for
            failed.append(error)
        finally:
            # A process of the engine can't be given its old priority again.
            connection.close()

    thread = threading.Thread(target=run, name="background")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def stand_back() -> None:
    """Lower the priority of this thread, and of the engine's process that serves it, for good."""
    if not hasattr(os, "SCHED_IDLE"):
        return
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with connection.cursor() as cursor:
        # Its helpers in a parallel plan would be processes of the usual priority.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid(), inet_client_port()")
        process, port = cursor.fetchone()
    if _serves(process, port):
        os.setpriority(os.PRIO_PROCESS, process, NICE)
        share_of_session(process, NICE)


@contextmanager
def session_stands_back() -> Iterator[None]:
    """The other threads and processes of this session wait a little more, too."""
    share_of_session(os.getpid(), LEAST)
    try:
        yield
    finally:
        share_of_session(os.getpid(), 0)


def share_of_session(process: int, nice: int) -> None:
    """Set the share of the whole session of a process, where Linux gives sessions shares.

    `nice` is 0 to 19, which halves the share about every three steps.
    """
    file = Path(f"/proc/{process}/autogroup")
    with suppress(OSError):  # without autogroups, or in a container that has its own shares
        try:
            file.write_text(str(nice))
        except BlockingIOError:  # at most ten times a second, of all sessions
            time.sleep(0.2)
            file.write_text(str(nice))


def _serves(process: int, port: int | None) -> bool:
    """Whether this process of this machine is the engine's, and ours to slow down.

    The engine may be elsewhere, where the number is that of another process. Its own carry the
    address of whom they serve in their titles.
    """
    try:
        title = Path(f"/proc/{process}/cmdline").read_bytes()
        is_ours = os.geteuid() in (0, Path(f"/proc/{process}").stat().st_uid)
    except OSError:
        return False
    return is_ours and title.startswith(b"postgres: ") and f"({port})".encode() in title
