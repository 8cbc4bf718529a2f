"""`<table>/<split>.parquet`: assignments, consensus and, where they fit, the published sets.

The columns are those of the other formats; what is nested there is nested here.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import json as arrow_json

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import consensus, jsonl, safesora
from annotation_server.exports.formats.cut import Cut, facts
from annotation_server.exports.formats.schema import arrow_schema
from annotation_server.exports.formats.tables import SPLITS, Table, Written, counted
from annotation_server.protocol.rules.definition import Definition

ROWS_AT_ONCE = 500  # as JSON a row takes many times what it takes as columns
ROWS_OF_A_GROUP = 4_000
COMPRESSION = "zstd"


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
    files = {split: f"{table.name}/{split}.parquet" for split in SPLITS}
    schema = arrow_schema(table.row)
    counts = {
        split: _write_file(name, table.rows(split), schema, folder) for split, name in files.items()
    }
    return Written(table.name, table.row, files, counts)


def _write_file(name: str, rows: Iterator[str], schema: pa.Schema, folder: ExportFolder) -> int:
    with (
        folder.binary(name) as sink,
        pq.ParquetWriter(pa.PythonFile(sink, "w"), schema, compression=COMPRESSION) as writer,
    ):
        sink.count(0)
        for group in _groups(rows, schema):
            writer.write_table(group)
            sink.count(group.num_rows)
            folder.beat(group.num_rows)
    return sink.counted


def _groups(rows: Iterator[str], schema: pa.Schema) -> Iterator[pa.Table]:
    while parts := list(_parts(islice(rows, ROWS_OF_A_GROUP), schema)):
        yield pa.concat_tables(parts).combine_chunks()


def _parts(rows: Iterator[str], schema: pa.Schema) -> Iterator[pa.Table]:
    while block := list(islice(rows, ROWS_AT_ONCE)):
        yield _parsed(block, schema)


def _parsed(lines: list[str], schema: pa.Schema) -> pa.Table:
    raw = "\n".join(lines).encode()
    options = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    reading = arrow_json.ReadOptions(use_threads=False, block_size=len(raw) + 1)
    return arrow_json.read_json(BytesIO(raw), reading, options)
