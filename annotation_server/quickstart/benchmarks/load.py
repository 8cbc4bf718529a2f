"""Load over HTTP/1.1 with as little work of our own as there can be: the server shares the cores.

Every person has a connection, which the server may close when it was idle; then it is opened anew.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit

from annotation_server.core.errors import TandemError
from annotation_server.quickstart.benchmarks.campaigns import Person
from annotation_server.simulation.rules.measures import Measures

HOLD = 3
OK = 200
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


class RefusedError(TandemError):
    """The server said no: the figures would mean nothing."""

    code = "refused"


@dataclass
class Connection:
    """One person's connection."""

    person: Person
    address: tuple[str, int]
    measures: Measures
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    head: bytes = field(init=False)

    def __post_init__(self) -> None:
        cookies = f"tandem_session={self.person.cookie}; csrftoken={self.person.token}"
        self.head = (
            f"Host: {self.address[0]}:{self.address[1]}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nCookie: {cookies}\r\n"
            f"X-CSRFToken: {self.person.token}\r\n"
        ).encode()

    async def put(self, kind: str, path: str, body: bytes) -> dict[str, Any]:
        """One request, timed; one that the server's idle close cut off is sent again."""
        head = b"PUT /api/%b HTTP/1.1\r\n%bContent-Length: %d\r\n\r\n" % (
            path.encode(), self.head, len(body),
        )  # fmt: skip
        began = time.perf_counter()
        try:
            status, raw = await self._ask(head + body)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.close()
            status, raw = await self._ask(head + body)
        code = "ok" if status == OK else f"http_{status}"
        self.measures.took(kind, time.perf_counter() - began, code)
        if status != OK:
            raise RefusedError(f"{kind}: {status} {raw[:300]!r}")
        reply: dict[str, Any] = json.loads(raw)
        return reply

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(*self.address)
        assert self.reader is not None  # noqa: S101  # opened together
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        raw = await self.reader.readexactly(length)
        if b"connection: close" in head:
            self.close()
        return int(head[9:12]), raw

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


@dataclass(frozen=True, slots=True)
class Load:
    """Full cycles (queue, stage one, stage two) until a moment, with a think time a pair."""

    campaign: str
    base_url: str
    seconds: float
    think: tuple[float, float] = (0, 0)


def run(load: Load, people: list[Person]) -> tuple[Measures, float]:
    """What was measured, and the cycles per second. Raises RefusedError."""
    measures = Measures()
    try:
        asyncio.run(_everybody(load, people, measures))
    except* RefusedError as refused:
        raise refused.exceptions[0] from None
    return measures, measures.pairs / load.seconds


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
        offered = (await connection.put("queue", queue, QUEUE))["assignments"]
        if not offered:
            await asyncio.sleep(0.2)
            continue
        for stage in ("heuristic", "overall"):
            await asyncio.sleep(pace.uniform(low, high) / 2)
            path = f"assignments/{offered[0]['id']}/stages/{stage}"
            await connection.put(stage, path, BODIES[stage])
        connection.measures.pairs += time.monotonic() < until
    connection.close()
