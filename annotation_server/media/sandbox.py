"""Runs one ffmpeg or ffprobe so that no clip can hold the machine or reach beyond its files.

A POSIX shell sets the limits and becomes the command (`ulimit`, then `exec`): no `preexec_fn`,
which may deadlock under threads, and no moment in which the child runs without limits, as a
`prlimit` after the start would leave. Where bubblewrap is found to work, the child also has no
network and sees only its own binary, the system's libraries, and the files it was given.
"""

import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from annotation_server.media.limits import MIB

# `ulimit` counts files in 512-byte blocks and memory in KiB. A limit that cannot be set is lower
# already, or the system does not have it (macOS and address space): the others hold.
LIMITED = (
    'limit() { ulimit "$@" 2>/dev/null || :; }; limit -c 0; limit -f "$1"; limit -v "$2"; '
    'limit -S -t "$3"; limit -H -t "$4"; shift 4; exec nice -n 10 "$@"'
)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
SYSTEM = (
    "/usr",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
)
STDERR_BYTES = 16 * 1024
GRACE_SECONDS = 5
TRIAL_SECONDS = 20
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Allowance:
    seconds: int
    memory_bytes: int
    file_bytes: int = MIB
    stdout_bytes: int = 16 * MIB


class Stopped(StrEnum):
    TIME = "time"
    SIZE = "size"


@dataclass(frozen=True)
class Outcome:
    """How a command ended. `stderr` is its beginning; `stopped` is the limit it ran into."""

    code: int
    stdout: bytes
    stderr: str
    stopped: Stopped | None


def run(
    command: Sequence[str],
    allowance: Allowance,
    *,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
) -> Outcome:
    """Run to the end or to a limit. `reads` and `writes` are absolute paths of existing files."""
    if isolation_works(command[0]):
        command = [*isolated(command[0], reads, writes), *command]
    limits = [
        allowance.file_bytes // 512,
        allowance.memory_bytes // 1024,
        allowance.seconds,
        allowance.seconds + GRACE_SECONDS,
    ]
    process = subprocess.Popen(  # noqa: S603  # a list of words; the shell sees them as "$@"
        ["/bin/sh", "-c", LIMITED, "sh", *map(str, limits), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
    with process:
        patience = 0
        try:
            stopped, stdout, stderr = _collect(process, allowance)
            patience = 0 if stopped else GRACE_SECONDS
        finally:
            _end_group(process, patience=patience)
    code = process.returncode
    return Outcome(code, stdout, stderr.decode(errors="replace"), stopped or _limit_hit(code))


def isolated(binary: str, reads: Sequence[Path], writes: Sequence[Path]) -> list[str]:
    """Put bubblewrap before it: an empty root, no network, these files under their own names."""
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--dev", "/dev"]
    for folder in SYSTEM:
        words += ["--ro-bind-try", folder, folder]
    for path in (Path(binary), *reads):
        words += ["--ro-bind", str(path), str(path)]
    for path in writes:
        words += ["--bind", str(path), str(path)]
    return [*words, "--"]


@cache
def isolation_works(binary: str) -> bool:
    """Try once per binary: containers and hardened kernels often forbid user namespaces."""
    if shutil.which("bwrap", path=ENVIRONMENT["PATH"]) is None:
        return False
    command = [*isolated(binary, (), ()), binary, "-version"]
    try:
        done = subprocess.run(  # noqa: S603  # our own words, no shell
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TRIAL_SECONDS,
            env=ENVIRONMENT,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _collect(
    process: subprocess.Popen[bytes], allowance: Allowance
) -> tuple[Stopped | None, bytes, bytes]:
    """Read both pipes until they close, a cap on stdout is passed, or the time is up."""
    assert process.stdout is not None  # noqa: S101  # both are pipes
    assert process.stderr is not None  # noqa: S101
    stdout, stderr = bytearray(), bytearray()
    kept = {process.stdout.fileno(): stdout, process.stderr.fileno(): stderr}
    deadline = time.monotonic() + allowance.seconds
    stopped = None
    with selectors.DefaultSelector() as selector:
        for pipe in kept:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map() and stopped is None:
            for key, _ in selector.select(max(0.0, deadline - time.monotonic())):
                chunk = os.read(key.fd, CHUNK)
                if not chunk:
                    selector.unregister(key.fd)
                kept[key.fd] += chunk
            del stderr[STDERR_BYTES:]
            stopped = _cap_reached(len(stdout), deadline, allowance)
    return stopped, bytes(stdout), bytes(stderr)


def _cap_reached(stdout_bytes: int, deadline: float, allowance: Allowance) -> Stopped | None:
    if stdout_bytes > allowance.stdout_bytes:
        return Stopped.SIZE
    return Stopped.TIME if time.monotonic() >= deadline else None


def _end_group(process: subprocess.Popen[bytes], *, patience: int) -> None:
    """Wait for a child that closed its pipes; one that will not end is killed with its group."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _limit_hit(code: int) -> Stopped | None:
    """Read the signal from how it ended: our child dies of it, bubblewrap reports 128 + it."""
    number = -code if code < 0 else code - 128
    if number in (signal.SIGXCPU, signal.SIGKILL):
        return Stopped.TIME
    return Stopped.SIZE if number == signal.SIGXFSZ else None
