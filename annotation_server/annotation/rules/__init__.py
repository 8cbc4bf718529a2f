"""What an assignment's seed decides, what is believed of a page, how much is enough to look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

Slot = Literal["video_0", "video_1"]
Interval = tuple[int, int]
Flag = Literal["more_time_than_passed", "more_played_than_passed", "not_watched"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FASTEST = 2  # times normal speed: what the page offers
CLOCKS_DIFFER_MS = 1_000  # a page's clock and ours, over one pair
WHOLE = 0.9  # of a video: what is missing beyond this was not watched
UNSEEN_AT_MOST_US = 100_000  # of a video so short that a player's last look counts


def left_slot(seed: int) -> Slot:
    """Tell which video is shown on the left, as "Video 1": an even seed shows `video_0` there."""
    return "video_0" if seed % 2 == 0 else "video_1"


def other_side(seed: int, first: int) -> int:
    """The seed, or the one after it, so that the sides are not those of `first`."""
    return seed if left_slot(seed) != left_slot(first) else seed + 1


@dataclass(frozen=True, slots=True)
class Watched:
    """What a page says that it played of one video, in microseconds of the video's own time."""

    intervals: Sequence[Interval] = ()
    plays: int = 0
    enough: bool = False  # the annotator said so of a clip that is hard to look at
    broken: bool = False  # it did not play


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: with the page in sight and in use, and in all."""

    active_ms: int
    total_ms: int


@dataclass(frozen=True, slots=True)
class View:
    """How somebody chose to look at a pair: what a veil shows and when, and whether it is heard."""

    veil: Literal["none", "toggle", "hold"]
    grey: bool
    small: bool
    muted: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What a page says of one stage; a program that judges may say nothing of time and view."""

    watched: Mapping[str, Watched] = field(default_factory=dict)
    timing: Timing | None = None
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the server knows itself: how long each video is, and which one was on the left."""

    durations_us: Mapping[str, int]
    left: Slot


@dataclass(frozen=True, slots=True)
class Passed:
    """What the server has seen pass since it gave the pair out, and what it believed before."""

    since_claim_ms: int
    believed_ms: int = 0
    seen: Mapping[str, Sequence[Interval]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenVideo:
    """What is believed of one video. `covered` counts the stages before, too."""

    intervals: list[Interval]
    plays: int
    enough: bool
    broken: bool
    covered: float
    side: Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Observed:
    """What is stored with the answers of a stage."""

    seen: dict[str, SeenVideo]
    timing: Timing | None
    flags: list[Flag]
    view: View | None = None


def observe(account: Account, shown: Shown, passed: Passed) -> Observed:
    """Believe a page as far as the server's own times allow, and say where it claimed more.

    Nobody can have worked longer than the pair was given out, nor have played more of a video than
    that time holds at the fastest speed. Nothing is refused for it.
    """
    since_claim_ms = max(0, passed.since_claim_ms)
    budget = since_claim_ms * 1_000 * FASTEST
    slack = CLOCKS_DIFFER_MS * 1_000 * FASTEST
    claims = {
        name: union(account.watched.get(name, Watched()).intervals, duration)
        for name, duration in shown.durations_us.items()
    }
    seen = {
        name: _seen_video(name, account, shown, passed, shortened(claim, budget))
        for name, claim in claims.items()
    }
    timing, is_too_long = _timing(account.timing, max(0, since_claim_ms - passed.believed_ms))
    flags: dict[Flag, bool] = {
        "more_time_than_passed": is_too_long,
        "more_played_than_passed": any(length(one) > budget + slack for one in claims.values()),
        "not_watched": any(_was_missed(seen[name], shown.durations_us[name]) for name in seen),
    }
    held = [flag for flag, holds in flags.items() if holds]
    return Observed(seen, timing, held, account.view)


def _timing(said: Timing | None, left_ms: int) -> tuple[Timing | None, bool]:
    """What is believed of a page's times, and whether it claimed more than there was."""
    if said is None:
        return None, False
    total = min(said.total_ms, left_ms)
    claimed = max(said.total_ms, said.active_ms)
    return Timing(min(said.active_ms, total), total), claimed > left_ms + CLOCKS_DIFFER_MS


def _seen_video(
    name: str, account: Account, shown: Shown, passed: Passed, intervals: list[Interval]
) -> SeenVideo:
    said = account.watched.get(name, Watched())
    duration = shown.durations_us[name]
    together = union([*intervals, *passed.seen.get(name, ())], duration)
    return SeenVideo(
        intervals=intervals,
        plays=said.plays if intervals else 0,
        enough=said.enough,
        broken=said.broken,
        covered=round(length(together) / duration, 4) if duration else 0.0,
        side="left" if name == shown.left else "right",
    )


def _was_missed(seen: SeenVideo, duration_us: int) -> bool:
    if seen.enough or seen.broken or seen.covered >= WHOLE:
        return False
    return duration_us * (1 - seen.covered) > UNSEEN_AT_MOST_US


def union(intervals: Iterable[Interval], duration_us: int) -> list[Interval]:
    """Cut the intervals to the clip and join those that overlap or touch, ascending."""
    joined: list[Interval] = []
    for start, given_end in sorted(intervals):
        end = min(given_end, duration_us)
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def length(intervals: Iterable[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def shortened(intervals: Iterable[Interval], budget_us: int) -> list[Interval]:
    """Keep the first intervals that fit into the time there was."""
    kept: list[Interval] = []
    for start, whole_end in intervals:
        end = min(whole_end, start + budget_us)
        if end > start:
            kept.append((start, end))
        budget_us -= end - start
    return kept


@dataclass(frozen=True, slots=True)
class Budget:
    """How many sensitive pairs somebody may look at, and when work must rest. None: no limit."""

    per_hour: int | None
    per_day: int | None
    neutral_share: int
    session: timedelta | None
    rest: timedelta

    @property
    def is_limited(self) -> bool:
        return self.counts_sensitive or self.session is not None

    @property
    def counts_sensitive(self) -> bool:
        return self.per_hour is not None or self.per_day is not None or self.neutral_share > 0


@dataclass(frozen=True, slots=True)
class Exposure:
    """What somebody looked at on the last day: reveals and ends, oldest first; and what they hold.

    `reserved` sensitive pairs are held and not revealed yet; `neutral` ones are held or finished.
    """

    reveals: Sequence[datetime]
    reserved: int
    neutral: int
    ends: Sequence[datetime]


def sensitive_left(budget: Budget, exposure: Exposure, now: datetime) -> int | None:
    """How many sensitive pairs may be given now; None for any number."""
    day, spent = len(exposure.reveals), len(_of_the_hour(exposure, now))
    left = []
    if budget.per_hour is not None:
        left.append(budget.per_hour - spent)
    if budget.per_day is not None:
        left.append(budget.per_day - day)
    if budget.neutral_share:
        share = 100 - budget.neutral_share
        left.append(exposure.neutral * share // budget.neutral_share - day)
    return max(0, min(left) - exposure.reserved) if left else None


def sensitive_again(budget: Budget, exposure: Exposure, now: datetime) -> datetime | None:
    """When the hour or the day has room for a sensitive pair; None if they have it now.

    What is reserved counts as if it were looked at now.
    """
    times = [*exposure.reveals, *[now] * exposure.reserved]
    waits = []
    for limit, span in ((budget.per_hour, HOUR), (budget.per_day, DAY)):
        within = [at for at in times if at > now - span]
        if limit is not None and len(within) >= limit:
            waits.append((within[-limit] if limit else now) + span)
    return max(waits, default=None)


def break_ends(budget: Budget, ends: Sequence[datetime], now: datetime) -> datetime | None:
    """The end of the break that is due; None while there is none.

    A session is work without a gap as long as a break. It is over when it lasted its time.
    """
    if budget.session is None or not ends:
        return None
    began = ends[0]
    for before, after in pairwise(ends):
        began = after if after - before >= budget.rest else began
    until = ends[-1] + budget.rest
    return until if ends[-1] - began >= budget.session and now < until else None


def _of_the_hour(exposure: Exposure, now: datetime) -> list[datetime]:
    return [at for at in exposure.reveals if at > now - HOUR]
