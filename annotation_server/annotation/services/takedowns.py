"""Withdraw a prompt, a video or a pair, or hold what somebody reports: what it means for the work.

Its addresses are refused at once, whoever holds it is freed of it and paid, no place of it is given
out again, and what was answered stays stored but is left out of whatever is exported from then on.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.annotation import queries
from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Membership
from annotation_server.campaigns.services import (
    lock_campaigns_of,
    reopen_places_of,
    retire_places_of,
)
from annotation_server.catalog import services as catalog
from annotation_server.catalog.models import Takedown
from annotation_server.catalog.queries.takedowns import Thing, pairs_of
from annotation_server.core import limits
from annotation_server.core.limits import Limit

TOO_MANY = (
    "You have reported many pairs in a short time, and managers see each of them. Wait {wait} "
    "before the next report; until then skip what you don't want to see."
)
# One person holds at most so much before somebody has to look; managers are not counted.
IN_AN_HOUR = Limit("reports in an hour", 10, timedelta(hours=1), TOO_MANY)
IN_A_DAY = Limit("reports in a day", 30, timedelta(days=1), TOO_MANY)


@transaction.atomic
def report_assignment(
    assignment_id: uuid.UUID, *, about: Iterable[str], note: str, by: User
) -> Assignment:
    """Hold the videos, or the prompt, of a pair that this annotator was given.

    Raises NotFoundError for somebody else's, TooManyAttemptsError for too many in a short time.
    """
    queries.refuse_unless_theirs(by, assignment_id)
    pair = Assignment.objects.select_related("pair__prompt").get(pk=assignment_id).pair
    named = {"prompt": pair.prompt, "video_0": pair.video_0, "video_1": pair.video_1}
    things = [thing for name in sorted(set(about)) if (thing := named[name]) is not None]
    report(things, note=note, by=by)
    return Assignment.objects.get(pk=assignment_id)


@transaction.atomic
def report(things: Iterable[Thing], *, note: str, by: User) -> list[Takedown]:
    """Hold what somebody who may see it reports as perhaps illegal, until a manager decides."""
    if not by.is_manager:
        for limit in (IN_AN_HOUR, IN_A_DAY):
            limits.count(limit, str(by.pk))
    held = []
    for thing in things:
        held.append(catalog.hold(thing, report=note, by=by))
        _end_work_on(thing)
    return held


@transaction.atomic
def withdraw(thing: Thing, *, reason: str, delete_files: bool = False, by: User | None) -> Takedown:
    """Take a thing out for good; the same again changes nothing."""
    takedown = catalog.withdraw(thing, reason=reason, delete_files=delete_files, by=by)
    _end_work_on(thing)
    return takedown


@transaction.atomic
def put_back(takedown: Takedown, *, by: User | None) -> Takedown:
    """Release what is held or restore what is withdrawn: new places open up to the overlap.

    Nobody who was freed of a pair gets it again: they are paid for it already.
    """
    back = catalog.put_back(takedown, by=by)
    reopen_places_of(list(pairs_of(back.thing).values_list("pk", flat=True)))
    return back


def _end_work_on(thing: Thing) -> None:
    """End it, and once more after the commit: a claim that was under way is seen only then."""
    pairs = list(pairs_of(thing).values_list("pk", flat=True))
    end_work_on_pairs(pairs)
    transaction.on_commit(lambda: end_work_on_pairs(pairs))


@transaction.atomic
def end_work_on_pairs(pairs: list[int]) -> None:
    """End every lease of these pairs, paid, and retire their places. Safe to run twice.

    Rows are locked in the order of every other service: memberships, assignments, campaigns, slots.
    """
    live = Assignment.objects.filter(pair__in=pairs, state__in=queries.LIVE)
    holders = live.filter(campaign=OuterRef("campaign"), annotator=OuterRef("user"))
    members = Membership.objects.filter(Exists(holders)).order_by("pk")
    list(members.select_for_update(of=("self",)).values_list("pk"))
    list(live.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    live.update(state=Assignment.State.WITHDRAWN, finished_at=Now())
    lock_campaigns_of(pairs)
    retire_places_of(pairs)
