"""One simulated annotator at work: ask for pairs, think, answer stage by stage, again."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from annotation_server.protocol.rules.problems import Json
from annotation_server.simulation.client import Browser
from annotation_server.simulation.rules.outbox import (
    Reply,
    Sent,
    Verdict,
    delay_after,
    verdict_on,
)
from annotation_server.simulation.services import SignIn
from annotation_server.simulation.sources import Source

HOLD = 3
PAUSE = 0.2
LOOKS = 3
MORE_LOOKS = 25
VERSION = 1
CONSENT = 1  # the version of the consent's words
Assignment = Mapping[str, Any]


class StoppedError(Exception):
    """This annotator cannot go on; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One stage's answers that the server said it has."""

    assignment: str
    pair: str
    annotator: str
    stage: str
    answers: dict[str, Json]
    state: str


@dataclass(slots=True)
class Bustle:
    """Whether anything moves in the crowd: who finds nothing now may find something after it."""

    judging: int = 0
    moved: int = 0

    def is_on(self, moved_before: int) -> bool:
        return self.judging > 0 or self.moved != moved_before


@dataclass(frozen=True, slots=True)
class Work:
    """What everybody of one run is told."""

    campaign: str
    stages: int
    source: Source
    pair_of: Callable[[str], Awaitable[str]]
    acknowledged: Callable[[Acknowledged], None]
    pair_finished: Callable[[], None]
    bustle: Bustle = field(default_factory=Bustle)
    seed: int = 0
    pairs: int | None = None
    think: float = 0.0
    patience: float = 120.0
    until: float | None = None
    watch: bool = False


@dataclass
class Annotator:
    person: SignIn
    browser: Browser
    work: Work
    finished: int = 0
    seen: dict[str, Any] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)
    given_back: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.pace = Random(f"{self.work.seed}\n{self.person.name}\nthink")  # noqa: S311

    async def come(self) -> None:
        """Sign in. Raises StoppedError when the server refuses or does not answer in time."""
        await self._insist("sign_in", self._sign_in, Sent())

    async def _sign_in(self) -> Reply:
        return await self.browser.sign_in(self.person.name, self.person.password)

    async def run(self) -> None:
        """Work until nothing is left, or the own share is done. Raises StoppedError."""
        looks, most = 0, LOOKS if self._left() is None else MORE_LOOKS
        while looks < most and (hold := self._may_hold()):
            moved = self.work.bustle.moved
            offered = await self._offered(hold)
            mine = await self._first_of_mine(offered)
            if mine is not None:
                await self._judge(*mine)
            looks = 0 if self.work.bustle.is_on(moved) else looks + 1
            if mine is None and looks:
                await asyncio.sleep(PAUSE)

    def _left(self) -> int | None:
        return self.work.source.left(self.person.name)

    def _may_hold(self) -> int:
        """Never more than will be judged, so that nothing is kept from others at the end."""
        if self.work.until is not None and time.monotonic() >= self.work.until:
            return 0
        limits = [HOLD]
        if self.work.pairs is not None:
            limits.append(self.work.pairs - self.finished)
        if self._left() == 0:
            limits.append(0)
        return max(0, min(limits))

    async def _offered(self, hold: int) -> list[Assignment]:
        path = f"campaigns/{self.work.campaign}/queue"
        reply = await self._insist(
            "queue", lambda: self.browser.put("queue", path, {"hold": hold}), Sent()
        )
        return list((reply.body or {}).get("assignments", []))

    async def _agree(self) -> None:
        """To everything: the videos are not looked at."""
        path = f"campaigns/{self.work.campaign}/consent"
        body = {"version": CONSENT, "opt_outs": [], "locale": "en"}
        await self._insist("consent", lambda: self.browser.put("consent", path, body), Sent())

    async def _first_of_mine(self, offered: list[Assignment]) -> tuple[Assignment, str] | None:
        """The first pair this annotator has answers for; those without go back to the others."""
        mine = []
        for assignment in offered:
            pair = await self.work.pair_of(assignment["id"])
            if assignment["id"] in self.aside:
                continue
            if self.work.source.has(self.person.name, pair):
                mine.append((assignment, pair))
            else:
                await self._release(assignment["id"], pair)
        return mine[0] if mine else None

    async def _release(self, assignment: str, pair: str) -> None:
        path = f"assignments/{assignment}/release"
        sent = Sent(is_optional=True)
        await self._insist("release", lambda: self.browser.put("release", path, {}), sent)
        if pair not in self.given_back:
            self.given_back.add(pair)
            self.work.bustle.moved += 1

    async def _judge(self, assignment: Assignment, pair: str) -> None:
        self.work.bustle.judging += 1
        try:
            if self.work.watch:
                await self._watch(assignment["videos"])
            is_whole = await self._answer(assignment, pair)
        finally:
            self.work.bustle.judging -= 1
            self.work.bustle.moved += 1
        if is_whole:
            self.finished += 1
            self.browser.measures.pairs += 1
            self.work.source.finished(self.person.name, pair)
            self.work.pair_finished()

    async def _answer(self, assignment: Assignment, pair: str) -> bool:
        """Every stage that is still open; False when the server did not take them all."""
        earlier = dict(assignment["answers"])
        stage: str | None = assignment["stage"]
        while stage is not None:
            spent = await self._think()
            answers = self.work.source.answers(self.person.name, pair, stage, earlier)
            reply = await self._submit(assignment["id"], stage, answers, spent)
            if verdict_on(reply, Sent(answers)) is Verdict.ASIDE:
                self.aside.add(assignment["id"])
                return False
            state = str((reply.body or {}).get("state", ""))
            note = Acknowledged(assignment["id"], pair, self.person.name, stage, answers, state)
            self.work.acknowledged(note)
            if reply.code != "ok":  # it has these answers from an earlier attempt
                return False
            earlier[stage] = answers
            stage = (reply.body or {}).get("stage")
        return True

    async def _think(self) -> float:
        """Half to one and a half times the mean, evenly spread over a pair's stages."""
        spent = self.work.think * (0.5 + self.pace.random()) / self.work.stages
        if spent:
            await asyncio.sleep(spent)
        return spent

    async def _submit(
        self, assignment: str, stage: str, answers: dict[str, Json], spent: float
    ) -> Reply:
        milliseconds = round(spent * 1000)
        timing = {"active_ms": milliseconds, "total_ms": milliseconds}
        body = {"version": VERSION, "answers": answers, "seen": self.seen, "timing": timing}
        kind, path = f"stage {stage}", f"assignments/{assignment}/stages/{stage}"
        return await self._insist(kind, lambda: self.browser.put(kind, path, body), Sent(answers))

    async def _watch(self, videos: list[Assignment]) -> None:
        """Posters first, then every frame of every video once."""
        self.seen = {}
        for video in videos:
            await self.browser.watch("poster", video["poster_url"])
            if await self.browser.watch("video", video["url"]):
                whole = {"intervals": [[0, video["duration_us"]]], "plays": 1}
                self.seen[video["slot"]] = whole

    async def _insist(self, kind: str, send: Callable[[], Awaitable[Reply]], sent: Sent) -> Reply:
        """Send until the server says yes or no, as the page's outbox does.

        Raises StoppedError when patience runs out, or when the server refuses what must succeed.
        """
        failures, began = 0, time.monotonic()
        while True:
            reply = await send()
            verdict = verdict_on(reply, sent)
            if verdict is Verdict.DONE:
                return reply
            if reply.code == "consent_needed":
                await self._agree()
                continue
            if verdict is Verdict.ASIDE:
                return self._set_aside(kind, reply, sent)
            failures += 1
            wait = delay_after(failures, self.pace.random(), reply.retry_after)
            if time.monotonic() - began + wait > self.work.patience:
                raise StoppedError(
                    f"{self.person.name}, {kind}: refused or unanswered for "
                    f"{self.work.patience:g} s ({reply.code}). Look whether the server runs, "
                    "then start again: what is finished stays finished."
                )
            if verdict is Verdict.SIGN_IN and failures == 1:
                await self._sign_in()
                continue
            await asyncio.sleep(wait)
            if verdict is Verdict.SIGN_IN:
                await self._sign_in()

    def _set_aside(self, kind: str, reply: Reply, sent: Sent) -> Reply:
        """Refused answers are kept aside and work goes on."""
        if sent.answers is None and not sent.is_optional:
            raise StoppedError(f"{self.person.name}, {kind}: {reply.sentence}")
        self.browser.measures.set_aside[f"{kind} {reply.code}"] += 1
        return reply
