"""What is done to a running server, and how it is undone."""

import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import psutil
import redis

from annotation_server.quickstart.chaos.disk import Disk
from annotation_server.quickstart.chaos.proxy import Proxy
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.processes import recorded

SLOW_SECONDS = 0.05
BROKER_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What faults need to know of the server they happen to."""

    folder: DataFolder
    broker: str
    proxy: Proxy
    disk: Disk


def nothing(_: Surroundings) -> None:
    return


@dataclass(frozen=True, slots=True)
class Fault:
    """`seconds` pass between doing and undoing; `work_goes_on` is asked for meanwhile, if so."""

    name: str
    do: Callable[[Surroundings, random.Random], None]
    undo: Callable[[Surroundings], None] = nothing
    seconds: float = 0.0
    work_goes_on: bool = field(default=False)


def _signal(name: str, how: signal.Signals) -> Callable[[Surroundings, random.Random], None]:
    """To the program of that name; one that is dead already has had its fault."""

    def send(around: Surroundings, _: random.Random) -> None:
        process = recorded(around.folder, name)
        if process is not None:
            with suppress(psutil.Error):
                process.send_signal(how)

    return send


def _one_of(name: str) -> Callable[[Surroundings, random.Random], None]:
    """Kill one of the processes that the program has started."""

    def kill(around: Surroundings, chance: random.Random) -> None:
        process = recorded(around.folder, name)
        with suppress(psutil.Error, IndexError):
            children = sorted(process.children(), key=lambda one: one.pid) if process else []
            chance.choice(children).kill()

    return kill


def _tell_broker(around: Surroundings, *words: str) -> None:
    with (
        suppress(redis.RedisError),
        redis.Redis.from_url(around.broker, socket_timeout=BROKER_SECONDS) as client,
    ):
        client.execute_command(*words)


def _resume_broker(around: Surroundings) -> None:
    _signal("valkey", signal.SIGCONT)(around, random.Random(0))  # noqa: S311


FAULTS = (
    Fault("web process killed", _one_of("web")),
    Fault("web killed", _signal("web", signal.SIGKILL)),
    Fault("worker killed", _signal("worker-default", signal.SIGKILL)),
    Fault("media worker killed", _signal("worker-media", signal.SIGKILL)),
    Fault("postgres stopped at once", _signal("postgres", signal.SIGQUIT)),
    Fault("postgres killed", _signal("postgres", signal.SIGKILL)),
    Fault("postgres session killed", _one_of("postgres")),
    Fault(
        "valkey killed",
        _signal("valkey", signal.SIGKILL),
        seconds=1,
        work_goes_on=True,
    ),
    Fault("valkey flushed", lambda around, _: _tell_broker(around, "FLUSHALL")),
    Fault(
        "valkey full",
        lambda around, _: _tell_broker(around, "CONFIG", "SET", "maxmemory", "1"),
        lambda around: _tell_broker(around, "CONFIG", "SET", "maxmemory", "0"),
        seconds=2,
        work_goes_on=True,
    ),
    Fault(
        "valkey hung",
        _signal("valkey", signal.SIGSTOP),
        _resume_broker,
        seconds=2,
        work_goes_on=True,
    ),
    Fault(
        "database cut off",
        lambda around, _: around.proxy.cut(),
        lambda around: around.proxy.mend(),
        seconds=1.5,
    ),
    Fault(
        "database slow",
        lambda around, _: around.proxy.slow(SLOW_SECONDS),
        lambda around: around.proxy.mend(),
        seconds=2,
    ),
    Fault(
        "disk full",
        lambda around, _: around.disk.fill(),
        lambda around: around.disk.empty(),
        seconds=3,
        work_goes_on=True,
    ),
)


def drawn(seed: int, count: int) -> list[Fault]:
    """So many faults in the order of this seed: at least one each of PostgreSQL and Valkey."""
    chance = random.Random(f"faults {seed}")  # noqa: S311  # to be drawn again
    of_postgres = [fault for fault in FAULTS if fault.name.startswith("postgres")]
    of_valkey = [fault for fault in FAULTS if fault.name.startswith("valkey")]
    chosen = [chance.choice(of_postgres), chance.choice(of_valkey)]
    rest = [fault for fault in FAULTS if fault not in chosen]
    chosen += chance.sample(rest, min(len(rest), max(0, count - len(chosen))))
    return chance.sample(chosen, len(chosen))
