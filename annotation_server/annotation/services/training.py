"""Running a tutorial or a qualification: begin it, answer it pair by pair, weigh it at its end.

Nothing of it is an assignment: no slot, no lease, no figure, no export, no pay.
"""

import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Attempt, Trial
from annotation_server.annotation.queries import training as queries
from annotation_server.annotation.rules.training import is_passed, keys_of, scores_of
from annotation_server.annotation.services.care import refuse_without_consent
from annotation_server.annotation.services.queue import annotator_membership, closed
from annotation_server.annotation.services.submit import Submission, checked_answers
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign, Membership, TrainingItem
from annotation_server.campaigns.services import seed_of
from annotation_server.core.errors import ConflictError, GoneError
from annotation_server.protocol.queries import definition_of


@dataclass(frozen=True, slots=True)
class Lesson:
    """An attempt and what is still to do of it."""

    attempt: Attempt
    trials: list[Trial]
    campaign: Campaign

    @property
    def total(self) -> int:
        return self.attempt.trials.count()


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """What is stored, and the stage to do next: None when the pair is done."""

    trial: Trial
    stage: str | None


@transaction.atomic
def begin(campaign: Campaign, kind: TrainingItem.Kind, *, by: User, locale: str = "en") -> Lesson:
    """Begin an attempt of this kind, or take up the one that is open.

    Raises NotFoundError for who is no annotator here, ConflictError: `consent_needed`;
    `campaign_paused`, `campaign_closed`; `training_not_asked`, `qualified_already`,
    `nothing_to_show`, `tutorial_first`, `retake_too_early`, `no_attempt_left`.
    """
    mine = annotator_membership(campaign.pk, by)
    mine.campaign = campaign  # with its pass marks as data, not as text
    refuse_without_consent(campaign, mine)
    if campaign.state != Campaign.State.OPEN:
        raise closed(campaign)
    attempt = mine.attempts.filter(kind=kind, finished_at=None).first()
    if attempt is None:
        _refuse(campaign, mine, kind)
        attempt = _new(campaign, mine, kind, locale)
    trials = queries.open_trials(attempt)
    if not trials:
        _finish(attempt, by)
    return Lesson(attempt, trials, campaign)


@transaction.atomic
def answer_trial(trial_id: uuid.UUID, submission: Submission, *, by: User) -> TrialOutcome:
    """Store the answers of one stage of a trial, once. The last one of an attempt ends it.

    Raises as `submit` does.
    """
    trial = queries.own_trial(by, trial_id)
    if trial.item.pair.is_taken_down:
        raise GoneError("This pair was withdrawn. Go on with the next one.", code="pair_withdrawn")
    definition = definition_of(trial.attempt.membership.campaign.protocol)
    checked = checked_answers(definition, submission, trial.answers)
    stored = trial.answers.get(submission.stage)
    if stored is not None and stored != checked.answers:
        raise ConflictError(
            "You have answered this already, with other answers. What was stored first stays.",
            code="already_answered",
            details={"stored": stored},
        )
    if stored is None:
        trial.answers = {**trial.answers, submission.stage: checked.answers}
        _store(
            trial, submission.locale, is_last=len(trial.answers) == len(definition.stages), by=by
        )
    left = (stage.key for stage in definition.stages if stage.key not in trial.answers)
    return TrialOutcome(trial, next(left, None))


def _store(trial: Trial, locale: str, *, is_last: bool, by: User) -> None:
    rows = Trial.objects.filter(pk=trial.pk)
    rows.update(answers=trial.answers, locale=locale)
    if is_last:
        rows.update(finished_at=Now())
        if not queries.open_trials(trial.attempt):
            _finish(trial.attempt, by)


def _refuse(campaign: Campaign, mine: Membership, kind: TrainingItem.Kind) -> None:
    """Whatever speaks against another attempt. A tutorial may be seen as often as one likes."""
    stands = queries.standing(campaign, mine, timezone.now())
    if not stands.asked:
        raise ConflictError(
            "This campaign asks for no training. Open it and begin.", code="training_not_asked"
        )
    if not stands.items[kind]:
        raise ConflictError(
            "There is nothing in this part that can be shown to you. Ask the campaign's manager to "
            "let you work without it.",
            code="nothing_to_show",
        )
    if kind == TrainingItem.Kind.QUALIFICATION:
        _refuse_qualification(stands)


def _refuse_qualification(stands: queries.Standing) -> None:
    if stands.qualified_at:
        raise ConflictError(
            "You have passed already. Open the campaign and begin.", code="qualified_already"
        )
    if stands.next == "tutorial":
        raise ConflictError(
            "See the tutorial to its end first: it explains what is asked here.",
            code="tutorial_first",
        )
    if stands.is_used_up:
        raise ConflictError(
            "You have used all the attempts that this campaign gives. Ask its manager.",
            code="no_attempt_left",
        )
    if stands.again_at:
        raise ConflictError(
            "It is too early to try again. The page says from when on you can.",
            code="retake_too_early",
            details={"again_at": stands.again_at.isoformat()},
        )


def _new(campaign: Campaign, mine: Membership, kind: TrainingItem.Kind, locale: str) -> Attempt:
    last = mine.attempts.filter(kind=kind).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    attempt = Attempt.objects.create(membership=mine, kind=kind, number=number)
    shown = [item for item in queries.shown_items(campaign, mine) if item.kind == kind]
    for position, item in enumerate(shown):
        Trial.objects.create(
            attempt=attempt,
            item=item,
            position=position,
            seed=seed_of(campaign.seed, item.pair_id, mine.user_id, number),
            keys=keys_of(item.answers, item.keyed),
            locale=locale,
        )
    return attempt


def _finish(attempt: Attempt, by: User) -> None:
    """End an attempt; of a qualification say whether it is passed. It decides who gets work."""
    mine = attempt.membership
    campaign = mine.campaign
    attempt.finished_at = timezone.now()
    if attempt.kind == TrainingItem.Kind.QUALIFICATION:
        tried = attempt.trials.exclude(finished_at=None).values_list("keys", "answers")
        scores = scores_of(list(tried))
        attempt.scores = {question: asdict(score) for question, score in scores.items()}
        attempt.passed = bool(scores) and is_passed(scores, campaign.pass_marks)
    attempt.save(update_fields=["finished_at", "scores", "passed"])
    if mine.qualified_at is None and _is_enough(attempt, campaign):
        Membership.objects.filter(pk=mine.pk).update(qualified_at=Now())
        record(by=by, action="qualified", subject=mine, attempt=attempt.number)


def _is_enough(attempt: Attempt, campaign: Campaign) -> bool:
    """A passed qualification is; a tutorial is where there is no qualification."""
    if attempt.kind == TrainingItem.Kind.QUALIFICATION:
        return bool(attempt.passed)
    tests = campaign.training.filter(kind=TrainingItem.Kind.QUALIFICATION, retired_at=None)
    return not tests.exists()
