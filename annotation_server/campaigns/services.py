"""What a manager does with a campaign: open, pause, close, enrol people, add or retire places."""

import random
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns import queries
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.rules import LARGEST_SEED, shuffled
from annotation_server.catalog.models import Corpus
from annotation_server.catalog.queries import corpus_named
from annotation_server.core.errors import (
    ConflictError,
    FieldProblem,
    InvalidError,
    NotFoundError,
)
from annotation_server.protocol.models import Protocol
from annotation_server.protocol.queries import definition_of, protocol_by_sha256
from annotation_server.protocol.services import protocol_named

MOST_OVERLAP = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign is opened with. Without a seed, one is drawn and stored."""

    name: str
    corpus: Corpus
    protocol: Protocol
    overlap: int
    seed: int | None = None
    open_to_all_annotators: bool = False
    guidelines: str = ""


@transaction.atomic
def open_campaign(plan: Plan, *, by: User | None) -> Campaign:
    """Make the campaign and its slots over every pair whose videos can be played.

    Raises InvalidError for an overlap out of range or a protocol that cannot be run, ConflictError
    for a name that is taken or a corpus without a playable pair.
    """
    _check(plan)
    seed = plan.seed if plan.seed is not None else secrets.randbelow(LARGEST_SEED)
    campaign = Campaign.objects.create(
        name=plan.name,
        corpus=plan.corpus,
        protocol=plan.protocol,
        overlap=plan.overlap,
        seed=seed,
        guidelines=plan.guidelines,
        open_to_all_annotators=plan.open_to_all_annotators,
        state=Campaign.State.OPEN,
        created_by=by,
    )
    pairs = add_new_pairs(campaign)
    if not pairs:
        raise ConflictError(
            f"The corpus {plan.corpus.name!r} has no pair whose videos are ready. Wait until its "
            "clips are processed, build pairs, and open the campaign then.",
            code="no_pairs",
        )
    record(by=by, action="campaign_opened", subject=campaign, pairs=pairs, overlap=plan.overlap)
    return campaign


def plan_from(body: Mapping[str, Any]) -> Plan:
    """The plan that names its corpus and protocol. Raises InvalidError for one that is unknown."""
    named = body["protocol"]
    protocol = protocol_by_sha256(named) or protocol_named(named, by=None)
    if protocol is None:
        message = f"There is no protocol {body['protocol']!r}. `safesora` is one."
        raise InvalidError(message, fields=[FieldProblem("protocol", "unknown", message)])
    try:
        corpus = corpus_named(body["corpus"])
    except NotFoundError as error:
        problem = FieldProblem("corpus", "unknown", error.message)
        raise InvalidError(error.message, fields=[problem]) from error
    return Plan(**{**body, "corpus": corpus, "protocol": protocol})


def _check(plan: Plan) -> None:
    if not 1 <= plan.overlap <= MOST_OVERLAP:
        message = f"The overlap must be 1 to {MOST_OVERLAP}; {plan.overlap} is not."
        raise InvalidError(message, fields=[FieldProblem("overlap", "out_of_range", message)])
    if why_not := definition_of(plan.protocol).why_not_runnable():
        raise InvalidError(why_not, code="protocol_not_runnable")
    if Campaign.objects.filter(name=plan.name).exists():
        raise ConflictError(
            f"A campaign named {plan.name!r} exists already. Choose another name.",
            code="name_taken",
        )


def add_new_pairs(campaign: Campaign) -> int:
    """Give slots to the corpus's playable pairs that have none here; returns how many pairs.

    New pairs are shuffled among themselves, behind those that are there.
    """
    single = len(definition_of(campaign.protocol).items) == 1
    known = queries.playable_pairs(campaign.corpus_id, single=single)
    new = known.exclude(slots__campaign=campaign).values_list("id", flat=True)
    start = queries.next_position(campaign)
    order = shuffled(new, campaign.seed + start)
    if order:
        _insert_slots(campaign, order, start)
    return len(order)


def _insert_slots(campaign: Campaign, order: list[int], start: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO campaigns_slot
                (campaign_id, pair_id, ordinal, state, position, sensitive, categories, fence)
            SELECT %(campaign)s, pair.id, ordinal, 'free', %(start)s + place.nr - 1,
                   prompt.type = 'safety_critical' OR cardinality(prompt.labels) > 0
                       OR cardinality(one.labels) > 0 OR coalesce(cardinality(two.labels), 0) > 0,
                   ARRAY(SELECT DISTINCT unnest(prompt.labels || one.labels
                       || coalesce(two.labels, '{}')) ORDER BY 1), 0
            FROM unnest(%(order)s::bigint[]) WITH ORDINALITY AS place (pair_id, nr)
            JOIN catalog_pair pair ON pair.id = place.pair_id
            JOIN catalog_prompt prompt ON prompt.id = pair.prompt_id
            JOIN catalog_video one ON one.id = pair.video_0_id
            LEFT JOIN catalog_video two ON two.id = pair.video_1_id
            CROSS JOIN generate_series(0, %(overlap)s - 1) AS ordinal
            """,
            {
                "campaign": campaign.pk,
                "order": order,
                "start": start,
                "overlap": campaign.overlap,
            },
        )


@transaction.atomic
def change_state(campaign: Campaign, state: Campaign.State, *, by: User | None) -> None:
    """Open, pause or close. Answers to what is already held are still taken and counted."""
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    record(by=by, action="campaign_state_changed", subject=campaign, state=state.value)


@transaction.atomic
def change_guidelines(campaign: Campaign, guidelines: str, *, by: User | None) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(guidelines=guidelines)
    record(by=by, action="guidelines_changed", subject=campaign, letters=len(guidelines))


@transaction.atomic
def take_in_new_pairs(campaign: Campaign, *, by: User | None) -> int:
    """Open places for pairs that the corpus got since; returns how many pairs came in."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    added = add_new_pairs(locked)
    slots_changed(locked.pk)
    record(by=by, action="pairs_added", subject=campaign, pairs=added)
    return added


@transaction.atomic
def change_overlap(campaign: Campaign, overlap: int, *, by: User | None) -> None:
    """Raised: slots are added. Lowered: free slots retire; counted answers stay counted."""
    if not 1 <= overlap <= MOST_OVERLAP:
        message = f"The overlap must be 1 to {MOST_OVERLAP}; {overlap} is not."
        raise InvalidError(message, fields=[FieldProblem("overlap", "out_of_range", message)])
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    open_slots_up_to(locked, overlap)
    retire_free_slots(locked, beyond=overlap)
    Campaign.objects.filter(pk=campaign.pk).update(overlap=overlap)
    record(by=by, action="overlap_changed", subject=campaign, overlap=overlap)


def open_slots_up_to(campaign: Campaign, overlap: int) -> int:
    """Add places to each pair that has fewer than `overlap` in use or free; how many were added."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO campaigns_slot
                (campaign_id, pair_id, ordinal, state, position, sensitive, categories, fence)
            SELECT last.campaign_id, last.pair_id, last.ordinal + extra, 'free',
                   last.position, last.sensitive, last.categories, 0
            FROM (SELECT DISTINCT ON (pair_id) *, count(*) FILTER (WHERE state <> 'retired')
                      OVER (PARTITION BY pair_id) AS used
                  FROM campaigns_slot WHERE campaign_id = %s ORDER BY pair_id, ordinal DESC) AS last
            CROSS JOIN LATERAL generate_series(1, %s - last.used) AS extra
            """,
            [campaign.pk, overlap],
        )
        added: int = cursor.rowcount
    slots_changed(campaign.pk)
    return added


@transaction.atomic
def add_slots(campaign: Campaign, pairs: list[int], count: int) -> int:
    """Add `count` places to each of these pairs of the campaign; returns how many were added."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO campaigns_slot
                (campaign_id, pair_id, ordinal, state, position, sensitive, categories, fence)
            SELECT last.campaign_id, last.pair_id, last.ordinal + extra, 'free',
                   last.position, last.sensitive, last.categories, 0
            FROM (SELECT DISTINCT ON (pair_id) * FROM campaigns_slot
                  WHERE campaign_id = %s AND pair_id = ANY(%s)
                  ORDER BY pair_id, ordinal DESC) AS last
            CROSS JOIN generate_series(1, %s) AS extra
            """,
            [campaign.pk, pairs, count],
        )
        added: int = cursor.rowcount
    slots_changed(campaign.pk)
    return added


def retire_free_slots(campaign: Campaign, *, beyond: int) -> int:
    """Retire free places of each pair until at most `beyond` of its places are in use or free."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE campaigns_slot SET state = 'retired' WHERE id IN (
                SELECT id FROM (
                    SELECT id, state, row_number() OVER (
                        PARTITION BY pair_id ORDER BY (state = 'free'), ordinal) AS nr
                    FROM campaigns_slot WHERE campaign_id = %s AND state <> 'retired'
                ) AS ranked WHERE state = 'free' AND nr > %s
            ) AND state = 'free'
            """,
            [campaign.pk, beyond],
        )
        retired: int = cursor.rowcount
    return retired


def slots_changed(campaign_id: uuid.UUID) -> None:
    """Whoever was told that nothing is left looks again."""
    Campaign.objects.filter(pk=campaign_id).update(slots_changed=F("slots_changed") + 1)


@transaction.atomic
def enrol(campaign: Campaign, user: User, role: Membership.Role, *, by: User | None) -> Membership:
    """Make somebody annotator or reviewer of a campaign; the same again changes nothing."""
    membership, made = Membership.objects.update_or_create(
        campaign=campaign, user=user, defaults={"role": role, "left_at": None}
    )
    record(by=by, action="enrolled", subject=membership, role=role.value, new=made)
    return membership


def seed_of(*parts: object) -> int:
    """A seed drawn from what it belongs to, so that it can be replayed."""
    return random.Random(":".join(map(str, parts))).randrange(LARGEST_SEED)  # noqa: S311
