"""What every service on a batch begins with."""

from annotation_server.accounts.models import User
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.quality.models import Batch
from annotation_server.quality.queries import inspections as queries
from annotation_server.quality.rules.sampling import Plan, problem_with


def opened(batch: Batch, *, by: User) -> Batch:
    """The locked batch, if it is under inspection and not of their own work."""
    refuse_own(batch.annotator, by)
    locked = queries.locked_batch(batch)
    if locked.state != Batch.State.OPEN:
        raise ConflictError(
            f"This batch was {locked.state} already. Reload the page to see how it stands.",
            code="batch_decided",
        )
    return locked


def refuse_own(annotator: User, by: User) -> None:
    if annotator.pk == by.pk:
        raise ConflictError(
            "This is work of your own. Ask another reviewer to inspect it.", code="own_work"
        )


def refuse_plan(plan: Plan) -> None:
    problem = problem_with(plan)
    if problem is not None:
        raise InvalidError(
            problem.message,
            fields=[FieldProblem(f"plan.{problem.field}", "invalid", problem.message)],
        )
