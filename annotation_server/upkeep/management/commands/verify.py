import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from annotation_server.core.commands import TandemCommand
from annotation_server.upkeep.services import MOST_NAMED, Verdict, verify


class Command(TandemCommand):
    help = "Check everything that must hold of the database and the files; fails with a list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--deep", action="store_true", help="also read all videos and weigh all answers again"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        verdicts = verify(deep=options["deep"], show=self._show)
        wrong = [verdict for verdict in verdicts if verdict.count]
        result = {"checks": len(verdicts), "wrong": [asdict(verdict) for verdict in wrong]}
        if wrong:
            if self.as_json:
                self.stdout.write(json.dumps(result))
            names = ", ".join(verdict.check for verdict in wrong)
            raise CommandError(f"{len(wrong)} of {len(verdicts)} checks found something: {names}.")
        self.say(f"All {len(verdicts)} checks are clean.")
        return result

    def _show(self, verdict: Verdict) -> None:
        if verdict.count:
            self.say(f"{verdict.check}: {verdict.count}. {verdict.sentence}:")
            for thing in verdict.things:
                self.say(f"  {thing}")
            if verdict.count > MOST_NAMED:
                self.say(f"  and {verdict.count - MOST_NAMED} more")
