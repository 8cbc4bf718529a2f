"""`<table>/<split>.parquet`: assignments, consensus and, where they fit, the published sets.

The columns are those of the other formats; what is nested there is nested here.
"""

from collections.abc import Iterator

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import consensus, jsonl, safesora
from annotation_server.exports.formats.cut import Cut, facts
from annotation_server.exports.formats.tables import SPLITS, Table, Written, counted
from annotation_server.protocol.rules.definition import Definition


def refusal(definition: Definition) -> str | None:
    return None


def total(cut: Cut) -> int:
    parts = [jsonl.total(cut)]
    parts += [part.total(cut) for part in (consensus, safesora) if not part.refusal(cut.definition)]
    return sum(parts)


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write every table that the protocol has, a file a split, and the report."""
    written = [_write(table, folder) for table in tables(cut)]
    report = facts(cut, "parquet") | {"files": counted(written)}
    folder.report("report.json", report, jsonl.left_out(cut))
    return written


def tables(cut: Cut) -> Iterator[Table]:
    """Give the tables of the formats that this protocol fits."""
    yield jsonl.table(cut)
    if not consensus.refusal(cut.definition):
        yield consensus.table(cut)
    if not safesora.refusal(cut.definition):
        yield from safesora.tables(cut)


def _write(table: Table, folder: ExportFolder) -> Written:
    # Arrow takes a while to load, which every process would pay at its start.
    from annotation_server.exports.formats.columns import write_file

    files = {split: f"{table.name}/{split}.parquet" for split in SPLITS}
    counts = {
        split: write_file(name, table.rows(split), table.row, folder)
        for split, name in files.items()
    }
    return Written(table.name, table.row, files, counts)
