"""Load over HTTP/1.1 with as little work of our own as there can be: the server shares the cores.

Every person has a connection, which the server may close when it was idle; then it is opened anew.
Of a reply only its length is read, and of a queue the first assignment's id.
"""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit

from annotation_server.core.errors import TandemError
from annotation_server.quickstart.benchmarks.campaigns import Person
from annotation_server.simulation.rules.measures import Measures

HOLD = 3
OK = b"HTTP/1.1 200"
ANSWERS: dict[str, dict[str, Any]] = {
    "heuristic": {
        "instruction_following": "video_0",
        "correctness": "video_1",
        "informativeness": "video_0",
        "aesthetics": "video_1",
        "harm": {"video_0": ["nothing_harmful"], "video_1": ["violence"]},
    },
    "overall": {"helpfulness": "video_0", "harmlessness": "video_1"},
}
BODIES = {
    stage: json.dumps({"version": 1, "answers": answers}).encode()
    for stage, answers in ANSWERS.items()
}
QUEUE = json.dumps({"hold": HOLD}).encode()
END_OF_HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CLOSE = re.compile(rb"connection: *close", re.IGNORECASE)
FIRST_ID = re.compile(rb'"id":"([0-9a-f-]{36})"')


class RefusedError(TandemError):
    """The server said no: the figures would mean nothing."""

    code = "refused"


class Reply(asyncio.Protocol):
    """Gathers one reply at a time on one connection."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.whole: asyncio.Future[bytes] | None = None
        self.missing = -1
        self.is_open = True

    def expect(self) -> asyncio.Future[bytes]:
        self.buffer.clear()
        self.missing = -1
        self.whole = asyncio.get_running_loop().create_future()
        return self.whole

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.missing < 0:
            end = self.buffer.find(END_OF_HEAD)
            length = LENGTH.search(self.buffer, 0, end) if end >= 0 else None
            if length is None:
                return
            self.missing = end + len(END_OF_HEAD) + int(length[1])
        if self.whole and len(self.buffer) >= self.missing and not self.whole.done():
            self.whole.set_result(bytes(self.buffer))

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        if self.whole and not self.whole.done():
            self.whole.set_exception(error or ConnectionResetError())


@dataclass
class Connection:
    """One person's connection."""

    person: Person
    address: tuple[str, int]
    measures: Measures
    reply: Reply | None = None
    transport: asyncio.WriteTransport | None = None
    head: bytes = field(init=False)

    def __post_init__(self) -> None:
        cookies = f"tandem_session={self.person.cookie}; csrftoken={self.person.token}"
        self.head = (
            f"Host: {self.address[0]}:{self.address[1]}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nCookie: {cookies}\r\n"
            f"X-CSRFToken: {self.person.token}\r\n"
        ).encode()

    async def put(self, kind: str, path: str, body: bytes) -> bytes:
        """One request, timed; one that the server's idle close cut off is sent again."""
        head = b"PUT /api/%b HTTP/1.1\r\n%bContent-Length: %d\r\n\r\n" % (
            path.encode(), self.head, len(body),
        )  # fmt: skip
        began = time.perf_counter()
        try:
            raw = await self._ask(head + body)
        except ConnectionError:
            self.close()
            raw = await self._ask(head + body)
        is_ok = raw.startswith(OK)
        self.measures.took(kind, time.perf_counter() - began, "ok" if is_ok else "refused")
        if not is_ok:
            raise RefusedError(f"{kind}: {raw[:600]!r}")
        if CLOSE.search(raw, 0, raw.find(END_OF_HEAD)):
            self.close()
        return raw

    async def _ask(self, request: bytes) -> bytes:
        if self.transport is None or self.reply is None or not self.reply.is_open:
            loop = asyncio.get_running_loop()
            self.transport, self.reply = await loop.create_connection(Reply, *self.address)
        whole = self.reply.expect()
        self.transport.write(request)
        return await whole

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()
        self.transport = self.reply = None


@dataclass(frozen=True, slots=True)
class Load:
    """Full cycles (queue, stage one, stage two) until a moment, with a think time a pair."""

    campaign: str
    base_url: str
    seconds: float
    think: tuple[float, float] = (0, 0)


@dataclass(frozen=True, slots=True)
class Done:
    """What was measured, the cycles per second, and the processor time that the load took."""

    measures: Measures
    rate: float
    own_seconds: float


def run(load: Load, people: list[Person], measures: Measures | None = None) -> Done:
    """Note each request in `measures`, or in new ones. Raises RefusedError."""
    measures = measures if measures is not None else Measures()
    own = time.process_time()
    try:
        asyncio.run(_everybody(load, people, measures))
    except* RefusedError as refused:
        raise refused.exceptions[0] from None
    return Done(measures, measures.pairs / load.seconds, time.process_time() - own)


async def _everybody(load: Load, people: list[Person], measures: Measures) -> None:
    parts = urlsplit(load.base_url)
    address = (parts.hostname or "127.0.0.1", parts.port or 80)
    until = time.monotonic() + load.seconds
    async with asyncio.TaskGroup() as group:
        for number, person in enumerate(people):
            connection = Connection(person, address, measures)
            group.create_task(_work(load, connection, Random(number), until))  # noqa: S311


async def _work(load: Load, connection: Connection, pace: Random, until: float) -> None:
    low, high = load.think
    await asyncio.sleep(min(pace.uniform(0, high), max(until - time.monotonic(), 0)))
    queue = f"campaigns/{load.campaign}/queue"
    while time.monotonic() < until:
        offered = FIRST_ID.search(await connection.put("queue", queue, QUEUE))
        if offered is None:
            await asyncio.sleep(0.2)
            continue
        for stage in ("heuristic", "overall"):
            await asyncio.sleep(pace.uniform(low, high) / 2)
            path = f"assignments/{offered[1].decode()}/stages/{stage}"
            await connection.put(stage, path, BODIES[stage])
        connection.measures.pairs += time.monotonic() < until
    connection.close()
