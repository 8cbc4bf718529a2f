"""One tree of errors. `code` is part of the API and never changes; the sentence is for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong at one place of a body: `path` is dotted, as in `answers.harm.video_0`."""

    path: str
    code: str
    message: str


class TandemError(Exception):
    """A request or a command that cannot be carried out, with the sentence that says why."""

    code = "error"
    status = 400

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        fields: Sequence[FieldProblem] = (),
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = tuple(fields)
        self.details = dict(details or {})


class InvalidError(TandemError):
    """The input is not what was asked for; `fields` name every place."""

    code = "invalid"
    status = 400


class NotSignedInError(TandemError):
    code = "not_signed_in"
    status = 401


class ForbiddenError(TandemError):
    """Used only where knowing that the thing exists tells nothing; else NotFoundError."""

    code = "forbidden"
    status = 403


class NotFoundError(TandemError):
    """Not there and not yours are the same answer."""

    code = "not_found"
    status = 404

    def __init__(self, message: str = "There is nothing here for you.", **rest: Any) -> None:
        super().__init__(message, **rest)


class ConflictError(TandemError):
    """The request is well formed but the present state refuses it."""

    code = "conflict"
    status = 409


class GoneError(TandemError):
    code = "gone"
    status = 410


class CsrfFailedError(TandemError):
    code = "csrf_failed"
    status = 403
