"""`<preference>/<split>.jsonl`: prompt, chosen and rejected, one line a pair that has a consensus.

Chosen and rejected are paths of videos below the dataset's folder. A question that may also be
answered by a tie has no line for a pair that came to one.
"""

from collections.abc import Iterator

from psycopg2.sql import SQL, Literal

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.copied import copied
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.pieces import text
from annotation_server.exports.formats.schema import ID, TEXT, an_object
from annotation_server.exports.formats.tables import Table, Written, counted, write_lines
from annotation_server.exports.formats.videos import video_path
from annotation_server.protocol.rules.definition import Definition, Question
from annotation_server.quality.operations import comparisons

ROW = an_object(
    {
        "pair_id": ID,
        "prompt_id": ID,
        "prompt": TEXT,
        "chosen": TEXT,
        "rejected": TEXT,
        "chosen_from": TEXT,
        "rejected_from": TEXT,
    }
)
QUERY = SQL("""
    SELECT p.pair_id, t.prompt_id, t.text, c.decided ->> {question}, v0.video_id,
           v0.generated_from, v1.video_id, v1.generated_from
    FROM exports_snapshotconsensus c
    JOIN catalog_pair p ON p.id = c.pair_id
    JOIN catalog_prompt t ON t.id = p.prompt_id
    JOIN catalog_video v0 ON v0.id = p.video_0_id
    JOIN catalog_video v1 ON v1.id = p.video_1_id
    WHERE c.snapshot_id = {snapshot} AND t.split = {split}
      AND c.decided ->> {question} IN ('video_0', 'video_1')
      AND NOT EXISTS (
        SELECT FROM exports_snapshotexclusion x
        WHERE x.snapshot_id = c.snapshot_id AND x.pair_id = c.pair_id AND x.question = ''
      )
    ORDER BY p.pair_id COLLATE "C"
""")


def preferences(definition: Definition) -> list[Question]:
    """Give the questions that choose one of two videos, perhaps among other answers."""
    return [
        question
        for question in comparisons(definition)
        if {"video_0", "video_1"} <= {option.key for option in question.options}
    ]


def refusal(definition: Definition) -> str | None:
    if preferences(definition):
        return None
    return f"{definition.key} has no question that prefers one of two videos. Export it as jsonl."


def total(cut: Cut) -> int:
    pairs = cut.snapshot.consensus.filter(pair__isnull=False).count()
    return pairs * len(preferences(cut.definition))


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write the lines of each preference and split, and the report."""
    written = [
        write_lines(table(cut, question), folder) for question in preferences(cut.definition)
    ]
    asked = [question.key for question in preferences(cut.definition)]
    report = facts(cut, "dpo") | {
        "files": counted(written),
        "left_out_counts": reasons(cut, asked),
    }
    folder.report("report.json", report, excluded(cut, asked))
    return written


def table(cut: Cut, question: Question) -> Table:
    return Table(question.wire, ROW, lambda split: _rows(cut, question, split))


def _rows(cut: Cut, question: Question, split: str) -> Iterator[str]:
    words = {"snapshot": Literal(str(cut.snapshot.pk)), "question": Literal(question.key)}
    for row in copied(QUERY.format(split=Literal(split), **words)):
        pair, prompt_id, prompt, better, id_0, of_0, id_1, of_1 = row
        videos = [(video_path(prompt_id, id_0), of_0), (video_path(prompt_id, id_1), of_1)]
        (chosen, chosen_of), (rejected, rejected_of) = (
            videos if better == "video_0" else reversed(videos)
        )
        yield (
            f'{{"pair_id": "{pair}", "prompt_id": "{prompt_id}", "prompt": {text(prompt)}, '
            f'"chosen": "{chosen}", "rejected": "{rejected}", '
            f'"chosen_from": {text(chosen_of)}, "rejected_from": {text(rejected_of)}}}'
        )
