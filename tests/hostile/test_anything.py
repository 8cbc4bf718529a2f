"""Whatever the API's description allows, and what it does not, from every kind of person.

schemathesis draws requests from `docs/openapi.json` against a whole running server: there is no
server error, no status and no body that the description does not have. Ids are drawn too, or are
those of things that are there.
"""

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.http_person import HttpPerson

DESCRIPTION = Path(__file__).parents[2] / "docs" / "openapi.json"
PASSWORD = "a password for people who try anything"
NAMES = ("sam", "ada", "rui", "mo")
PERSONS = ("anonymous", *NAMES)
SECONDS_TO_PROVE = 600
CHECKS = "not_a_server_error,status_code_conformance,response_schema_conformance"
# Who signs out, or takes the right to sign in from themselves, would try nothing more.
LEFT_OUT = ("deleteSession",)

PREPARE = """
import json
from annotation_server.accounts.services import create_user
from annotation_server.annotation.services import fill_queue
from annotation_server.campaigns.models import Membership
from annotation_server.campaigns.services import enrol
from annotation_server.catalog.models import Import
from annotation_server.exports.services import take_snapshot
from tests.annotation.world import World
world = World()
campaign = world.campaign(pairs=40, overlap=2)
users = {{name: create_user(name, is_manager=name == "mo", password={password!r}).user
         for name in {names!r}}}
enrol(campaign, users["ada"], Membership.Role.ANNOTATOR, by=None)
enrol(campaign, users["rui"], Membership.Role.REVIEWER, by=None)
other = create_user("tom").user
enrol(campaign, other, Membership.Role.ANNOTATOR, by=None)
held = fill_queue(campaign.pk, hold=1, by=users["ada"]).assignments[0]
job = Import.objects.create(corpus=world.corpus, folder="nowhere", state="failed")
print(json.dumps({{
    "campaign_id": str(campaign.pk),
    "corpus_id": str(world.corpus.pk),
    "assignment_id": str(held.pk),
    "stage": "heuristic",
    "video": held.pair.video_0_id,
    "user_id": str(other.pk),
    "membership_id": campaign.memberships.get(user=other).pk,
    "sha256": campaign.protocol.sha256,
    "import_id": str(job.pk),
    "snapshot_id": str(take_snapshot(campaign, ["jsonl"], by=None).pk),
}}))
"""


@pytest.fixture(scope="module")
def named(own_server) -> dict[str, object]:
    """The ids of one of everything, by the names of the parameters that ask for it."""
    script = PREPARE.format(names=NAMES, password=PASSWORD)
    said = own_server.manage("shell", "--no-imports", "--command", script)
    return dict(json.loads(said.strip().splitlines()[-1]))


def headers_of(server, person: str) -> list[str]:
    """The session of a person, as the options that send it with every request."""
    visitor = HttpPerson(server.url)
    if person == "anonymous":
        visitor.ask("GET", "/api/session")
    else:
        visitor.sign_in(person, PASSWORD)
    sent = visitor._headers()
    return [f"--header={name}:{sent[name]}" for name in ("Cookie", "X-CSRFToken")]


def written_down(folder: Path, named: dict[str, object]) -> Path:
    """A configuration that gives every parameter of a known name the id of something."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in named.items()]
    config = folder / "schemathesis.toml"
    config.write_text("\n".join(["[parameters]", *lines, ""]))
    return config


def try_anything(server, person: str, config: Path | None, seed: int, *words: str) -> None:
    """Run schemathesis once; it must find nothing."""
    chosen = [f"--config-file={config}"] if config else []
    left_out = [f"--exclude-operation-id={name}" for name in LEFT_OUT]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", *chosen, "run", str(DESCRIPTION)),
            *("--url", server.url, "--checks", CHECKS, "--seed", str(seed)),
            *("--continue-on-failure", "--warnings=off", "--suppress-health-check=all"),
            *(*left_out, *headers_of(server, person), *words),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=server.folder.path,
    )
    assert done.returncode == 0, f"{person}, seed {seed}:\n{done.stdout[-6000:]}{done.stderr}"


@pytest.mark.parametrize("person", ["ada", "mo"])
def test_nothing_drawn_from_the_description_breaks_the_server(own_server, named, tmp_path, person):
    """A short piece of the proof: the same few requests to every operation each time."""
    config = written_down(tmp_path, named)
    words = ("--phases=fuzzing", "--max-examples=2", "--no-shrink", "--generation-database=none")
    try_anything(own_server, person, config, 1, *words)


@pytest.mark.prove
def test_ten_minutes_of_anything_break_nothing(own_server, named, tmp_path):
    """Every person in turn with new seeds, with ids of things that are there and without."""
    config = written_down(tmp_path, named)
    turns = (
        (seed, person, ids)
        for seed in itertools.count()
        for person in PERSONS
        for ids in (config, None)
    )
    until = time.monotonic() + SECONDS_TO_PROVE
    while time.monotonic() < until:
        seed, person, ids = next(turns)
        words = ("--phases=coverage,fuzzing", "--max-examples=15")
        try_anything(own_server, person, ids, seed, *words)
