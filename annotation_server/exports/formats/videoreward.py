"""`<split>.csv`: the columns of VideoReward's published comparisons, one line a pair.

VQ, MQ, TA and Overall are A (video_0), B (video_1) or same, by consensus; a pair that lacks one of
them has no line, since readers know no empty answer. The columns are those of KwaiVGI's
VideoGen-RewardBench and of the training files of VideoAlign; frames are those of the renditions.
"""

import csv
import io
from collections.abc import Iterator

from psycopg2.sql import SQL, Literal

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import consensus
from annotation_server.exports.formats.copied import Cells, copied
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.schema import NUMBER, TEXT, WHOLE, an_object, or_null
from annotation_server.exports.formats.tables import SPLITS, Written, counted
from annotation_server.exports.formats.videos import video_path
from annotation_server.protocol.rules.definition import Definition

KEY = "videoreward"
ASKED = ("visual_quality", "motion_quality", "text_alignment", "overall")
SAID = {"video_0": "A", "video_1": "B", "same": "same"}
CHOICE = {"type": "string", "enum": [*SAID.values()]}
SIDES = ("A", "B")
ROW = an_object(
    dict.fromkeys(("path_A", "path_B", "A_model", "B_model", "prompt"), TEXT)
    | dict.fromkeys(("VQ", "MQ", "TA", "Overall"), CHOICE)
    | {f"fps_{side}": or_null(NUMBER) for side in SIDES}
    | {f"num_frames_{side}": or_null(WHOLE) for side in SIDES}
)
QUERY = SQL("""
    SELECT t.prompt_id, t.text, v0.video_id, v1.video_id, v0.generated_from, v1.generated_from,
           c.decided ->> 'visual_quality', c.decided ->> 'motion_quality',
           c.decided ->> 'text_alignment', c.decided ->> 'overall',
           round(cardinality(r0.frame_times_us) * 1000000.0 / r0.duration_us, 3),
           round(cardinality(r1.frame_times_us) * 1000000.0 / r1.duration_us, 3),
           cardinality(r0.frame_times_us), cardinality(r1.frame_times_us)
    FROM exports_snapshotconsensus c
    JOIN catalog_pair p ON p.id = c.pair_id
    JOIN catalog_prompt t ON t.id = p.prompt_id
    JOIN catalog_video v0 ON v0.id = p.video_0_id
    JOIN catalog_video v1 ON v1.id = p.video_1_id
    LEFT JOIN catalog_rendition r0 ON r0.video_id = v0.id
    LEFT JOIN catalog_rendition r1 ON r1.video_id = v1.id
    WHERE c.snapshot_id = {snapshot} AND t.split = {split}
      AND NOT EXISTS (
        SELECT FROM exports_snapshotexclusion x
        WHERE x.snapshot_id = c.snapshot_id AND x.pair_id = c.pair_id AND x.question IN ({asked})
      )
    ORDER BY p.pair_id COLLATE "C"
""")


def refusal(definition: Definition) -> str | None:
    if definition.key == KEY:
        return None
    return f"The columns of {KEY} do not fit {definition.key}. Export it as jsonl."


def total(cut: Cut) -> int:
    return consensus.total(cut)


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write a file of each split, and the report."""
    files = {split: f"{split}.csv" for split in SPLITS}
    head = _line([*ROW["properties"]])
    counts = {
        split: folder.text_lines(name, head, _lines(cut, split)) for split, name in files.items()
    }
    written = [Written(KEY, ROW, files, counts)]
    report = facts(cut, KEY) | {
        "files": counted(written),
        "left_out_counts": reasons(cut, ASKED),
    }
    folder.report("report.json", report, excluded(cut, ASKED))
    return written


def _lines(cut: Cut, split: str) -> Iterator[str]:
    query = QUERY.format(
        snapshot=Literal(str(cut.snapshot.pk)),
        split=Literal(split),
        asked=SQL(", ").join(map(Literal, ["", *ASKED])),
    )
    for prompt, words, first, second, first_of, second_of, *rest in copied(query):
        answers, frames = rest[: len(ASKED)], rest[len(ASKED) :]
        paths = [video_path(prompt, first), video_path(prompt, second)]
        said = [SAID[answer or ""] for answer in answers]
        yield _line([*paths, first_of, second_of, words, *said, *frames])


def _line(cells: Cells) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()
