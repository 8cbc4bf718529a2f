"""`manage.py open_campaign NAME --corpus CORPUS --protocol safesora --overlap N`."""

from argparse import ArgumentParser
from typing import Any

from annotation_server.campaigns import services
from annotation_server.campaigns.queries import pair_ids
from annotation_server.core.commands import TandemCommand


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
        parser.add_argument(
            "--without-consent",
            action="store_true",
            help="show sensitive pairs unasked; else consent is asked for where there are some",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        names = ("name", "corpus", "protocol", "overlap", "seed", "open_to_all_annotators")
        consent = False if options["without_consent"] else None
        chosen = {name: options[name] for name in names}
        plan = services.plan_from({**chosen, "asks_consent": consent})
        campaign = services.open_campaign(plan, by=None)
        pairs = pair_ids(campaign).count()
        self.say(f"{campaign.name} is open: {pairs} pairs, {campaign.overlap} answers each.")
        return {"id": str(campaign.pk), "name": campaign.name, "pairs": pairs}
