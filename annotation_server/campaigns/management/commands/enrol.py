"""`manage.py enrol CAMPAIGN USER ... --as annotator|reviewer`."""

from argparse import ArgumentParser
from typing import Any

from annotation_server.accounts.queries import user_named
from annotation_server.campaigns import services
from annotation_server.campaigns.models import Membership
from annotation_server.campaigns.queries import campaign_named
from annotation_server.core.commands import TandemCommand


class Command(TandemCommand):
    help = "Make people annotators or reviewers of a campaign."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("campaign")
        parser.add_argument("user", nargs="+", help="nobody is enrolled if one is unknown")
        parser.add_argument("--as", dest="role", choices=Membership.Role.values, required=True)

    def run(self, **options: Any) -> dict[str, Any]:
        campaign, role = campaign_named(options["campaign"]), Membership.Role(options["role"])
        users = {name: user_named(name) for name in options["user"]}
        for name, user in users.items():
            services.enrol(campaign, user, role, by=None)
            self.say(f"{name} is {role} of {campaign.name}.")
        return {"campaign": campaign.name, "users": list(users), "role": role.value}
