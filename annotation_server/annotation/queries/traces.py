"""What an annotator has left behind: what goes when they withdraw."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.annotation.queries import LIVE
from annotation_server.campaigns.models import Slot


@dataclass(frozen=True, slots=True)
class Traces:
    """What would go if an annotator withdrew: judged assignments, places that they fill or hold."""

    answers: int
    places: int
    campaigns: int


def traces_of(person: User) -> Traces:
    work = traced(person)
    return Traces(
        answers=work.filter(Exists(Judgement.objects.filter(assignment=OuterRef("pk")))).count(),
        places=places_of(work).count(),
        campaigns=work.aggregate(n=Count("campaign", distinct=True))["n"],
    )


def traced(person: User) -> QuerySet[Assignment]:
    """Their work that withdraws with them; what was given back unjudged says nothing of anybody."""
    judged = Exists(Judgement.objects.filter(assignment=OuterRef("pk")))
    unjudged = Q(~judged, state=Assignment.State.RELEASED)
    work = Assignment.objects.filter(annotator=person)
    return work.exclude(unjudged).exclude(state=Assignment.State.WITHDRAWN)


def places_of(work: QuerySet[Assignment]) -> QuerySet[Slot]:
    """The places that this work fills or holds, by its fence."""
    filled = Q(assignments__state=Assignment.State.COMPLETE, state=Slot.State.DONE)
    held = Q(assignments__state__in=LIVE, state__in=[Slot.State.HELD, Slot.State.FREE])
    its = Q(assignments__in=work, assignments__fence=F("fence"))
    return Slot.objects.filter(its & (filled | held))
