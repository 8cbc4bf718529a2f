"""`manage.py withdraw_annotator NAME`: somebody takes their answers and name back, for good."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from annotation_server.accounts.queries import user_named
from annotation_server.annotation import services
from annotation_server.annotation.queries.traces import traces_of
from annotation_server.core.commands import TandemCommand


class Command(TandemCommand):
    help = "Leave somebody's answers out of every later export and erase who they are, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", help="what they sign in with")
        parser.add_argument("--preview", action="store_true", help="only say what would happen")

    def run(self, **options: Any) -> dict[str, Any]:
        person = user_named(options["name"])
        if options["preview"]:
            traces = traces_of(person)
        else:
            traces = services.withdraw_annotator(person, by=None)
        verb = "Would withdraw" if options["preview"] else "Withdrew"
        self.say(
            f"{verb} {traces.answers} judged pairs in {traces.campaigns} campaigns; "
            f"{traces.places} places are free for others. The answers stay under {person.pk}, "
            "and no later export has them."
        )
        return {"id": str(person.pk), **asdict(traces)}
