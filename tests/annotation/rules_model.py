"""The rules of docs/assignments.md in plain Python: what must become of every place and assignment.

It knows no search, no clock and no SQL. A fence is here simply who holds a place.
"""

from dataclasses import dataclass, field

LIVE = {"leased", "stage_one"}
FINISHED = {"complete", "surplus"}
STAGES = ("heuristic", "overall")


@dataclass
class Place:
    """`holder` is the assignment that holds or fills it."""

    state: str = "free"
    holder: str | None = None
    expired: bool = False
    leaving: bool = False


@dataclass
class Work:
    person: str
    pair: int
    round: int = 0
    state: str = "leased"
    place: Place | None = None
    answers: dict[str, int] = field(default_factory=dict)
    replaced_by: str | None = None


@dataclass
class Rules:
    """What is known of a campaign. Refusals are the codes of the replies; None is a good one."""

    overlap: int
    pairs: dict[int, list[Place]]
    state: str = "open"
    work: dict[str, Work] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    suspended: set[str] = field(default_factory=set)

    def live(self, person: str) -> dict[str, Work]:
        return {
            key: one for key, one in self.work.items() if one.person == person and one.state in LIVE
        }

    def holds(self, key: str) -> Place | None:
        """The place that is still this assignment's."""
        place = self.work[key].place
        return place if place and place.holder == key and place.state in {"held", "done"} else None

    def fitting(self, person: str, pair: int) -> list[Place]:
        """The places of a pair that may be given to somebody now."""
        mine = (one for one in self.work.values() if (one.person, one.pair) == (person, pair))
        if any(one.state != "released" for one in mine):
            return []
        return [place for place in self.pairs[pair] if _is_to_be_had(place)]

    def renew(self, person: str) -> None:
        for key in self.live(person):
            if place := self.holds(key):
                place.expired = False

    def give(self, key: str, person: str, pair: int, place: Place) -> None:
        """A place that was free, or whose lease ran out, becomes somebody's."""
        assert place in self.fitting(person, pair)
        former = self.work.get(place.holder or "")
        if former is not None and former.state == "leased":
            former.state = "released"
        place.state, place.holder, place.expired = "held", key, False
        answers = self.work[key].answers if key in self.work else {}
        state = "stage_one" if answers else "leased"
        self.work[key] = Work(person, pair, state=state, place=place, answers=answers)

    def submit(self, key: str, stage: str, answer: int) -> str | None:
        one = self.work[key]
        if stage == "overall" and "heuristic" not in one.answers:
            return "stage_out_of_order"
        if stage in one.answers:
            return None if one.answers[stage] == answer else "already_answered"
        if one.state in {"withdrawn", "skipped"}:
            return {"withdrawn": "pair_withdrawn", "skipped": "assignment_skipped"}[one.state]
        one.answers[stage] = answer
        if stage == STAGES[-1]:
            self._finish(key, one)
        else:
            one.state = "stage_one"
        return None

    def _finish(self, key: str, one: Work) -> None:
        free = [place for place in self.pairs[one.pair] if place.state == "free"]
        place = self.holds(key) or next(iter(free), None)
        one.state = "complete" if place else "surplus"
        if place is not None:
            one.place, place.holder, place.state, place.expired = place, key, "done", False

    def leave(self, key: str, state: str) -> str | None:
        """Skip or release."""
        one = self.work[key]
        if one.state == state:
            return None
        if one.state not in LIVE:
            return "pair_withdrawn" if one.state == "withdrawn" else "assignment_finished"
        self._give_up(key)
        one.state = state
        return None

    def _give_up(self, key: str, *, retire: bool = False) -> None:
        place, pair = self.holds(key), self.pairs[self.work[key].pair]
        if place is None:
            return
        too_many = [other for other in pair if other.leaving]
        if too_many:
            (place if place.leaving else too_many[-1]).leaving = False
        place.state = "retired" if too_many or retire else "free"
        place.holder, place.expired, place.leaving = None, False, False

    def send_back(self, key: str, following: str) -> str | None:
        """Another round on the same place; `following` is what it is called if there is one."""
        old = self.work[key]
        if old.state == "returned":
            return None
        if old.state not in FINISHED:
            return "assignment_not_finished"
        if old.person in self.suspended:
            return "annotator_left"
        if old.pair in self.gone:
            return "pair_withdrawn"
        place = self.holds(key)
        if place is not None:
            place.state, place.holder = "held", following
        old.state, old.replaced_by = "returned", following
        self.work[following] = Work(old.person, old.pair, old.round + 1, place=place)
        return None

    def exclude(self, key: str) -> str | None:
        one = self.work[key]
        if one.state == "excluded":
            return None
        if one.state not in FINISHED:
            return "assignment_not_finished"
        self._give_up(key, retire=one.pair in self.gone)
        one.state = "excluded"
        return None

    def withdraw(self, pair: int) -> None:
        self.gone.add(pair)
        for one in self.work.values():
            if one.pair == pair and one.state in LIVE:
                one.state = "withdrawn"
        for place in self.pairs[pair]:
            if place.state in {"free", "held"}:
                place.state, place.expired, place.leaving = "retired", False, False

    def put_back(self, pair: int) -> None:
        self.gone.discard(pair)
        self._open_up_to(pair)

    def change_overlap(self, overlap: int) -> None:
        self.overlap = overlap
        for pair in self.pairs:
            self._open_up_to(pair)
            self.retire(pair, beyond=overlap)

    def _open_up_to(self, pair: int) -> None:
        kept = self._ranked(pair)[: self.overlap]
        for place in kept:
            place.leaving = False
        if pair not in self.gone:
            self.add(pair, self.overlap - len(self._ranked(pair)))

    def add(self, pair: int, count: int) -> None:
        if pair not in self.gone:
            self.pairs[pair] += [Place() for _ in range(count)]

    def retire(self, pair: int, *, beyond: int) -> None:
        for place in self._ranked(pair)[beyond:]:
            if place.state == "free":
                place.state = "retired"
            else:
                place.leaving = True

    def _ranked(self, pair: int) -> list[Place]:
        """Those that are not retired, those first that are kept longest."""
        used = [place for place in self.pairs[pair] if place.state != "retired"]
        return sorted(used, key=lambda place: (place.state == "free", place.leaving))


def _is_to_be_had(place: Place) -> bool:
    return place.state == "free" or (place.expired and not place.leaving and place.state == "held")
