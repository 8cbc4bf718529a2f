"""`assignments.jsonl`: one line for each assignment, with everything that was answered."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from annotation_server.annotation.models import Judgement
from annotation_server.annotation.rules import left_slot
from annotation_server.exports.folder import ExportFolder, Row
from annotation_server.exports.formats.cut import Cut, facts
from annotation_server.exports.models import SnapshotAssignment
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.wire import on_the_wire

FILE = "assignments.jsonl"
AT_ONCE = 2000
MILLISECONDS = 1000
FROZEN = ("assignment_id", "state", "skip_reason", "counted", "judgement_ids")


def refusal(definition: Definition) -> str | None:
    return None


def total(cut: Cut) -> int:
    return _shown(cut).count()


def write(cut: Cut, folder: ExportFolder) -> None:
    """Write the lines and the report; the left-out list has the assignments without a line."""
    written = folder.lines(FILE, (_line(cut, row) for row in _rows(cut)))
    report = facts(cut, "jsonl") | {"files": {FILE: written}}
    folder.report("report.json", report, _left_out(cut))


def _shown(cut: Cut) -> QuerySet[SnapshotAssignment]:
    return cut.snapshot.assignments.filter(left_out="")


def _rows(cut: Cut) -> Iterator[dict[str, Any]]:
    judgement = JSONObject(
        id="pk", stage="stage", answers="answers", timing="timing", locale="locale"
    )
    judgements = Judgement.objects.filter(assignment=OuterRef("assignment")).order_by("pk")
    assignment, pair = "assignment__", "assignment__pair__"
    prompt, video = f"{pair}prompt__", (f"{pair}video_0__", f"{pair}video_1__")
    columns = {
        "annotator": f"{assignment}annotator_id",
        "seed": f"{assignment}seed",
        "purpose": f"{assignment}purpose",
        "round": f"{assignment}round",
        "pair": f"{pair}pair_id",
        "prompt_id": f"{prompt}prompt_id",
        "prompt_text": f"{prompt}text",
        "prompt_type": f"{prompt}type",
        "split": f"{prompt}split",
    }
    for number, prefix in enumerate(video):
        columns |= {f"id_{number}": f"{prefix}video_id", f"of_{number}": f"{prefix}generated_from"}
    in_order = ("pair", "assignment_id")
    rows: Iterator[dict[str, Any]] = (
        _shown(cut)
        .annotate(judged=ArraySubquery(judgements.values(json=judgement)))
        .annotate(**{name: F(path) for name, path in columns.items()})
        .order_by(*in_order)
        .values(*columns, *FROZEN, "judged")
        .iterator(AT_ONCE)
    )
    return rows


def _line(cut: Cut, row: Mapping[str, Any]) -> Row:
    """Judgements that came after the cut are dropped: the frozen ids say which were there."""
    judged = [stage for stage in row["judged"] if stage["id"] in row["judgement_ids"]]
    answers = {key: value for stage in judged for key, value in stage["answers"].items()}
    seconds = {stage["stage"]: _seconds(stage["timing"]) for stage in judged}
    return {
        "assignment": cut.pseudonym(row["assignment_id"]),
        "annotator": cut.pseudonym(row["annotator"]),
        "pair_id": row["pair"],
        "prompt_id": row["prompt_id"],
        "prompt_text": row["prompt_text"],
        "prompt_type": row["prompt_type"],
        "split": row["split"],
        "video_0": _video(row, 0),
        "video_1": _video(row, 1),
        "left": left_slot(row["seed"]) if row["id_1"] else "video_0",
        "purpose": row["purpose"],
        "round": row["round"],
        "state": row["state"],
        "counted": row["counted"],
        "skip_reason": row["skip_reason"] or None,
        "locale": judged[-1]["locale"] if judged else None,
        "answers": on_the_wire(cut.definition, answers),
        "seconds": seconds,
        "protocol": cut.snapshot.protocol_sha256,
    }


def _video(row: Mapping[str, Any], number: int) -> Row | None:
    video_id = row[f"id_{number}"]
    return video_id and {"video_id": video_id, "generated_from": row[f"of_{number}"]}


def _seconds(timing: Mapping[str, Any]) -> float | None:
    """Give the time in which somebody was at it, as the page measured it."""
    active = timing.get("active_ms")
    return None if active is None else active / MILLISECONDS


def _left_out(cut: Cut) -> Iterator[Row]:
    rows = cut.snapshot.assignments.exclude(left_out="").order_by("assignment_id")
    for assignment, state, reason in rows.values_list("assignment", "state", "left_out").iterator():
        yield {"assignment": cut.pseudonym(assignment), "state": state, "reason": reason}
