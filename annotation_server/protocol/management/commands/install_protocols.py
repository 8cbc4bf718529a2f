import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotation_server.core.errors import TandemError
from annotation_server.protocol.models import Protocol
from annotation_server.protocol.services import install_definition, install_shipped


class Command(BaseCommand):
    help = "Store protocol definitions: the files given, or else those that come with the server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object at the end")

    def handle(self, *, files: list[Path], json: bool, **options: object) -> None:
        try:
            protocols = _install(files)
        except TandemError as error:
            lines = [error.message, *(f"{f.path}: {f.message}" for f in error.fields)]
            raise CommandError("\n".join(lines)) from error
        if json:
            self.stdout.write(_as_json(protocols))
            return
        for protocol in protocols:
            self.stdout.write(f"{protocol.sha256[:12]}  {protocol}  {protocol.title}")


@transaction.atomic
def _install(files: list[Path]) -> list[Protocol]:
    """Install all files or none."""
    if not files:
        return install_shipped(by=None)
    return [install_definition(_text_of(file), by=None) for file in files]


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not UTF-8 text. Save it as UTF-8.") from error


def _as_json(protocols: list[Protocol]) -> str:
    rows = [
        {"key": p.key, "version": p.version, "sha256": p.sha256, "title": p.title}
        for p in protocols
    ]
    return json.dumps({"protocols": rows}, ensure_ascii=False)
