"""`<split>.json`: VideoFeedback's published entries, one a video, each score from 1 to 4.

The names are those of TIGER-Lab's `data_annotated.json`, which has none for the generator. A score
is the median of the answers, the lower of two in the middle.
"""

import json
from collections.abc import Iterator

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import consensus
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.pieces import dumps
from annotation_server.exports.formats.schema import TEXT, WHOLE, an_object, or_null
from annotation_server.exports.formats.tables import SPLITS, Written, counted
from annotation_server.exports.formats.videos import video_path
from annotation_server.protocol.rules.definition import Definition

KEY = "videofeedback"
DIMENSIONS = {
    "visual quality": "visual_quality",
    "temporal consistency": "temporal_consistency",
    "dynamic degree": "dynamic_degree",
    "text-to-video alignment": "text_to_video_alignment",
    "factual consistency": "factual_consistency",
}
TEXTS = ("id", "text prompt", "video link")
ROW = an_object(dict.fromkeys(TEXTS, TEXT) | dict.fromkeys(DIMENSIONS, or_null(WHOLE)))


def refusal(definition: Definition) -> str | None:
    if definition.key == KEY:
        return None
    return f"The entries of {KEY} do not fit {definition.key}. Export it as jsonl."


def total(cut: Cut) -> int:
    return cut.snapshot.consensus.count()


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write a file of each split, and the report."""
    files = {split: f"{split}.json" for split in SPLITS}
    counts = {split: folder.array(name, _rows(cut, split)) for split, name in files.items()}
    written = [Written(KEY, ROW, files, counts)]
    report = facts(cut, KEY) | {"files": counted(written), "left_out_counts": reasons(cut, [])}
    folder.report("report.json", report, excluded(cut, []))
    return written


def _rows(cut: Cut, split: str) -> Iterator[str]:
    for line in consensus.table(cut).rows(split):
        row = json.loads(line)
        scores = {name: row["consensus"][wire]["video_0"] for name, wire in DIMENSIONS.items()}
        video = row["video_0"]
        yield dumps(
            {
                "id": video["video_id"],
                "text prompt": row["prompt_text"],
                "video link": video_path(row["prompt_id"], video["video_id"]),
                **{name: said and said["value"] for name, said in scores.items()},
            }
        )
