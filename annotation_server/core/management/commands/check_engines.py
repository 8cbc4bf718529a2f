from typing import Any

from annotation_server.core import engines
from annotation_server.core.commands import TandemCommand


class Command(TandemCommand):
    help = "Refuse engines that may lose what they are told; the sentence says what to change."

    def run(self, **_: Any) -> dict[str, Any]:
        engines.refuse_unsafe()
        found = engines.flaws()
        for flaw in found:
            self.say(flaw)
        if not found:
            self.say("The engines keep what they are told.")
        return {"flaws": found}
