"""The crowd beside the server: a process of its own, which writes down what was acknowledged."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.problems import QuickstartError

ANNOTATORS = 10
THINK = 0.2
PATIENCE = 60
FIRST_ANSWER_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Shift:
    """Who works on what, where, how long, and where it is written down."""

    campaign: str
    url: str
    log: Path
    seconds: float
    seed: int = 1
    annotators: int = ANNOTATORS


@dataclass
class Crowd:
    """Annotators at work on one campaign, until they are told to `finish`."""

    process: "subprocess.Popen[str]"
    log: Path

    @classmethod
    def start(cls, shift: "Shift", environment: dict[str, str]) -> "Crowd":
        words = [
            *("simulate", shift.campaign, "--base-url", shift.url, "--seed", str(shift.seed)),
            *("--annotators", str(shift.annotators), "--think", str(THINK)),
            *("--seconds", str(shift.seconds), "--patience", str(PATIENCE)),
            *("--log", str(shift.log), "--json"),
        ]
        process = subprocess.Popen(  # noqa: S603  # our own words, no shell
            [sys.executable, str(surroundings.ROOT / "manage.py"), *words],
            env=surroundings.for_children(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return cls(process, shift.log)

    def acknowledged(self) -> int:
        """How many answers the server said it has, so far."""
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def answers_again(self, before: int, seconds: float) -> bool:
        """Whether another answer is acknowledged within so many seconds."""
        until = time.monotonic() + seconds
        while self.acknowledged() <= before:
            if time.monotonic() > until or self.process.poll() is not None:
                return False
            time.sleep(0.05)
        return True

    def wait_for_work(self) -> None:
        if not self.answers_again(0, FIRST_ANSWER_SECONDS):
            self.process.kill()
            raise QuickstartError(f"The crowd did not begin: {self.process.communicate()[1]}")

    def finish(self) -> dict[str, object]:
        """Its own figures, when everybody has stopped: each after the pair at hand."""
        self.process.terminate()
        said, wrong = self.process.communicate(timeout=2 * PATIENCE + 60)
        lines = said.strip().splitlines()
        if not lines:
            raise QuickstartError(f"The crowd broke down: {wrong[-2000:]}")
        return dict(json.loads(lines[-1]))
