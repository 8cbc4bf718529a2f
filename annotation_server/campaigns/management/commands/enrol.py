"""`manage.py enrol CAMPAIGN USER --as annotator|reviewer`."""

from argparse import ArgumentParser
from typing import Any

from annotation_server.accounts.queries import user_named
from annotation_server.campaigns import services
from annotation_server.campaigns.models import Membership
from annotation_server.campaigns.queries import campaign_named
from annotation_server.core.commands import TandemCommand


class Command(TandemCommand):
    help = "Make somebody annotator or reviewer of a campaign."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("campaign")
        parser.add_argument("user")
        parser.add_argument("--as", dest="role", choices=Membership.Role.values, required=True)

    def run(self, **options: Any) -> dict[str, Any]:
        campaign, user = campaign_named(options["campaign"]), user_named(options["user"])
        services.enrol(campaign, user, Membership.Role(options["role"]), by=None)
        self.say(f"{options['user']} is {options['role']} of {campaign.name}.")
        return {"campaign": campaign.name, "user": options["user"], "role": options["role"]}
