"""What a cut's answers look like as a whole: shares, agreement, generators."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

from psycopg2.sql import SQL, Literal

from annotation_server.exports.formats.consensus import weighed
from annotation_server.exports.formats.copied import copied
from annotation_server.exports.formats.cut import Cut
from annotation_server.protocol.rules.definition import Question, Role
from annotation_server.protocol.rules.wire import on_the_wire_of

DIGITS = 4
# Alike rows are counted together: there are few ways in which few people can vote. One statement
# for all questions reads each row of consensus once.
ALIKE = SQL("""
    SELECT asked.key, decided -> asked.key,
           CASE WHEN asked.key <> {harm} THEN asked.value END, count(*)
    FROM exports_snapshotconsensus CROSS JOIN LATERAL jsonb_each(votes) AS asked
    WHERE snapshot_id = {snapshot} GROUP BY 1, 2, 3
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
    """Give what a cut was summed up to before; one that was not is summed up now."""
    kept = cut.snapshot.figures
    return Figures(**json.loads(kept)) if kept else summed_up(cut)


def summed_up(cut: Cut) -> Figures:
    """Sum a cut up."""
    alike = _alike(cut, weighed(cut.definition))
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


def _alike(cut: Cut, questions: list[Question]) -> dict[Question, list[Alike]]:
    by_key = {question.key: question for question in questions}
    harm = next((q.key for q in questions if q.role is Role.HARM), "")
    words = {"harm": Literal(harm), "snapshot": Literal(str(cut.snapshot.pk))}
    found: dict[Question, list[Alike]] = {question: [] for question in questions}
    for key, decided, voted, number in copied(ALIKE.format(**words)):
        question = by_key[key or ""]
        found[question].append(_one(question, decided, voted, int(number or 0)))
    return found


def _one(question: Question, decided: str | None, voted: str | None, number: int) -> Alike:
    keys = None if decided is None else json.loads(decided)
    wires = [] if keys is None else on_the_wire_of(question, keys)
    value = [str(wire) for wire in (wires if isinstance(wires, list) else [wires])]
    none = question.exclusive_option
    is_safe = none is not None and keys == [none.key]
    return Alike(value, is_safe, list(json.loads(voted).values()) if voted else [], number)


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
