"""`manage.py simulate CAMPAIGN --annotators N --base-url URL`: a crowd that works over HTTP."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandError

from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import campaign_named
from annotation_server.catalog.management.progress import Progress
from annotation_server.core.commands import TandemCommand
from annotation_server.protocol.queries import definition_of
from annotation_server.simulation import crowd, queries
from annotation_server.simulation.management.files import open_log, read_answers
from annotation_server.simulation.management.summary import failure, summary
from annotation_server.simulation.rules.given import PREFIX, GivenAnswers
from annotation_server.simulation.services import all_ready
from annotation_server.simulation.sources import Drawn, FromFile

MOST_ANNOTATORS = 10_000
PASSED_ON = ("base_url", "seed", "pairs", "think", "patience", "seconds", "watch")


def whole(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_ANNOTATORS:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST_ANNOTATORS}")
    return int(text)


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise ArgumentTypeError(f"{text!r} is not a number of seconds")
    return value


def web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ArgumentTypeError(f"{text!r} is no address such as http://127.0.0.1:8000")
    return text.rstrip("/")


class Command(TandemCommand):
    help = "Fill a campaign with answers of simulated annotators, over the HTTP API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add = parser.add_argument
        add("campaign")
        add("--annotators", type=whole, required=True, help="how many people")
        add("--pairs", type=whole, help="for each of them at most; else until nothing is left")
        add("--seed", type=int, default=0, help="the same seed gives the same answers")
        add("--answers", type=Path, help="give these: JSONL of pair_id, annotator, answers")
        add("--base-url", type=web_address, required=True, help="where the server answers")
        add("--think", type=seconds, default=0, help="mean seconds spent on each pair")
        add("--seconds", type=seconds, help="stop after so long, between two pairs")
        add("--patience", type=seconds, default=120, help="for a server that fails")
        add("--watch", action="store_true", help="fetch posters and videos too")
        add("--log", type=Path, help="add every acknowledged answer to this JSONL file")

    def run(self, **options: Any) -> dict[str, Any]:
        campaign = campaign_named(options["campaign"])
        given = read_answers(campaign, options["answers"], most=options["annotators"])
        names = list(given.sheets) if given else _names(options["annotators"])
        ready, pairs = self._progress("people ready"), self._progress("pairs")
        with open_log(options["log"]) as log:
            people = all_ready(campaign, names, ready.show)
            ready.end()
            plan = replace(_plan(campaign, given, options), log=log, show=pairs.show)
            outcome = crowd.run(plan, people)
            pairs.end()
        return self._conclude(crowd.as_json(plan, outcome, len(people)), _left(plan, names))

    def _progress(self, what: str) -> Progress:
        return Progress(self.stdout, what, is_silent=self.as_json)

    def _conclude(self, result: dict[str, Any], left: int) -> dict[str, Any]:
        for line in summary(result):
            self.say(line)
        if sentence := failure(result, left):
            if self.as_json:
                self.stdout.write(json.dumps(result))
            raise CommandError(sentence)
        return result


def _names(count: int) -> list[str]:
    return [f"{PREFIX}{number:04}" for number in range(1, count + 1)]


def _plan(campaign: Campaign, given: GivenAnswers | None, options: Any) -> crowd.Plan:
    definition = definition_of(campaign.protocol)
    total = queries.open_places(campaign)
    if options["pairs"] is not None:
        total = min(total, options["pairs"] * options["annotators"])
    return crowd.Plan(
        campaign=str(campaign.pk),
        stages=len(definition.stages),
        source=FromFile(given) if given else Drawn(definition, options["seed"]),
        ask=queries.pairs_of,
        total=given.count if given else total,
        **{name: options[name] for name in PASSED_ON},
    )


def _left(plan: crowd.Plan, names: list[str]) -> int:
    """How many pairs of a file found no place, where all of them were asked for."""
    is_cut_short = plan.pairs is not None or plan.seconds is not None
    return 0 if is_cut_short else sum(plan.source.left(name) or 0 for name in names)
