"""One JSON shape for every error, whatever raised it."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotation_server.core.authentication import CSRF
from annotation_server.core.errors import (
    CsrfFailedError,
    NotFoundError,
    NotSignedInError,
    TandemError,
)
from annotation_server.core.fields import invalid

log = logging.getLogger(__name__)

NOT_HERE = "There is nothing here for you. Check the address, or ask who gave it to you."
SIGN_IN = "You are not signed in. Sign in and try again; nothing you entered is lost."
BROKEN = "The server could not finish this. Nothing was stored; try again in a minute."


def error_body(error: TandemError) -> dict[str, Any]:
    """The one JSON shape of every error: code, message, fields, details."""
    fields = [{"path": f.path, "code": f.code, "message": f.message} for f in error.fields]
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "fields": fields,
            "details": error.details,
        }
    }


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn any exception of a view into the one JSON shape."""
    set_rollback()
    known = as_tandem_error(error)
    if known is None:
        log.error("unexpected error in %s", type(context.get("view")).__name__, exc_info=error)
        known = ServerError(BROKEN)
    headers = {}
    if wait := getattr(error, "wait", None):  # of our own limits
        headers["Retry-After"] = str(int(wait))
    if known.status == NotSignedInError.status:
        headers["WWW-Authenticate"] = "Session"
    return Response(error_body(known), status=known.status, headers=headers)


class ServerError(TandemError):
    code = "server_error"
    status = 500


class MethodNotAllowedError(TandemError):
    code = "method_not_allowed"
    status = 405


class BusyError(TandemError):
    code = "database_unavailable"
    status = 503


def as_tandem_error(error: Exception) -> TandemError | None:
    """The error of our own tree that says the same; None for what nobody foresaw."""
    if isinstance(error, TandemError):
        return error
    if isinstance(error, exceptions.APIException | Http404 | PermissionDenied):
        return _from_rest_framework(error)
    if isinstance(error, DatabaseError):
        log.error("database error", exc_info=error)
        return BusyError("The database does not answer. Nothing is lost; try again shortly.")
    if isinstance(error, RequestDataTooBig | SuspiciousOperation):
        return TandemError("The request is malformed or too large.", code="bad_request")
    return None


def _from_rest_framework(
    error: exceptions.APIException | Http404 | PermissionDenied,
) -> TandemError:
    match error:
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return NotSignedInError(SIGN_IN)
        case exceptions.ValidationError():
            return invalid(error.detail)
        case exceptions.NotFound() | exceptions.PermissionDenied():
            return NotFoundError(NOT_HERE)
        case exceptions.APIException():
            known = TandemError(str(error.detail), code=str(error.default_code))
            known.status = error.status_code
            return known
    return NotFoundError(NOT_HERE)


def _reply(error: TandemError) -> JsonResponse:
    return JsonResponse(error_body(error), status=error.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return _reply(CsrfFailedError(CSRF))


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _reply(TandemError("The request is malformed or too large.", code="bad_request"))


def forbidden(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _reply(NotFoundError(NOT_HERE))


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _reply(NotFoundError(NOT_HERE))


def server_error(request: HttpRequest) -> JsonResponse:
    return _reply(ServerError(BROKEN))


View = Callable[[HttpRequest], HttpResponse]


def read_only(view: View) -> View:
    """Answer GET and HEAD; refuse every other method as the views of the API do."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request)
        refusal = _reply(MethodNotAllowedError(f"{request.method} is not possible here. Use GET."))
        refusal.headers["Allow"] = "GET, HEAD"
        return refusal

    return guarded
