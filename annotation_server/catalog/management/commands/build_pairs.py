"""`manage.py build_pairs CORPUS --strategy all|ring|balanced|singles`: what is judged together."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from annotation_server.catalog import queries, services
from annotation_server.catalog.rules.pairing import Strategy
from annotation_server.core.commands import TandemCommand


class Command(TandemCommand):
    help = "Build pairs of the videos of each prompt; those that are there stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        strategies = [str(strategy) for strategy in Strategy]
        parser.add_argument("corpus", help="its name or id")
        parser.add_argument("--strategy", required=True, choices=strategies)
        parser.add_argument("--per-prompt", type=int, metavar="K", help="for balanced")
        parser.add_argument("--seed", type=int, default=0, help="draws order and sides (default 0)")
        parser.add_argument("--preview", action="store_true", help="only say what would be added")

    def run(self, **options: Any) -> dict[str, Any]:
        built = services.build_pairs(
            queries.corpus_named(options["corpus"]),
            strategy=Strategy(options["strategy"]),
            per_prompt=options["per_prompt"],
            seed=options["seed"],
            preview=options["preview"],
            by=None,
        )
        verb = "Would add" if options["preview"] else "Added"
        self.say(
            f"{verb} {built.added} pairs in {built.prompts} prompts; {built.existing} were there "
            f"already. The corpus {'would have' if options['preview'] else 'has'} {built.total}."
        )
        return asdict(built)
