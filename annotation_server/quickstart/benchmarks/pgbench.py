"""The engine's limit: the statements of a cycle driven by pgbench, with nothing around them.

They are the server's own texts. What Python would draw from one reply to put into the next
statement, pgbench takes over by name.
"""

import json
import re
import subprocess
import tempfile
from functools import partial
from random import randrange
from uuid import UUID

from django.conf import settings

from annotation_server.accounts import backends, sessions
from annotation_server.annotation import queries
from annotation_server.annotation.services import claims, fill_queue, held, queue, store
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.queries import LOCKED_MEMBERSHIP
from annotation_server.core.errors import TandemError
from annotation_server.quickstart import postgres
from annotation_server.quickstart.benchmarks.campaigns import people_of
from annotation_server.quickstart.benchmarks.load import ANSWERS, HOLD

FIRST = 100_000_000_000
# Ids are these with twelve digits, which pgbench counts for people and draws for assignments.
PERSON, ASSIGNMENT = "00000000-0000-4000-8000-", "00000000-0000-4000-9000-"
MEMBERSHIP = f"(SELECT id FROM campaigns_membership WHERE user_id = '{PERSON}:who')"  # noqa: S608
RATE = re.compile(r"tps = ([\d.]+)")
SEEN = json.dumps({"video_0": {"intervals": [], "plays": 0}, "video_1": {"intervals": []}})
NAMED = re.compile(r"%\((\w+)\)s")


class YardstickError(TandemError):
    code = "pgbench_failed"


def cycles_per_second(campaign: Campaign, crowd: int, seconds: int) -> float:
    """Full cycles of so many people at once. Raises YardstickError with pgbench's last words."""
    first = FIRST + randrange(8 * FIRST)  # noqa: S311  # not those of a run before
    people = people_of(campaign, crowd, name=lambda number: UUID(f"{PERSON}{first + number}"))
    for person in people:  # what they hold beside the pair of each cycle
        fill_queue(campaign.pk, hold=HOLD - 1, by=person.user)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(cycle(campaign, first))
        script.flush()
        done = subprocess.run(  # noqa: S603  # our own words, no shell
            [
                *(str(postgres.programs() / "pgbench"), "--no-vacuum", "--client", str(crowd)),
                *("--time", str(seconds), "--file", script.name, "--define", "mark=-1"),
                settings.DATABASES["default"]["NAME"],
            ],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    found = RATE.search(done.stdout)
    if done.returncode != 0 or found is None:
        raise YardstickError(f"pgbench said: {done.stderr.strip()[-500:]}")
    return float(found[1])


def _environment() -> dict[str, str]:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {name: str(settings.DATABASES["default"][key]) for name, key in names.items()}


def cycle(campaign: Campaign, first: int) -> str:
    """Queue, stage one, stage two, each with who asks, in the transactions of the server.

    Client 0 is the person whose id ends in the digits of `first`.
    """
    fill = partial(_filled, _values(campaign))
    who = [fill(sessions.READ, "cookie"), fill(backends.CURRENT, "user")]
    ask = [
        *(*who, "BEGIN", fill(LOCKED_MEMBERSHIP, "campaign", "user"), fill(queue.RENEW)),
        *(fill(claims.TAKE_AHEAD) + " \\gset", fill(queue.GIVE)),
        *(fill(queue.REMEMBER, id=MEMBERSHIP), fill(held.HELD), "COMMIT"),
    ]
    lines = [rf"\set who :client_id + {first}", rf"\set given random({FIRST}, {10 * FIRST - 1})"]
    lines += ask
    for stage, statement in (("heuristic", store.GO_ON), ("overall", store.FINISH)):
        stored = fill(statement, stage=f"'{stage}'", answers=f"'{json.dumps(ANSWERS[stage])}'")
        lines += [*who, "BEGIN", fill(queries.OWN), fill(queries.STORED, "id"), stored, "COMMIT"]
    return "\n".join(line if "\\" in line else f"{line};" for line in lines)


def _values(campaign: Campaign) -> dict[str, str]:
    """By their names in the statements, as SQL; what a claim gave is taken over by its columns."""
    person = f"'{PERSON}:who'"
    return {
        "cookie": person.replace("-", ""),
        "user": person,
        "annotator": person,
        "campaign": f"'{campaign.pk}'",
        "id": f"'{ASSIGNMENT}:given'",
        "slot": ":id",
        "pair": ":pair_id",
        "fence": ":fence",
        "cursor": ":mark",
        "after": ":mark",
        "until": str(claims.END),
        "probe": str(claims.PROBE),
        "minutes": str(campaign.lease_minutes),
        "most": str(queue.MOST_HELD),
        "only": "NULL",
        "purpose": "'work'",
        "seed": "1",
        "rate": "0",
        "locale": "'en'",
        "note": "''",
        "freed_seen": "0",
        "nothing_left_at": "NULL",
        "given": "1",
        "second_look": "false",
        "passed_over": "false",
        "neutral_only": "false",
        "opt_outs": "ARRAY[]",
        "flags": "ARRAY[]",
        "sensitive": "false",
        "seen": f"'{SEEN}'",
        "timing": "'{}'",
        "view": "'{}'",
    }


def _filled(values: dict[str, str], statement: str, *unnamed: str, **other: str) -> str:
    """The statement with its values; `unnamed` names those that it only numbers."""
    for name in unnamed:
        statement = statement.replace("%s", values[name], 1)
    known = {**values, **other}
    return NAMED.sub(lambda found: known[found[1]], statement).strip()
