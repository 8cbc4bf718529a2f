"""`manage.py bench_dashboard`: how long the dashboard takes on a campaign of the published size."""

import resource
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from annotation_server.accounts.services import create_user
from annotation_server.campaigns.models import Campaign
from annotation_server.core.commands import TandemCommand
from annotation_server.quality.operations.reports import computed
from annotation_server.quality.operations.tallies import count_all, count_answers
from annotation_server.quickstart.judged_campaign import Size, fill

KILOBYTES = 1024
TIMES = 10
PARTS = ("dashboard", "figures", "answers", "answers?question=helpfulness&answer=video_0")


class Command(TandemCommand):
    help = "Fill a judged campaign, compute its figures, ask for the dashboard; print times."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--pairs", type=int, default=51_691)
        parser.add_argument("--overlap", type=int, default=3)
        parser.add_argument("--name", default="bench", help="of the corpus and of the campaign")

    def run(self, **options: Any) -> dict[str, Any]:
        size = Size(options["pairs"], options["overlap"])
        with transaction.atomic():
            campaign = fill(options["name"], size)
        self.say(f"{size.pairs} pairs, {size.pairs * size.overlap} assignments")
        figures = {
            "count everything": seconds(lambda: count_all(campaign, now())),
            "count the last minutes": seconds(lambda: count_answers(now())),
            "all figures": seconds(lambda: computed(campaign)),
        }
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
        for name, took in figures.items():
            self.say(f"{name:48} {took:8.2f} s")
        self.say(f"{'most memory':48} {memory:8.0f} MB")
        return {**figures, "memory_mb": memory, "requests": self._requests(campaign)}

    def _requests(self, campaign: Campaign) -> dict[str, float]:
        client = Client(headers={"host": "localhost"})
        client.force_login(create_user("bench-manager", is_manager=True).user)
        found: dict[str, float] = {}
        for part in PARTS:
            address = f"/api/campaigns/{campaign.pk}/{part}"
            slowest = max(seconds(partial(client.get, address)) for _ in range(TIMES))
            length = len(client.get(address).content) / KILOBYTES
            found[part] = slowest
            self.say(f"GET {part:44} {1000 * slowest:8.0f} ms at most, {length:6.0f} kB")
        return found


def seconds(work: Callable[[], Any]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start
