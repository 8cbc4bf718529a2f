"""`manage.py export_corpus CORPUS --out DIR`: what its imports brought, in the published shape."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from annotation_server.catalog.queries import corpus_named
from annotation_server.core.commands import TandemCommand
from annotation_server.exports.formats.cut import USUAL
from annotation_server.exports.formats.references import References
from annotation_server.exports.operations import write_references
from annotation_server.exports.services import INFORMATION_KEYS


class Command(TandemCommand):
    help = "Write the answers that came with a corpus to a folder, as they came. Needs no campaign."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("corpus", help="the corpus's name or id")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument("--clips", action="store_true", help="with copies of the clips")
        parser.add_argument(
            "--information-key",
            default=USUAL.information_key,
            choices=INFORMATION_KEYS,
            help="what the third sub-preference is called",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        corpus = corpus_named(options["corpus"])
        given = References(corpus, options["information_key"], clips=options["clips"])
        folder = write_references(given, options["out"])
        for file in folder.files:
            rows = "" if file.rows is None else f"  {file.rows} rows"
            self.say(f"{file.sha256}  {file.name}  {file.bytes} bytes{rows}")
        files = [
            {"name": f.name, "rows": f.rows, "bytes": f.bytes, "sha256": f.sha256}
            for f in folder.files
        ]
        return {"corpus": str(corpus.pk), "files": files, "report": folder.facts}
