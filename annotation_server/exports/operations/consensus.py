"""The consensus of a snapshot's counted answers, worked out by the database in two statements.

The rules are those of docs/data-format.md and a median for scales: all pairs, and all videos, are
weighed at once, as `quality.rules.outcomes` does on arrays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from psycopg2.sql import SQL, Composable, Composed, Literal

from annotation_server.core.statistics import refresh_statistics
from annotation_server.exports.models import Snapshot, SnapshotConsensus
from annotation_server.protocol.rules.definition import Definition, Kind, Question, Role, Target
from annotation_server.protocol.rules.wire import labels_on_the_wire

WEIGHED = (Kind.CHOICE, Kind.BOOLEAN, Kind.SCALE)
# Every counted answer with what it is about: `item` is null for questions about the whole pair.
OF_PAIRS = SQL("""
    SELECT a.pair_id AS thing, j.answers, NULL::text AS item
    FROM exports_snapshotassignment s
    JOIN annotation_assignment a ON a.id = s.assignment_id
    JOIN annotation_judgement j ON j.assignment_id = a.id AND j.id = ANY (s.judgement_ids)
    WHERE s.snapshot_id = {snapshot} AND s.counted
""")
OF_VIDEOS = SQL("""
    SELECT v.thing, j.answers, v.item
    FROM exports_snapshotassignment s
    JOIN annotation_assignment a ON a.id = s.assignment_id
    JOIN annotation_judgement j ON j.assignment_id = a.id AND j.id = ANY (s.judgement_ids)
    JOIN catalog_pair p ON p.id = a.pair_id
    CROSS JOIN LATERAL (VALUES (p.video_0_id, 'video_0'), (p.video_1_id, 'video_1')) v (thing, item)
    WHERE s.snapshot_id = {snapshot} AND s.counted AND v.thing IS NOT NULL
      AND j.answers ?| {asked}
""")
INSERT = SQL("""
INSERT INTO exports_snapshotconsensus (snapshot_id, {column}, decided, votes, answers, weak)
SELECT {snapshot}, thing, jsonb_strip_nulls({decided}), jsonb_strip_nulls({votes}), most, {weak}
FROM (SELECT thing, {counts}, greatest({totals}) AS most FROM ({rows}) AS answered GROUP BY thing)
  AS counted
WHERE most > 0
ORDER BY thing
""")


@dataclass(frozen=True, slots=True)
class Weighed:
    """One question as SQL: columns that count answers, and what is made of these."""

    counts: Sequence[Composable]
    total: Composable
    decided: Composable
    votes: Composable
    weak: Composable


def weigh(snapshot: Snapshot, definition: Definition) -> None:
    """Write the consensus on every question that has options, of all pairs and of all videos."""
    questions = [q for q in definition.questions if q.kind in WEIGHED or q.role is Role.HARM]
    of_pairs = [question for question in questions if question.target is Target.SET]
    of_videos = [question for question in questions if question.target is Target.ITEM]
    if of_pairs:
        _insert(snapshot, "pair_id", OF_PAIRS, of_pairs)
    if of_videos:
        _insert(snapshot, "video_id", OF_VIDEOS, of_videos)


def _insert(snapshot: Snapshot, column: str, rows: SQL, asked: Sequence[Question]) -> None:
    weighed = [_weighed(question, number) for number, question in enumerate(asked)]
    key = Composed([Literal(str(snapshot.pk)), SQL("::uuid")])
    statement = INSERT.format(
        column=SQL(column),
        snapshot=key,
        decided=_joined(" || ", (one.decided for one in weighed)),
        votes=_joined(" || ", (one.votes for one in weighed)),
        weak=_joined(" OR ", (one.weak for one in weighed)),
        counts=_joined(", ", (count for one in weighed for count in one.counts)),
        totals=_joined(", ", (one.total for one in weighed)),
        rows=rows.format(snapshot=key, asked=Literal([question.key for question in asked])),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        added = cursor.rowcount
    refresh_statistics(SnapshotConsensus, added)


def _weighed(question: Question, number: int) -> Weighed:
    if question.role is Role.HARM and question.exclusive_option:
        return _harm(question, question.exclusive_option.key, number)
    return _choice(question, number)


def _choice(question: Question, number: int) -> Weighed:
    """Weigh by majority, a scale by its median, the lower of two in the middle."""
    values = _values(question)
    names = [SQL(f"n_{number}_{place}") for place in range(len(values))]
    answer = _answer(question, ">>")
    counts = [_count(SQL("{} = {}").format(answer, Literal(v)), n) for v, n in _zip(values, names)]
    total = SQL("count(*) FILTER (WHERE {} IS NOT NULL)").format(answer)
    if question.kind is Kind.SCALE:
        middle = SQL("percentile_disc(0.5) WITHIN GROUP (ORDER BY ({})::int) AS middle_{}")
        counts.append(middle.format(answer, SQL(str(number))))
        decided: Composable = SQL(f"to_jsonb(middle_{number})")
    else:
        decided = _majority(question, values, names)
    said = _object(question.key, decided)
    return Weighed(counts, total, said, _votes(question, values, names), SQL("false"))


def _values(question: Question) -> list[str]:
    if question.kind is Kind.BOOLEAN:
        return ["true", "false"]
    if question.scale:
        return [str(step) for step in range(question.scale.min, question.scale.max + 1)]
    return [option.key for option in question.options]


def _majority(question: Question, values: list[str], names: list[SQL]) -> Composable:
    said = SQL("to_jsonb({}::boolean)" if question.kind is Kind.BOOLEAN else "to_jsonb({}::text)")
    cases = []
    for value, name in _zip(values, names):
        others = [SQL("{} > {}").format(name, other) for other in names if other is not name]
        alone = _joined(" AND ", [*others, SQL("{} > 0").format(name)])
        cases.append(SQL("WHEN {} THEN {}").format(alone, said.format(Literal(value))))
    return SQL("CASE {} END").format(_joined(" ", cases))


def _harm(question: Question, none: str, number: int) -> Weighed:
    """Weigh harm: safe by the majority of the none, labels from half on. A blank says nothing."""
    labels = list(labels_on_the_wire(question))
    safe, said = SQL(f"safe_{number}"), SQL(f"said_{number}")
    names = [SQL(f"n_{number}_{place}") for place in range(len(labels))]
    ticked = _answer(question, ">")
    given = SQL("jsonb_array_length({}) > 0").format(ticked)
    counts = [
        _count(SQL("{} ? {}").format(ticked, Literal(label)), name)
        for label, name in _zip(labels, names)
    ]
    counts.append(_count(SQL("{} = {}::jsonb").format(ticked, Literal(f'["{none}"]')), safe))
    counts.append(_count(given, said))
    half = [SQL("2 * {} >= {}").format(name, said) for name in names]
    most = [SQL("{0} = greatest({1})").format(name, _joined(", ", names)) for name in names]
    no_half = SQL("greatest({}) * 2 < {}").format(_joined(", ", names), said)
    unsafe = SQL("{} > 0 AND 2 * {} <= {}").format(said, safe, said)
    decided = SQL(
        "CASE WHEN NOT ({unsafe}) AND {said} > 0 THEN {none}::jsonb"
        " WHEN {unsafe} AND {no_half} THEN {most} WHEN {unsafe} THEN {half} END"
    ).format(
        unsafe=unsafe, said=said, none=Literal(f'["{none}"]'), no_half=no_half,
        most=_those(labels, most), half=_those(labels, half),
    )  # fmt: skip
    weak = SQL("({} AND {})").format(unsafe, no_half)
    total = SQL("count(*) FILTER (WHERE {})").format(given)
    votes = _votes(question, [none, *labels], [safe, *names])
    return Weighed(counts, total, _object(question.key, decided), votes, weak)


def _those(labels: list[str], when: list[Composed]) -> Composable:
    chosen = [
        SQL("CASE WHEN {} THEN {} END").format(test, Literal(label))
        for label, test in zip(labels, when, strict=True)
    ]
    return SQL("to_jsonb(array_remove(ARRAY[{}]::text[], NULL))").format(_joined(", ", chosen))


def _answer(question: Question, arrow: str) -> Composable:
    """Give the answer as text (`>>`) or JSON (`>`): of the pair, or of the row's own video."""
    key = Literal(question.key)
    if question.target is Target.ITEM:
        return SQL("(answers -> {} -{} item)").format(key, SQL(arrow))
    return SQL("(answers -{} {})").format(SQL(arrow), key)


def _count(condition: Composable, name: Composable) -> Composable:
    return SQL("count(*) FILTER (WHERE {}) AS {}").format(condition, name)


def _votes(question: Question, values: list[str], names: list[SQL]) -> Composable:
    some = [SQL("nullif({}, 0)").format(name) for name in names]
    counted = _joined(" || ", map(_object, values, some))
    return _object(question.key, SQL("nullif(jsonb_strip_nulls({}), '{{}}')").format(counted))


def _object(key: str, value: Composable) -> Composable:
    return SQL("jsonb_build_object({}::text, {})").format(Literal(key), value)


def _joined(between: str, parts: Iterable[Composable]) -> Composed:
    return SQL(between).join(parts)


def _zip(values: Sequence[str], names: Sequence[SQL]) -> "zip[tuple[str, SQL]]":
    return zip(values, names, strict=True)
