"""Croissant metadata (mlcommons.org/croissant 1.0): files with sums, rows with types."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from annotation_server.exports.folder import WrittenFile
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.formats.schema import Schema, kind_of
from annotation_server.exports.formats.tables import Written

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TYPES = {".jsonl": "application/jsonlines", ".csv": "text/csv", ".json": "application/json"}
PARQUET = "application/x-parquet"
GZIP = "application/gzip"
DATA_TYPES = {"string": "sc:Text", "boolean": "sc:Boolean", "integer": "sc:Integer"}
DATA_TYPES |= {"number": "sc:Float"}


def croissant(cut: Cut, written: list[Written], files: Sequence[WrittenFile]) -> dict[str, Any]:
    """Describe the data files of an export; the day is that of the cut."""
    campaign = cut.snapshot.campaign
    by_name = {file.name: file for file in files}
    names = [name for table in written for name in table.files.values()]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": campaign.name,
        "description": (
            f"Judgements of generated videos by the protocol {cut.definition.key}, version "
            f"{cut.definition.version}."
        ),
        "license": campaign.corpus.licence or "not stated",
        "url": f"urn:uuid:{campaign.pk}",
        "version": f"{cut.definition.version}.0.0",
        "datePublished": cut.snapshot.frozen_at.date().isoformat(),
        "citeAs": f"{campaign.name}, judged with the protocol {cut.definition.key}",
        "distribution": [_file(by_name[name]) for name in names],
        "recordSet": [
            _records(table, split, name) for table in written for split, name in table.files.items()
        ],
    }


def _file(file: WrittenFile) -> dict[str, Any]:
    suffix = PurePosixPath(file.name).suffix
    kinds = {**TYPES, ".parquet": PARQUET, ".gz": GZIP}
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": kinds[suffix],
        "sha256": file.sha256,
    }


def _records(table: Written, split: str, file: str) -> dict[str, Any]:
    name = f"{table.name}-{split}"
    by_column = file.endswith((".csv", ".parquet", ".jsonl"))
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            _field(name, column, schema, file, by_column=by_column)
            for column, schema in table.row["properties"].items()
            if kind_of(schema) in DATA_TYPES
        ],
    }


def _field(
    records: str, column: str, schema: Schema, file: str, *, by_column: bool
) -> dict[str, Any]:
    """Describe one column. What is nested has no type here; the JSON Schema describes it."""
    extract = {"column": column} if by_column else {"jsonPath": f"$.{column}"}
    return {
        "@type": "cr:Field",
        "@id": f"{records}/{column}",
        "name": column,
        "dataType": DATA_TYPES[kind_of(schema)],
        "source": {"fileObject": {"@id": file}, "extract": extract},
    }
