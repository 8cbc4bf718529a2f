"""`manage.py import_judgements CAMPAIGN FILE`: answers of automatic judges, all or nothing."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotation_server.campaigns.queries import campaign_named
from annotation_server.core.commands import TandemCommand
from annotation_server.quality.services import BadLinesError, add_judgements


class Command(TandemCommand):
    help = "Store what automatic judges said about the pairs of a campaign."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("campaign", help="the campaign's name")
        parser.add_argument("file", type=Path, help="one JSON object a line: see docs/quality.md")

    def run(self, **options: Any) -> dict[str, Any]:
        campaign = campaign_named(options["campaign"])
        try:
            with options["file"].open("rb") as file:
                taken = add_judgements(campaign, file, by=None)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except BadLinesError as error:
            raise self._refused(error) from error
        self.say(
            f"Added {taken.added} answers of {', '.join(taken.judges)}; "
            f"{taken.existing} were there already."
        )
        return asdict(taken)

    def _refused(self, error: BadLinesError) -> CommandError:
        problems = error.details["problems"]
        if self.as_json:
            self.stdout.write(json.dumps({"error": error.message, "problems": problems}))
        lines = [
            f"  line {one['line']}{', ' if one['column'] else ''}{one['column']}: {one['message']}"
            for one in problems
        ]
        return CommandError("\n".join([error.message, *lines]))
