"""`manage.py install_protocols [FILE ...]`: stores protocols."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from annotation_server.core.commands import TandemCommand
from annotation_server.protocol.models import Protocol
from annotation_server.protocol.services import install_definition, install_shipped


class Command(TandemCommand):
    help = "Store protocol definitions: the files given, or else those that come with the server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def run(self, **options: Any) -> dict[str, Any]:
        protocols = _install(options["files"])
        for protocol in protocols:
            self.say(f"{protocol.sha256[:12]}  {protocol}  {protocol.title}")
        return {"protocols": [_as_row(protocol) for protocol in protocols]}


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


def _as_row(protocol: Protocol) -> dict[str, object]:
    return {
        "key": protocol.key,
        "version": protocol.version,
        "sha256": protocol.sha256,
        "title": protocol.title,
    }
