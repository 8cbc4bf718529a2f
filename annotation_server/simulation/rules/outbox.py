"""What a reply means for an answer that waits to be sent: the rules of the page's outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotation_server.protocol.rules.conditions import Answers

SUCCESS, SERVER_FAILS = range(200, 300), 500
PASSING = {408, 425, 429}
SIGN_IN_CODES = {"not_signed_in", "csrf_failed"}
LONGEST_DELAY = 60.0


class Verdict(StrEnum):
    """Leave the outbox; be kept aside with the reason; be tried again; wait for a sign-in."""

    DONE = "done"
    ASIDE = "aside"
    LATER = "later"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Without a body it was no reply of ours; with status 0 there was none."""

    status: int
    body: Mapping[str, Any] | None = None
    retry_after: float | None = None

    @property
    def error(self) -> Mapping[str, Any]:
        found = (self.body or {}).get("error")
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        """`ok`, the server's error code, or what stands for a reply that is not ours."""
        if self.status == 0:
            return "network"
        if self.body is None:
            return f"unreadable_{self.status}"
        return "ok" if self.status in SUCCESS else str(self.error.get("code", self.status))

    @property
    def sentence(self) -> str:
        return str(self.error.get("message") or f"The server answered {self.code}.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: a stage's answers, or something that may be refused without harm."""

    answers: Answers | None = None
    is_optional: bool = False


def verdict_on(reply: Reply, sent: Sent) -> Verdict:
    if reply.body is None or reply.status in PASSING or reply.status >= SERVER_FAILS:
        return Verdict.LATER
    if reply.status in SUCCESS:
        return Verdict.DONE
    if reply.code in SIGN_IN_CODES:
        return Verdict.SIGN_IN
    if reply.code == "already_answered" and sent.answers is not None:
        stored = (reply.error.get("details") or {}).get("stored")
        return Verdict.DONE if same_answers(sent.answers, stored) else Verdict.ASIDE
    return Verdict.ASIDE


def same_answers(mine: object, stored: object) -> bool:
    """Whether two sets of answers say the same; the order of ticked labels does not matter."""
    return isinstance(stored, dict) and _plain(mine) == _plain(stored)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted(map(str, value))
    return (type(value), value)


def delay_after(failures: int, chance: float, retry_after: float | None = None) -> float:
    """Seconds to the next attempt: doubling from one to sixty, spread by `chance` (0 to 1).

    What the server asks for in Retry-After is kept at least.
    """
    full = min(LONGEST_DELAY, 2.0 ** max(0, min(failures, 10) - 1))
    return max(full * (0.5 + chance / 2), retry_after or 0.0)
