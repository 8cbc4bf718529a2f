"""`votes/<split>.jsonl`: GenAI-Arena's votes as they fell: left is what was on the left.

Columns, their order and the names of votes are those of TIGER-Lab's GenAI-Bench, configuration
`video_generation`.
"""

import json
from collections.abc import Iterator

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import jsonl
from annotation_server.exports.formats.cut import Cut, facts
from annotation_server.exports.formats.pieces import dumps
from annotation_server.exports.formats.schema import TEXT, an_object
from annotation_server.exports.formats.tables import Table, Written, counted, write_lines
from annotation_server.exports.formats.videos import video_path
from annotation_server.protocol.rules.definition import Definition

KEY = "genai_arena"
OTHERS = {"tie": "tievote", "both_bad": "bothbad_vote"}
VOTES = ["leftvote", "rightvote", *OTHERS.values()]
COLUMNS = ("prompt", "left_model", "left_video", "right_model", "right_video")
ROW = an_object({**dict.fromkeys(COLUMNS, TEXT), "vote_type": {"type": "string", "enum": VOTES}})


def refusal(definition: Definition) -> str | None:
    if definition.key == KEY:
        return None
    return f"Votes of the arena come from {KEY}, not from {definition.key}. Export it as jsonl."


def total(cut: Cut) -> int:
    return cut.snapshot.assignments.filter(counted=True).count()


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write the counted votes of each split, and the report."""
    written = [write_lines(Table("votes", ROW, lambda split: _votes(cut, split)), folder)]
    report = facts(cut, KEY) | {"files": counted(written)}
    folder.report("report.json", report, jsonl.left_out(cut))
    return written


def _votes(cut: Cut, split: str) -> Iterator[str]:
    for line in jsonl.lines(cut, split):
        row = json.loads(line)
        if row["counted"] and "vote" in row["answers"]:
            sides = ["video_0", "video_1"]
            left, right = sides if row["left"] == "video_0" else reversed(sides)
            vote = row["answers"]["vote"]
            chosen = "leftvote" if vote == left else "rightvote"
            yield dumps(
                {
                    "prompt": row["prompt_text"],
                    "left_model": row[left]["generated_from"],
                    "left_video": video_path(row["prompt_id"], row[left]["video_id"]),
                    "right_model": row[right]["generated_from"],
                    "right_video": video_path(row["prompt_id"], row[right]["video_id"]),
                    "vote_type": OTHERS.get(vote, chosen),
                }
            )
