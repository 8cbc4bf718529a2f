"""What a manager does with a campaign: open, pause, close, enrol people, change the overlap."""

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns import queries
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.rules import LARGEST_SEED, shuffled
from annotation_server.campaigns.services.slots import (
    open_slots,
    open_slots_up_to,
    retire_free_slots,
    slots_changed,
)
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
    """What a campaign is opened with. Without a seed, one is drawn and stored.

    `asks_consent` None: consent is asked for if a pair is sensitive.
    """

    name: str
    corpus: Corpus
    protocol: Protocol
    overlap: int
    seed: int | None = None
    open_to_all_annotators: bool = False
    guidelines: str = ""
    asks_consent: bool | None = None


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
    _decide_on_consent(campaign, plan)
    consent = campaign.asks_consent
    told = {"pairs": pairs, "overlap": plan.overlap, "asks_consent": consent}
    record(by=by, action="campaign_opened", subject=campaign, **told)
    return campaign


def _decide_on_consent(campaign: Campaign, plan: Plan) -> None:
    """Nobody is shown what is hard to look at unasked, unless that was decided."""
    asked = plan.asks_consent
    if asked is None:
        asked = campaign.slots.filter(sensitive=True).exists()
    campaign.asks_consent = asked
    campaign.save(update_fields=["asks_consent"])


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
    trained = queries.training_items(campaign).values("pair")
    new = known.exclude(slots__campaign=campaign).exclude(pk__in=trained)
    for shown in campaign.worked_examples.all():
        new = new.exclude(queries.made_of(shown.video_0_id, shown.video_1_id))
    start = queries.next_position(campaign)
    order = shuffled(new.values_list("id", flat=True), campaign.seed + start)
    if order:
        open_slots(campaign, order, start)
    return len(order)


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
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
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
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    open_slots_up_to(locked, overlap)
    retire_free_slots(locked, beyond=overlap)
    Campaign.objects.filter(pk=campaign.pk).update(overlap=overlap)
    record(by=by, action="overlap_changed", subject=campaign, overlap=overlap)


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
