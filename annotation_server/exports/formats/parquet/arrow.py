"""The file of a sheet's split: the one part that needs Arrow."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv
from pyarrow import json as arrow_json

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.copied import copied_as_csv
from annotation_server.exports.formats.parquet.sheet import Column, Group, Sheet
from annotation_server.exports.formats.schema import Schema, kind_of

BLOCK = 2 << 20  # bytes of CSV; the rows that begin in them are a group of the file
COMPRESSION = "zstd"
POOL = pa.system_memory_pool()  # Arrow's own keep more than they need, and are no faster
pa.set_memory_pool(POOL)
ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "number": pa.float64(),
}


def arrow_type(schema: Schema) -> pa.DataType:
    """Give the type of a column that holds such values."""
    kind = kind_of(schema)
    if kind == "object":
        members = schema["properties"].items()
        return pa.struct([pa.field(name, arrow_type(of)) for name, of in members])
    return pa.list_(arrow_type(schema["items"])) if kind == "array" else ARROW[kind]


def write_file(name: str, sheet: Sheet, split: str, folder: ExportFolder) -> int:
    """Write the rows of a split; how many they were."""
    row = arrow_type(sheet.row)
    with (
        copied_as_csv(sheet.query(split)) as file,
        folder.binary(name) as sink,
        pq.ParquetWriter(
            pa.PythonFile(sink, "w"), pa.schema(list(row)), compression=COMPRESSION
        ) as writer,
    ):
        sink.count(0)
        for batch in _batches(file, sheet, row):
            writer.write_batch(batch)
            POOL.release_unused()
            sink.count(batch.num_rows)
            folder.beat(batch.num_rows)
    return sink.counted


def _batches(file: BinaryIO, sheet: Sheet, row: pa.StructType) -> Iterator[pa.RecordBatch]:
    types = [*_types(sheet.columns, row)]
    batches = (
        pa.RecordBatch.from_struct_array(_made(sheet.columns, row, iter(_read(block, types))))
        for block in _blocks(file)
    )
    return _in_order(batches, *sheet.sorted_within) if sheet.sorted_within else batches


def _types(group: Group, of: pa.StructType) -> Iterator[pa.DataType]:
    """Yield the type of each column as it is selected."""
    for name, member in group.members.items():
        if isinstance(member, Group):
            yield from _types(member, of.field(name).type)
        else:
            yield pa.string() if member.made else of.field(name).type


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield CSV in pieces of whole rows: outside of quotes, of which there were an even number."""
    while block := file.read(BLOCK):
        block += file.readline()
        while block.count(b'"') % 2:
            block += file.readline()
        yield block


def _read(block: bytes, types: list[pa.DataType]) -> list[pa.Array]:
    names = [str(number) for number, _ in enumerate(types)]
    read = csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names)
    convert = csv.ConvertOptions(
        column_types=dict(zip(names, types, strict=True)),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )
    parse = csv.ParseOptions(newlines_in_values=True)
    found = csv.read_csv(pa.BufferReader(block), read, parse, convert)
    return [column.combine_chunks() for column in found.columns]


def _made(member: Column | Group, of: pa.DataType, cells: Iterator[pa.Array]) -> pa.Array:
    if isinstance(member, Group):
        made = {
            name: _made(one, of.field(name).type, cells) for name, one in member.members.items()
        }
        null = made[member.null_without].is_null() if member.null_without else None
        arrays = [made[field.name] for field in of]
        return pa.StructArray.from_arrays(arrays, fields=list(of), mask=null)
    cell = next(cells)
    return _from_json(cell, member.made, of) if member.made else cell


def _from_json(texts: pa.Array, make: Callable[[str], str], of: pa.DataType) -> pa.Array:
    """Give what is made of each text, once for all that are alike."""
    coded = texts.dictionary_encode()
    lines = [f'{{"made": {make(text)}}}' for text in coded.dictionary.to_pylist()]
    if not lines:
        return pa.nulls(len(texts), of)
    raw = "\n".join(lines).encode()
    parse = arrow_json.ParseOptions(
        explicit_schema=pa.schema({"made": of}), unexpected_field_behavior="error"
    )
    read = arrow_json.ReadOptions(use_threads=False, block_size=len(raw) + 1)
    made = arrow_json.read_json(pa.BufferReader(raw), read, parse)["made"]
    return made.combine_chunks().take(coded.indices)


def _in_order(batches: Iterator[pa.RecordBatch], alike: str, by: str) -> Iterator[pa.RecordBatch]:
    """Yield rows that come together in one batch, sorted within."""
    begun = None
    for batch in batches:
        whole = pa.concat_batches([begun, batch]) if begun else batch
        ends = pc.run_end_encode(whole.column(alike)).run_ends
        last = ends[-2].as_py() if len(ends) > 1 else 0
        if last:
            yield _sorted(whole.slice(0, last), alike, by)
        begun = whole.slice(last)
    if begun:
        yield _sorted(begun, alike, by)


def _sorted(batch: pa.RecordBatch, alike: str, by: str) -> pa.RecordBatch:
    return batch.sort_by([(alike, "ascending"), (by, "ascending")])
