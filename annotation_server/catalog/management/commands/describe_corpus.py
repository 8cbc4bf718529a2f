"""`manage.py describe_corpus CORPUS`: licence, intended use and warning, for its dataset cards."""

from argparse import ArgumentParser
from typing import Any

from annotation_server.catalog.queries import corpus_named
from annotation_server.catalog.services.terms import TERMS, state_terms
from annotation_server.core.commands import TandemCommand


class Command(TandemCommand):
    help = "Say once what every dataset card of a corpus says; what is not given stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("corpus", help="the corpus's name or id")
        parser.add_argument("--licence", help="such as CC-BY-NC-4.0")
        parser.add_argument("--intended-use", help="what it is for, and what not")
        parser.add_argument("--content-warning", help="instead of the usual one")

    def run(self, **options: Any) -> dict[str, Any]:
        corpus = corpus_named(options["corpus"])
        given = {name: options[name] for name in TERMS if options[name] is not None}
        corpus = state_terms(corpus, given, by=None)
        said = {name: getattr(corpus, name) for name in TERMS}
        for name, words in said.items():
            self.say(f"{name.replace('_', ' ')}: {words or 'not said'}")
        return said
