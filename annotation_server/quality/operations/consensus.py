"""Work out the consensus of many answers, set by set."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db import connection, models, transaction
from django.db.models import QuerySet

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.definition import Definition, Question, Role
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with
from annotation_server.quality.models import Consensus
from annotation_server.quality.operations.labels import ModelledLabels, labels_by_model
from annotation_server.quality.queries import counted_assignments, item_votes, pair_votes
from annotation_server.quality.queries.decisions import standing
from annotation_server.quality.rules.consensus import harm_consensus, majority, option_votes
from annotation_server.quality.rules.evidence import comparisons

AT_ONCE = 10_000
COLUMNS = {
    "question": "text",
    "pair_id": "bigint",
    "video_id": "bigint",
    "value": "jsonb",
    "votes": "jsonb",
    "answers": "int",
    "weak": "boolean",
}


@dataclass(frozen=True, slots=True)
class ConsensusRow:
    """One row of consensus, before it has an owner. The fields are those of `Consensus`."""

    question: str
    pair_id: int | None
    video_id: int | None
    value: str | list[str] | None
    votes: dict[str, int]
    answers: int
    weak: bool = False


@transaction.atomic
def refresh_consensus(campaign: Campaign) -> int:
    """Replace the consensus of a campaign by that of its counted answers; returns how many rows.

    Safe to run twice at a time: the campaign's row is locked against a second refresh.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    Consensus.objects.filter(campaign=campaign).delete()
    definition = definition_of(campaign.protocol)
    counted = counted_assignments(campaign)
    rows = consensus_of(counted, definition)
    if campaign.consensus_method == ConsensusMethod.DAWID_SKENE:
        rows = _believed(rows, labels_by_model(counted, definition))
    decided = decided_values(campaign, definition)
    return store_consensus((_settled(row, decided) for row in rows), Consensus, campaign)


def _believed(
    rows: Iterable[ConsensusRow], labels: Mapping[int, ModelledLabels]
) -> Iterator[ConsensusRow]:
    for row in rows:
        if row.video_id is None:
            yield row
        else:
            found = labels[row.video_id]
            yield replace(row, value=list(found.value), weak=found.weak)


Settled = Mapping[tuple[str, int | None, int | None], Any]


def decided_values(campaign: Campaign, definition: Definition) -> Settled:
    """What reviewers decided, by question, pair and video; the later decision on a video wins."""
    harm = question_with(definition, Role.HARM)
    found: dict[tuple[str, int | None, int | None], Any] = {}
    for decision in standing(campaign).select_related("pair"):
        videos = {"video_0": decision.pair.video_0_id, "video_1": decision.pair.video_1_id}
        for key, value in decision.answers.items():
            if harm is not None and key == harm.key:
                found |= {(key, None, videos[item]): labels for item, labels in value.items()}
            else:
                found[key, decision.pair_id, None] = value
    return found


def _settled(row: ConsensusRow, decided: Settled) -> ConsensusRow:
    place = row.question, row.pair_id, row.video_id
    return replace(row, value=decided[place], weak=False) if place in decided else row


def consensus_of(counted: QuerySet[Assignment], definition: Definition) -> Iterator[ConsensusRow]:
    """Yield the consensus on every comparison and, where the protocol has one, on harm."""
    for question in comparisons(definition):
        yield from _of_pairs(counted, question)
    harm = question_with(definition, Role.HARM)
    if harm is not None:
        yield from _of_videos(counted, harm)


def _of_pairs(counted: QuerySet[Assignment], question: Question) -> Iterator[ConsensusRow]:
    for pair, rows in groupby(pair_votes(counted, question.key), itemgetter(0)):
        votes = {answer: count for _, answer, count in rows}
        value, answers = majority(votes), sum(votes.values())
        yield ConsensusRow(question.key, pair, None, value, votes, answers)


def _of_videos(counted: QuerySet[Assignment], harm: Question) -> Iterator[ConsensusRow]:
    none = harm.exclusive_option.key if harm.exclusive_option else ""
    order = (none, *labels_on_the_wire(harm))
    for video, rows in groupby(item_votes(counted, harm.key), itemgetter(0)):
        ballots: dict[frozenset[str], int] = {}
        for _, ticked, count in rows:
            chosen = frozenset(ticked)
            ballots[chosen] = ballots.get(chosen, 0) + count
        found = harm_consensus(ballots, none)
        if found is not None:
            held = {none} if found.is_safe else found.labels
            value = [option for option in order if option in held]
            answers = sum(count for ticked, count in ballots.items() if ticked)
            votes = option_votes(ballots)
            yield ConsensusRow(harm.key, None, video, value, votes, answers, found.weak)


def store_consensus(
    rows: Iterable[ConsensusRow], model: type[models.Model], owner: models.Model
) -> int:
    """Insert rows for a campaign, or for whatever else `model` keeps consensus of."""
    meta = model._meta  # Django's own word for it
    owner_column = f"{owner._meta.model_name}_id"
    names = ", ".join(COLUMNS)
    types = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    insert = (
        f"INSERT INTO {meta.db_table} ({owner_column}, {names}) "  # noqa: S608  # our own names
        f"SELECT %s, {names} FROM jsonb_to_recordset(%s::jsonb) AS row ({types})"
    )
    stored, left = 0, iter(rows)
    while batch := [asdict(row) for row in islice(left, AT_ONCE)]:
        with connection.cursor() as cursor:
            cursor.execute(insert, [owner.pk, json.dumps(batch)])
        stored += len(batch)
    return stored
