"""Which answers count, and what they say, summed by the database."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.models import Pair

AT_ONCE = 5000

PairVotes = tuple[int, str, int]


def not_withdrawn(prefix: str = "") -> dict[str, None]:
    """Conditions on a pair: neither it nor its prompt nor one of its videos was withdrawn."""
    things = ("", "prompt__", "video_0__", "video_1__")
    return {f"{prefix}{thing}withdrawn_at": None for thing in things}


def is_counted() -> Q:
    """Give the condition of an assignment that counts. Gold and what was withdrawn never do."""
    state, purpose = Assignment.State.COMPLETE, Assignment.Purpose.WORK
    finished = Q(state=state, purpose=purpose, **not_withdrawn("pair__"))
    return finished & ~Q(pair__origin=Pair.Origin.GOLD)


def counted_assignments(campaign: Campaign) -> QuerySet[Assignment]:
    """Give the finished work of the campaign."""
    return Assignment.objects.filter(is_counted(), campaign=campaign)


def pair_votes(counted: QuerySet[Assignment], question: str) -> Iterator[PairVotes]:
    """Yield pair, answer and how many gave it to a question about the whole pair, pair by pair."""
    return (
        Judgement.objects.filter(assignment__in=counted, answers__has_key=question)
        .annotate(answer=KeyTextTransform(question, "answers"), pair=F("assignment__pair_id"))
        .values_list("pair", "answer")
        .annotate(count=Count("*"))
        .order_by("pair", "answer")
        .iterator(AT_ONCE)
    )
