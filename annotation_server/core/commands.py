"""What every operator's command shares: one sentence and a non-zero exit on failure, `--json`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotation_server.core.errors import TandemError


class TandemCommand(BaseCommand):
    """Subclasses write `run(**options)`, which returns what `--json` prints at the end."""

    # Django's own checks are of the code, which `./run check` has looked at, and load every view.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = options["json"]
        try:
            result = self.run(**options)
        except TandemError as error:
            lines = [error.message, *(f"  {f.path}: {f.message}" for f in error.fields)]
            raise CommandError("\n".join(lines)) from error
        if self.as_json:
            self.stdout.write(json.dumps(result))

    def run(self, **options: Any) -> dict[str, Any]:
        raise CommandError(f"{type(self).__module__} has nothing to run.")

    def say(self, sentence: str) -> None:
        """A line for people; with --json there is only the JSON."""
        if not self.as_json:
            self.stdout.write(sentence)
