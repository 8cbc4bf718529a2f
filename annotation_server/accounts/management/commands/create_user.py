"""`manage.py create_user NAME [--manager]`: prints a fresh password once."""

from argparse import ArgumentParser
from typing import Any

from annotation_server.accounts import services
from annotation_server.core.commands import TandemCommand


class Command(TandemCommand):
    help = "Make somebody who can sign in, with a fresh random password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name")
        parser.add_argument("--manager", action="store_true", help="may manage everything")

    def run(self, **options: Any) -> dict[str, Any]:
        made = services.create_user(options["name"], is_manager=options["manager"])
        self.say(f"{made.name} can sign in with the password {made.password}")
        return {"id": str(made.user.pk), "name": made.name, "password": made.password}
