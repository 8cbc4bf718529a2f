"""`manage.py withdraw CORPUS --video ID`: take a prompt, a video or a pair out of circulation."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from annotation_server.annotation import queries, services
from annotation_server.catalog.queries import corpus_named
from annotation_server.catalog.queries.takedowns import KINDS, live_takedown, thing_called
from annotation_server.core.commands import TandemCommand
from annotation_server.core.errors import NotFoundError


class Command(TandemCommand):
    help = "Refuse a prompt, video or pair at once, end work on it, and leave it out of exports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("corpus", help="its name or id")
        named = parser.add_mutually_exclusive_group(required=True)
        for kind in KINDS:
            named.add_argument(f"--{kind}", metavar="ID", help=f"the {kind}_id of 64 digits")
        parser.add_argument("--reason", default="", help="shown to managers")
        parser.add_argument("--delete-files", action="store_true", help="of the videos, for good")
        parser.add_argument(
            "--undo", action="store_true", help="put it back, if its files are kept"
        )
        parser.add_argument("--preview", action="store_true", help="only say what would happen")

    def run(self, **options: Any) -> dict[str, Any]:
        kind = next(name for name in KINDS if options[name])
        thing = thing_called(corpus_named(options["corpus"]), kind, options[kind])
        effects = asdict(queries.effects(thing))
        if options["undo"]:
            takedown = live_takedown(thing)
            if takedown is None:
                raise NotFoundError(f"The {kind} {options[kind]} is not withdrawn.")
            services.put_back(takedown, by=None)
            self.say(f"The {kind} is back; new places are open up to each campaign's overlap.")
            return effects
        if not options["preview"]:
            services.withdraw(
                thing, reason=options["reason"], delete_files=options["delete_files"], by=None
            )
        verb = "Would withdraw" if options["preview"] else "Withdrew"
        self.say(
            f"{verb} the {kind}: {effects['pairs']} pairs in {effects['campaigns']} campaigns, "
            f"{effects['holders']} people freed of one and paid, {effects['places']} places "
            f"retired, {effects['answers']} finished answers left out of later exports."
        )
        return effects
