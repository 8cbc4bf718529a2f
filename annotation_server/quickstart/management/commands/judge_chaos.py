"""`manage.py judge_chaos CAMPAIGN LOG`: whether what was acknowledged is what is stored."""

import asyncio
import json
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import campaign_named
from annotation_server.core.commands import TandemCommand
from annotation_server.core.errors import ConflictError
from annotation_server.simulation.client import Browser, open_http
from annotation_server.simulation.rules.measures import Measures
from annotation_server.simulation.rules.outbox import same_answers
from annotation_server.simulation.services import SignIn, ready
from annotation_server.upkeep.services import verify

LATE_SECONDS = 2
Told = dict[str, Any]


class Command(TandemCommand):
    help = "Compare the log of a crowd with the database, verify it, and claim once more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("campaign")
        parser.add_argument("log", type=Path)
        parser.add_argument("--base-url", required=True)

    def run(self, **options: Any) -> dict[str, Any]:
        campaign = campaign_named(options["campaign"])
        told = [json.loads(line) for line in options["log"].read_text().splitlines()]
        claim = asyncio.run(
            next_claim(ready(campaign, "somebody fresh"), options["base_url"], str(campaign.pk))
        )
        wrong = [verdict for verdict in verify() if verdict.count]
        return {
            "acknowledged": len(told),
            **compared(told, campaign),
            "above": pairs_above(campaign),
            "verify": len(wrong),
            "wrong": [f"{verdict.check}: {verdict.things[0]}" for verdict in wrong],
            "claim_ms": round(claim * 1000),
            "late": int(claim > LATE_SECONDS),
        }


def compared(told: Iterable[Told], campaign: Campaign) -> dict[str, int]:
    """How many acknowledged answers are not there, are others, or are there more than once."""
    rows = Judgement.objects.filter(assignment__campaign=campaign).values_list(
        *("assignment_id", "stage", "answers", "assignment__pair__pair_id"),
        "assignment__annotator__identity__name",
    )
    stored = {(str(row[0]), row[1]): row[2:] for row in rows}
    twice = Counter((row[0], row[1]) for row in rows)
    lost = other = 0
    for note in told:
        found = stored.get((note["assignment"], note["stage"]))
        if found is None:
            lost += 1
        elif found[1:] != (note["pair"], note["annotator"]) or not same_answers(
            note["answers"], found[0]
        ):
            other += 1
    doubled = sum(count - 1 for count in twice.values()) + assignments_twice(campaign)
    return {"lost": lost, "other": other, "doubled": doubled}


def assignments_twice(campaign: Campaign) -> int:
    """Pairs that one annotator was counted for more than once."""
    done = Assignment.objects.filter(campaign=campaign, state=Assignment.State.COMPLETE)
    people = Counter(done.values_list("pair", "annotator"))
    return sum(count - 1 for count in people.values())


def pairs_above(campaign: Campaign) -> int:
    done = Assignment.objects.filter(campaign=campaign, state=Assignment.State.COMPLETE)
    return sum(count > campaign.overlap for count in Counter(done.values_list("pair")).values())


async def next_claim(person: SignIn, url: str, campaign: str) -> float:
    """How many seconds the claim of somebody takes who has just come."""
    async with open_http() as http:
        browser = Browser(http, url, Measures())
        await browser.sign_in(person.name, person.password)
        began = time.perf_counter()
        reply = await browser.put("queue", f"campaigns/{campaign}/queue", {"hold": 1})
        took = time.perf_counter() - began
    if not (reply.body or {}).get("assignments"):
        raise ConflictError(f"Somebody fresh was given nothing: {reply.sentence}")
    return took
