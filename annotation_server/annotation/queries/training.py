"""Where somebody stands in a campaign's training, and who passed it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Attempt, Trial
from annotation_server.annotation.queries import NOT_YOURS
from annotation_server.annotation.rules.training import Tries
from annotation_server.annotation.rules.wanted import is_wanted
from annotation_server.campaigns import queries as campaigns
from annotation_server.campaigns.models import Campaign, Membership, TrainingItem
from annotation_server.catalog.models import Pair
from annotation_server.core.errors import NotFoundError
from annotation_server.protocol.queries import definition_of

TUTORIAL, QUALIFICATION = TrainingItem.Kind.TUTORIAL, TrainingItem.Kind.QUALIFICATION


@dataclass(frozen=True, slots=True)
class Standing:
    """What is asked of an annotator, how far they came, and what comes next for them.

    `attempts` are the finished ones, oldest first. `again_at` is when a failed qualification may
    be tried again, `is_used_up` that it may not.
    """

    asked: bool
    qualified_at: datetime | None
    items: dict[str, int]
    attempts: list[Attempt]
    again_at: datetime | None
    is_used_up: bool

    def is_done(self, kind: TrainingItem.Kind) -> bool:
        """Whether a whole tutorial was seen; a qualification is done when it is passed."""
        of_kind = [one for one in self.attempts if one.kind == kind]
        return any(one.passed or kind == TUTORIAL for one in of_kind)

    @property
    def next(self) -> str:
        """`tutorial`, `qualification`, `wait`, `used_up`, or `nothing`."""
        if not self.asked or self.qualified_at:
            return "nothing"
        if self.items[TUTORIAL] and not self.is_done(TUTORIAL):
            return "tutorial"
        if not self.items[QUALIFICATION] or self.is_used_up:
            return "used_up"
        return "wait" if self.again_at else "qualification"


def tries_of(campaign: Campaign) -> Tries:
    return Tries(campaign.most_attempts, timedelta(hours=campaign.retake_hours))


def standing(campaign: Campaign, mine: Membership | None, now: datetime) -> Standing:
    attempts = list(finished_attempts(mine)) if mine else []
    failures = [one.finished_at for one in attempts if one.passed is False and one.finished_at]
    tries = tries_of(campaign)
    again = tries.again_at(failures)
    shown = shown_items(campaign, mine)
    return Standing(
        asked=campaign.asks_training,
        qualified_at=mine.qualified_at if mine else None,
        items={kind: sum(one.kind == kind for one in shown) for kind in TrainingItem.Kind},
        attempts=attempts,
        again_at=again if again and again > now else None,
        is_used_up=tries.is_used_up(len(failures)),
    )


def shown_items(campaign: Campaign, mine: Membership | None) -> list[TrainingItem]:
    """The items for this person: nothing that was withdrawn, and nothing they opted out of."""
    opt_outs = mine.opt_outs if mine else []
    neutral_only = mine.neutral_only if mine else False
    return [
        item
        for item in campaigns.training_items(campaign)
        if not item.pair.is_taken_down
        and is_wanted(
            item.pair.categories if item.pair.is_sensitive else None,
            opt_outs=opt_outs,
            neutral_only=neutral_only,
        )
    ]


def pairs_to_show(campaign: Campaign) -> QuerySet[Pair]:
    """Pairs of the corpus that can be part of the training, with their videos."""
    single = len(definition_of(campaign.protocol).items) == 1
    pairs = campaigns.playable_pairs(campaign.corpus_id, single=single)
    shown = pairs.select_related("prompt", "video_0__rendition", "video_1__rendition")
    return shown.order_by("prompt_id", "pk")


def pair_to_show(campaign: Campaign, pair_id: int) -> QuerySet[Pair]:
    """This one alone, or nothing."""
    return pairs_to_show(campaign).filter(pk=pair_id)


def pairs_to_choose(campaign: Campaign, *, words: str = "") -> QuerySet[Pair]:
    """Those that are not part of it yet, with these words in the prompt's text."""
    chosen = campaigns.training_items(campaign).values("pair")
    pairs = pairs_to_show(campaign).exclude(pk__in=chosen)
    return pairs.filter(prompt__text__icontains=words) if words else pairs


def finished_attempts(mine: Membership) -> QuerySet[Attempt]:
    return mine.attempts.exclude(finished_at=None).order_by("started_at", "pk")


def open_trials(attempt: Attempt) -> list[Trial]:
    """What is still to do of an attempt, in its order; of what was withdrawn nothing."""
    rows = attempt.trials.filter(finished_at=None).select_related(
        "item__pair__prompt", "item__pair__video_0__rendition", "item__pair__video_1__rendition"
    )
    return [one for one in rows.order_by("position") if not one.item.pair.is_taken_down]


def own_trial(user: User, trial_id: uuid.UUID) -> Trial:
    """The locked trial of this annotator, after their membership; NotFoundError for another's."""
    its = Trial.objects.filter(pk=trial_id, attempt__membership__user=user)
    mine = Membership.objects.select_for_update(of=("self",))
    if mine.filter(pk__in=its.values("attempt__membership")).first() is None:
        raise NotFoundError(NOT_YOURS)
    rows = its.select_for_update(of=("self",)).select_related(
        "attempt__membership__campaign__protocol",
        "item__pair__prompt",
        "item__pair__video_0",
        "item__pair__video_1",
    )
    return rows.get()


def refuse_unless_their_trial(user: User, trial_id: uuid.UUID) -> None:
    """Before a body is read: whoever may not see a trial learns nothing about it."""
    if not Trial.objects.filter(pk=trial_id, attempt__membership__user=user).exists():
        raise NotFoundError(NOT_YOURS)


def trainees(campaign: Campaign) -> Iterable[Membership]:
    """The annotators of a campaign, in the order in which they came, with finished attempts."""
    done = Attempt.objects.exclude(finished_at=None).order_by("started_at", "pk")
    rows = campaigns.members(campaign).filter(role=Membership.Role.ANNOTATOR)
    return rows.prefetch_related(Prefetch("attempts", done))
