"""Which pair an assignment is: questions of the moment are put together into one query."""

import asyncio
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import Error, close_old_connections

Ask = Callable[[Iterable[uuid.UUID]], dict[str, str]]
PAUSE = 0.5


class PairNames:
    """Lives in one event loop. The database is asked in a thread of its own, so nobody waits."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.thread = ThreadPoolExecutor(1)
        self.waiting: dict[str, asyncio.Future[str]] = {}
        self.asking: asyncio.Task[None] | None = None

    async def of(self, assignment: str) -> str:
        if assignment not in self.waiting:
            self.waiting[assignment] = asyncio.get_running_loop().create_future()
        future = self.waiting[assignment]
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self._ask())
        return await future

    async def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        while self.waiting:
            batch, self.waiting = self.waiting, {}
            found = await loop.run_in_executor(self.thread, self._found, list(batch))
            if found is None:  # the database is away for a moment
                await asyncio.sleep(PAUSE)
                self.waiting = batch | self.waiting
                continue
            for assignment, future in batch.items():
                if not future.done():
                    future.set_result(found.get(assignment, ""))

    def _found(self, assignments: list[str]) -> dict[str, str] | None:
        try:
            return self.ask([uuid.UUID(one) for one in assignments])
        except Error:
            close_old_connections()
            return None

    def close(self) -> None:
        self.thread.submit(close_connections).result()
        self.thread.shutdown()


def close_connections() -> None:
    """Of the thread that calls it."""
    from django.db import connections

    connections.close_all()
