"""`<split>.csv`: the columns of VideoReward's published comparisons, one line a pair.

VQ, MQ, TA and Overall are A (video_0), B (video_1) or same, by consensus; empty without one.
"""

import csv
import io
import json
from collections.abc import Iterator

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import consensus
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.schema import TEXT, an_object
from annotation_server.exports.formats.tables import SPLITS, Written, counted
from annotation_server.exports.formats.videos import video_path
from annotation_server.protocol.rules.definition import Definition
from annotation_server.quality.operations import comparisons

KEY = "videoreward"
DIMENSIONS = {"VQ": "vq", "MQ": "mq", "TA": "ta", "Overall": "overall"}
SAID = {"video_0": "A", "video_1": "B", "same": "same", None: ""}
COLUMNS = ("path_A", "path_B", "A_model", "B_model", "prompt", *DIMENSIONS)
ROW = an_object(dict.fromkeys(COLUMNS, TEXT))


def refusal(definition: Definition) -> str | None:
    if definition.key == KEY:
        return None
    return f"The columns of {KEY} do not fit {definition.key}. Export it as jsonl."


def total(cut: Cut) -> int:
    return consensus.total(cut)


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write a file of each split, and the report."""
    files = {split: f"{split}.csv" for split in SPLITS}
    counts = {
        split: folder.text_lines(name, _line(COLUMNS), _lines(cut, split))
        for split, name in files.items()
    }
    written = [Written(KEY, ROW, files, counts)]
    asked = [question.key for question in comparisons(cut.definition)]
    report = facts(cut, KEY) | {
        "files": counted(written),
        "left_out_counts": reasons(cut, asked),
    }
    folder.report("report.json", report, excluded(cut, asked))
    return written


def _lines(cut: Cut, split: str) -> Iterator[str]:
    for line in consensus.table(cut).rows(split):
        row = json.loads(line)
        sides = (row["video_0"], row["video_1"])
        yield _line(
            (
                *(video_path(row["prompt_id"], side["video_id"]) for side in sides),
                *(side["generated_from"] for side in sides),
                row["prompt_text"],
                *(SAID[row["consensus"][wire]["value"]] for wire in DIMENSIONS.values()),
            )
        )


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()
