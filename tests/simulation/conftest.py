"""A server with a small campaign of its own for each test, and what its database says."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.catalog.clips import line, manifest
from tests.servers import TandemServer

CLIPS = 6
PAIRS = 6
OVERLAP = 3

JUDGEMENTS = """
    SELECT assignment.id::text, pair.pair_id, identity.name, judgement.stage, judgement.answers,
           assignment.state
    FROM annotation_judgement judgement
    JOIN annotation_assignment assignment ON assignment.id = judgement.assignment_id
    JOIN catalog_pair pair ON pair.id = assignment.pair_id
    JOIN accounts_identity identity ON identity.user_id = assignment.annotator_id
    JOIN campaigns_campaign campaign ON campaign.id = assignment.campaign_id
    WHERE campaign.name = %s
"""
COUNTED = """
    SELECT pair.pair_id, count(*) FROM annotation_assignment assignment
    JOIN catalog_pair pair ON pair.id = assignment.pair_id
    JOIN campaigns_campaign campaign ON campaign.id = assignment.campaign_id
    WHERE campaign.name = %s AND assignment.state = 'complete' GROUP BY 1
"""
HELD = """
    SELECT slot.id FROM campaigns_slot slot
    JOIN campaigns_campaign campaign ON campaign.id = slot.campaign_id
    WHERE campaign.name = %s AND slot.state = 'held'
"""
LOGGED = ("assignment", "pair", "annotator", "stage", "answers")


@dataclass(frozen=True)
class Field:
    """A campaign on a running server."""

    server: TandemServer
    name: str
    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "acknowledged.jsonl"

    def simulate(self, *words: str, annotators: int = 10) -> dict[str, object]:
        fixed = ("--base-url", self.server.url, "--log", str(self.log))
        return self.server.manage_json(
            "simulate", self.name, "--annotators", str(annotators), *fixed, *words
        )

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.server.database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, [self.name])
                return cursor.fetchall()
        finally:
            connection.close()

    def stored(self) -> list[dict[str, object]]:
        """Every judgement of the campaign, in the shape of the log."""
        return [dict(zip((*LOGGED, "state"), row, strict=True)) for row in self.rows(JUDGEMENTS)]

    def logged(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def counted(self) -> dict[str, int]:
        """How many counted assignments each pair has."""
        return dict(self.rows(COUNTED))


@pytest.fixture(scope="module")
def corpus(tandem_server: TandemServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = manifest(tmp_path_factory.mktemp("clips"), [line(number) for number in range(CLIPS)])
    tandem_server.manage("import_corpus", str(path), "--corpus", "small", "--wait")
    tandem_server.manage("build_pairs", "small", "--strategy", "all")
    return "small"


@pytest.fixture(scope="module")
def opened(tandem_server: TandemServer, corpus: str) -> Callable[[], str]:
    """Opens one more campaign over the corpus and tells its name."""
    numbers: Iterator[int] = itertools.count(1)

    def open_one() -> str:
        name = f"campaign {next(numbers)}"
        chosen = ("--corpus", corpus, "--protocol", "safesora", "--overlap", str(OVERLAP))
        tandem_server.manage("open_campaign", name, *chosen, "--seed", "5")
        return name

    return open_one


@pytest.fixture
def campaign(tandem_server: TandemServer, opened: Callable[[], str], tmp_path: Path) -> Field:
    return Field(tandem_server, opened(), tmp_path)


@pytest.fixture(scope="module")
def finished(
    tandem_server: TandemServer,
    opened: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Field, dict[str, object]]:
    """A campaign on which ten annotators have worked until nothing was left, and the summary."""
    campaign = Field(tandem_server, opened(), tmp_path_factory.mktemp("finished"))
    return campaign, campaign.simulate("--watch", "--seed", "7")
