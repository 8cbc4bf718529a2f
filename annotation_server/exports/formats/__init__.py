"""The formats, each a module: `refusal` says why a protocol cannot be written, `write` writes."""

from collections.abc import Callable
from dataclasses import dataclass

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import jsonl, safesora
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.models import Export
from annotation_server.protocol.rules.definition import Definition


@dataclass(frozen=True, slots=True)
class Format:
    """`refusal` gives a sentence, or None; `total` the number of rows to expect."""

    refusal: Callable[[Definition], str | None]
    total: Callable[[Cut], int]
    write: Callable[[Cut, ExportFolder], None]


FORMATS = {
    Export.Format.JSONL: Format(jsonl.refusal, jsonl.total, jsonl.write),
    Export.Format.SAFESORA: Format(safesora.refusal, safesora.total, safesora.write),
}
