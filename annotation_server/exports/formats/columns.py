"""Rows of JSON as the columns of a Parquet file: the one part that needs Arrow."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import json as arrow_json

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.schema import Schema, kind_of

ROWS_AT_ONCE = 500  # as JSON a row takes many times what it takes as columns
ROWS_OF_A_GROUP = 4_000
COMPRESSION = "zstd"
ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "number": pa.float64(),
}


def arrow_type(schema: Schema) -> pa.DataType:
    kind = kind_of(schema)
    if kind == "object":
        return pa.struct(
            [pa.field(name, arrow_type(of)) for name, of in schema["properties"].items()]
        )
    return pa.list_(arrow_type(schema["items"])) if kind == "array" else ARROW[kind]


def arrow_schema(row: Schema) -> pa.Schema:
    """Give the columns of a Parquet file that holds such rows."""
    return pa.schema([pa.field(name, arrow_type(of)) for name, of in row["properties"].items()])


def write_file(name: str, rows: Iterator[str], row: Schema, folder: ExportFolder) -> int:
    """Write rows of JSON as columns; how many they were.

    A thread makes columns of a group, without holding the interpreter, while the next is rendered.
    """
    schema = arrow_schema(row)
    waiting: Future[None] | None = None
    with (
        folder.binary(name) as sink,
        pq.ParquetWriter(pa.PythonFile(sink, "w"), schema, compression=COMPRESSION) as writer,
        ThreadPoolExecutor(1, "columns") as thread,
    ):
        sink.count(0)
        while group := list(islice(rows, ROWS_OF_A_GROUP)):
            if waiting:
                waiting.result()
            waiting = thread.submit(_write_group, writer, group, schema)
            sink.count(len(group))
            folder.beat(len(group))
        if waiting:
            waiting.result()
    return sink.counted


def _write_group(writer: pq.ParquetWriter, rows: list[str], schema: pa.Schema) -> None:
    starts = range(0, len(rows), ROWS_AT_ONCE)
    parts = [_parsed(rows[at : at + ROWS_AT_ONCE], schema) for at in starts]
    writer.write_table(pa.concat_tables(parts).combine_chunks())


def _parsed(lines: list[str], schema: pa.Schema) -> pa.Table:
    raw = "\n".join(lines).encode()
    options = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    reading = arrow_json.ReadOptions(use_threads=False, block_size=len(raw) + 1)
    return arrow_json.read_json(BytesIO(raw), reading, options)
