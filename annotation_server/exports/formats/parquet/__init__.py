"""`<table>/<split>.parquet`: assignments, consensus and, where they fit, the published sets.

The columns are those of the other formats; what is nested there is nested here. They come typed
from PostgreSQL; what has another name outside is made in Python, once for all that is alike.
"""

from collections.abc import Iterator

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import consensus, jsonl, safesora
from annotation_server.exports.formats.cut import Cut, facts
from annotation_server.exports.formats.parquet import assignments, pairs, published
from annotation_server.exports.formats.parquet.sheet import Sheet
from annotation_server.exports.formats.tables import SPLITS, Written, counted
from annotation_server.protocol.rules.definition import Definition


def refusal(definition: Definition) -> str | None:
    return None


def total(cut: Cut) -> int:
    parts = [jsonl.total(cut)]
    parts += [part.total(cut) for part in (consensus, safesora) if not part.refusal(cut.definition)]
    return sum(parts)


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write every table that the protocol has, a file a split, and the report."""
    written = [_write(sheet, folder) for sheet in sheets(cut)]
    report = facts(cut, "parquet") | {"files": counted(written)}
    folder.report("report.json", report, jsonl.left_out(cut))
    return written


def sheets(cut: Cut) -> Iterator[Sheet]:
    """Give the tables of the formats that this protocol fits."""
    yield assignments.sheet(cut)
    if not consensus.refusal(cut.definition):
        yield pairs.sheet(cut)
    if not safesora.refusal(cut.definition):
        yield from published.sheets(cut)


def _write(sheet: Sheet, folder: ExportFolder) -> Written:
    # Arrow takes a while to load, which every process would pay at its start.
    from annotation_server.exports.formats.parquet.arrow import write_file

    files = {split: f"{sheet.name}/{split}.parquet" for split in SPLITS}
    counts = {split: write_file(name, sheet, split, folder) for split, name in files.items()}
    return Written(sheet.name, sheet.row, files, counts)
