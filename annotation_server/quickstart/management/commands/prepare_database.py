"""`manage.py prepare_database`: what has to be in the database before a server starts on it."""

from typing import Any

from django.core.management import call_command

from annotation_server.core.commands import TandemCommand
from annotation_server.protocol.services import install_shipped


class Command(TandemCommand):
    """Two steps in one process: to start one takes longer than either step."""

    help = "Bring the tables up to date and store the protocols that come with the server."

    def run(self, **options: Any) -> dict[str, Any]:
        told = {"verbosity": options["verbosity"], "stdout": self.stderr}
        call_command("migrate", interactive=False, **told)
        protocols = install_shipped(by=None)
        self.say(f"The tables are up to date, and {len(protocols)} protocols are stored.")
        return {"protocols": [protocol.sha256 for protocol in protocols]}
