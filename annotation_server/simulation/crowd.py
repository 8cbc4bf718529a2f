"""A whole crowd at work in one event loop: sign everybody in, let them work, measure."""

import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import IO, Any

from aiohttp import ClientSession

from annotation_server.simulation.annotator import Acknowledged, Annotator, StoppedError, Work
from annotation_server.simulation.client import Browser, open_http
from annotation_server.simulation.pairs import Ask, PairNames
from annotation_server.simulation.rules.measures import Measures
from annotation_server.simulation.services import SignIn
from annotation_server.simulation.sources import Source

SIGN_INS_AT_ONCE = 4
Show = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run of the crowd is to do.

    `seconds` ends it early, between two pairs; then SIGTERM may do so earlier.
    """

    campaign: str
    base_url: str
    stages: int
    source: Source
    ask: Ask
    seed: int = 0
    pairs: int | None = None
    think: float = 0.0
    patience: float = 120.0
    seconds: float | None = None
    watch: bool = False
    log: IO[str] | None = None
    total: int = 0
    show: Show = field(default=lambda done, total: None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened. `troubles` has a sentence for each annotator who could not go on."""

    measures: Measures
    sign_in_seconds: float
    seconds: float
    troubles: list[str]


def run(plan: Plan, people: Sequence[SignIn]) -> Outcome:
    return asyncio.run(_run(plan, people))


async def _run(plan: Plan, people: Sequence[SignIn]) -> Outcome:
    measures = Measures()
    names = PairNames(plan.ask)
    try:
        async with open_http() as http:
            return await _Crowd(plan, names, measures, http).work(people)
    finally:
        names.close()


class _Crowd:
    def __init__(
        self, plan: Plan, names: PairNames, measures: Measures, http: ClientSession
    ) -> None:
        self.plan, self.names, self.measures, self.http = plan, names, measures, http
        self.troubles: list[str] = []

    async def work(self, people: Sequence[SignIn]) -> Outcome:
        began = time.monotonic()
        work = self._work()
        annotators = [Annotator(person, self._browser(), work) for person in people]
        present = await self._sign_in(annotators)
        ready = time.monotonic()
        if self.plan.seconds is not None:
            _work_until(ready + self.plan.seconds, present)
            asyncio.get_running_loop().add_signal_handler(
                signal.SIGTERM, lambda: _work_until(time.monotonic(), present)
            )
        await asyncio.gather(*(self._safely(one.run) for one in present))
        return Outcome(self.measures, ready - began, time.monotonic() - ready, self.troubles)

    def _work(self) -> Work:
        plan = self.plan
        return Work(
            campaign=plan.campaign,
            stages=plan.stages,
            source=plan.source,
            pair_of=self.names.of,
            acknowledged=self._acknowledged,
            pair_finished=lambda: plan.show(self.measures.pairs, plan.total),
            seed=plan.seed,
            pairs=plan.pairs,
            think=plan.think,
            patience=plan.patience,
            watch=plan.watch,
        )

    def _browser(self) -> Browser:
        return Browser(self.http, self.plan.base_url, self.measures)

    async def _sign_in(self, annotators: Sequence[Annotator]) -> list[Annotator]:
        """A few at a time: checking a password is slow on purpose."""
        door = asyncio.Semaphore(SIGN_INS_AT_ONCE)

        async def come(annotator: Annotator) -> bool:
            async with door:
                return await self._safely(annotator.come)

        came = await asyncio.gather(*map(come, annotators))
        return [annotator for annotator, is_in in zip(annotators, came, strict=True) if is_in]

    async def _safely(self, do: Callable[[], Awaitable[None]]) -> bool:
        try:
            await do()
        except StoppedError as error:
            self.troubles.append(str(error))
            return False
        return True

    def _acknowledged(self, note: Acknowledged) -> None:
        self.measures.answers += 1
        if self.plan.log is not None:
            self.plan.log.write(json.dumps(asdict(note), ensure_ascii=False) + "\n")
            self.plan.log.flush()


def _work_until(moment: float, annotators: Sequence[Annotator]) -> None:
    for annotator in annotators:
        annotator.work = replace(annotator.work, until=moment)


def as_json(plan: Plan, outcome: Outcome, annotators: int) -> dict[str, Any]:
    """The run in figures; `errors` counts every failed request, also those sent again later."""
    measures = outcome.measures
    return {
        "annotators": annotators,
        "seed": plan.seed,
        "pairs": measures.pairs,
        "answers": measures.answers,
        "sign_in_seconds": round(outcome.sign_in_seconds, 2),
        "seconds": round(outcome.seconds, 2),
        "pairs_per_second": round(measures.pairs / max(outcome.seconds, 0.001), 2),
        "requests": measures.requests,
        "by_kind": measures.by_kind(),
        "errors": dict(measures.errors),
        "set_aside": dict(measures.set_aside),
        "troubles": outcome.troubles,
    }
