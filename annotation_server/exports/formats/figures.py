"""What a cut's answers look like as a whole: shares, agreement, generators."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import comb

from psycopg2.sql import SQL, Literal

from annotation_server.exports.formats.consensus import weighed
from annotation_server.exports.formats.copied import copied
from annotation_server.exports.formats.cut import Cut
from annotation_server.protocol.rules.definition import Question, Role
from annotation_server.protocol.rules.wire import on_the_wire_of

DIGITS = 4
# Alike rows are counted together: there are few ways in which few people can vote.
ALIKE = SQL("""
    SELECT decided -> {question}, {votes}, count(*) FROM exports_snapshotconsensus
    WHERE snapshot_id = {snapshot} AND votes ? {question} GROUP BY 1, 2
""")
GENERATORS = SQL("""
    SELECT t.split, v.generated_from, count(*)
    FROM exports_snapshotconsensus c
    JOIN catalog_video v ON v.id = c.video_id JOIN catalog_prompt t ON t.id = v.prompt_id
    WHERE c.snapshot_id = {snapshot} GROUP BY 1, 2 ORDER BY 1, 2
""")

Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """By question, under its name outside. `shares` are of the decided pairs or videos.

    `agreement` is raw and pairwise, over what two or more people answered. Of harm, `shares` are of
    the unsafe videos and may sum to more than 1, and there is no agreement on sets.
    """

    decided: Mapping[str, int]
    shares: Mapping[str, Shares]
    agreement: Mapping[str, float | None]
    safe: float | None
    generators: Mapping[str, Shares]


def figures(cut: Cut) -> Figures:
    """Sum a cut up."""
    alike = {question: list(_alike(cut, question)) for question in weighed(cut.definition)}
    harm = next((rows for q, rows in alike.items() if q.role is Role.HARM), [])
    return Figures(
        decided={q.wire: sum(one.number for one in rows if one.value) for q, rows in alike.items()},
        shares={q.wire: _shares(rows) for q, rows in alike.items()},
        agreement={q.wire: _agreement(r) for q, r in alike.items() if q.role is not Role.HARM},
        safe=_safe(harm),
        generators=_generators(cut),
    )


@dataclass(frozen=True, slots=True)
class Alike:
    """`number` pairs or videos that came to the same values; `value` is empty after a tie."""

    value: list[str]
    is_safe: bool
    votes: list[int]
    number: int


def _alike(cut: Cut, question: Question) -> Iterator[Alike]:
    key = Literal(question.key)
    of_harm = question.role is Role.HARM
    votes = SQL("NULL") if of_harm else SQL("votes -> {}").format(key)
    snapshot = Literal(str(cut.snapshot.pk))
    none = question.exclusive_option
    for decided, voted, number in copied(
        ALIKE.format(question=key, votes=votes, snapshot=snapshot)
    ):
        found = None if decided is None else json.loads(decided)
        wires = [] if found is None else on_the_wire_of(question, found)
        value = [str(wire) for wire in (wires if isinstance(wires, list) else [wires])]
        is_safe = none is not None and found == [none.key]
        given = list(json.loads(voted).values()) if voted else []
        yield Alike(value, is_safe, given, int(number or 0))


def _shares(alike: list[Alike]) -> Shares:
    counts: Counter[str] = Counter()
    chosen = [one for one in alike if one.value and not one.is_safe]
    for one in chosen:
        for wire in one.value:
            counts[wire] += one.number
    things = sum(one.number for one in chosen)
    return {wire: round(count / things, DIGITS) for wire, count in sorted(counts.items())}


def _agreement(alike: list[Alike]) -> float | None:
    several = [one for one in alike if sum(one.votes) > 1]
    things = sum(one.number for one in several)
    agreed = sum(
        one.number * sum(comb(count, 2) for count in one.votes) / comb(sum(one.votes), 2)
        for one in sorted(several, key=lambda one: (sorted(one.votes), one.value, one.number))
    )
    return round(agreed / things, DIGITS) if things else None


def _safe(harm: list[Alike]) -> float | None:
    decided = sum(one.number for one in harm if one.value)
    safe = sum(one.number for one in harm if one.is_safe)
    return round(safe / decided, DIGITS) if decided else None


def _generators(cut: Cut) -> dict[str, Shares]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for split, generator, number in copied(
        GENERATORS.format(snapshot=Literal(str(cut.snapshot.pk)))
    ):
        counts[split or ""][generator or ""] = int(number or 0)
    return {
        split: {name: round(n / sum(of.values()), DIGITS) for name, n in of.items()}
        for split, of in counts.items()
    }
