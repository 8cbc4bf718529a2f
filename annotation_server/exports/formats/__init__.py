"""The formats, each a module: `refusal` says why a protocol cannot be written, `write` writes."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats import (
    arena,
    consensus,
    dpo,
    jsonl,
    parquet,
    safesora,
    videofeedback,
    videoreward,
)
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.formats.tables import Written
from annotation_server.exports.models import Export
from annotation_server.protocol.rules.definition import Definition


@dataclass(frozen=True, slots=True)
class Format:
    """`refusal` gives a sentence, or None; `total` the number of rows to expect."""

    refusal: Callable[[Definition], str | None]
    total: Callable[[Cut], int]
    write: Callable[[Cut, ExportFolder], list[Written]]


def _format(module: ModuleType) -> Format:
    return Format(module.refusal, module.total, module.write)


FORMATS = {
    Export.Format.JSONL: _format(jsonl),
    Export.Format.SAFESORA: _format(safesora),
    Export.Format.CONSENSUS: _format(consensus),
    Export.Format.PARQUET: _format(parquet),
    Export.Format.DPO: _format(dpo),
    Export.Format.VIDEOREWARD: _format(videoreward),
    Export.Format.VIDEOFEEDBACK: _format(videofeedback),
    Export.Format.GENAI_ARENA: _format(arena),
}


def refusals(definition: Definition) -> dict[Export.Format, str | None]:
    """Say of each format why this protocol cannot be written so; None where it can."""
    return {key: one.refusal(definition) for key, one in FORMATS.items()}
