"""Rows of JSON as the columns of a Parquet file: the one part that needs Arrow."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import json as arrow_json

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.schema import Schema, kind_of

ROWS_AT_ONCE = 500  # as JSON a row takes many times what it takes as columns
ROWS_OF_A_GROUP = 4_000
COMPRESSION = "zstd"
pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps more than it needs, no faster
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

    A thread makes the columns of what is there while the next rows are made: Arrow does not hold
    the interpreter.
    """
    schema = arrow_schema(row)
    with (
        folder.binary(name) as sink,
        pq.ParquetWriter(pa.PythonFile(sink, "w"), schema, compression=COMPRESSION) as writer,
        ThreadPoolExecutor(1, "columns") as thread,
    ):
        sink.count(0)
        columns = Columns(writer)
        waiting = thread.submit(columns.write)
        while block := list(islice(rows, ROWS_AT_ONCE)):
            waiting.result()
            waiting = thread.submit(columns.take, block)
            sink.count(len(block))
            folder.beat(len(block))
        waiting.result()
        columns.write()
    return sink.counted


class Columns:
    """Gathers parts until they make a group of rows, which it writes."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self.writer = writer
        self.parts: list[pa.Table] = []

    def take(self, lines: list[str]) -> None:
        self.parts.append(_parsed(lines, self.writer.schema))
        if sum(part.num_rows for part in self.parts) >= ROWS_OF_A_GROUP:
            self.write()

    def write(self) -> None:
        if self.parts:
            self.writer.write_table(pa.concat_tables(self.parts).combine_chunks())
        self.parts = []


def _parsed(lines: list[str], schema: pa.Schema) -> pa.Table:
    raw = "\n".join(lines).encode()
    options = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    reading = arrow_json.ReadOptions(use_threads=False, block_size=len(raw) + 1)
    return arrow_json.read_json(pa.BufferReader(raw), reading, options)
