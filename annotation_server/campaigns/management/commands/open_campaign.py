"""`manage.py open_campaign NAME --corpus CORPUS --protocol safesora --overlap N`."""

from argparse import ArgumentParser
from typing import Any

from annotation_server.campaigns import services
from annotation_server.campaigns.queries import pair_ids
from annotation_server.catalog.models import Corpus
from annotation_server.core.commands import TandemCommand
from annotation_server.core.errors import NotFoundError
from annotation_server.protocol.services import protocol_named


class Command(TandemCommand):
    help = "Open a campaign over every pair of a corpus whose videos are ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name")
        parser.add_argument("--corpus", required=True)
        parser.add_argument("--protocol", default="safesora")
        parser.add_argument("--overlap", type=int, required=True, help="answers wanted a pair")
        parser.add_argument("--seed", type=int, help="of the order; drawn if not given")
        parser.add_argument("--open-to-all-annotators", action="store_true")

    def run(self, **options: Any) -> dict[str, Any]:
        campaign = services.open_campaign(
            services.Plan(
                name=options["name"],
                corpus=corpus_named(options["corpus"]),
                protocol=known_protocol(options["protocol"]),
                overlap=options["overlap"],
                seed=options["seed"],
                open_to_all_annotators=options["open_to_all_annotators"],
            ),
            by=None,
        )
        pairs = pair_ids(campaign).count()
        self.say(f"{campaign.name} is open: {pairs} pairs, {campaign.overlap} answers each.")
        return {"id": str(campaign.pk), "name": campaign.name, "pairs": pairs}


def corpus_named(name: str) -> Corpus:
    corpus = Corpus.objects.filter(name=name).first()
    if corpus is None:
        raise NotFoundError(f"There is no corpus named {name!r}. `import_corpus` makes one.")
    return corpus


def known_protocol(key: str) -> Any:
    protocol = protocol_named(key, by=None)
    if protocol is None:
        raise NotFoundError(f"There is no protocol {key!r}. `install_protocols` adds one.")
    return protocol
