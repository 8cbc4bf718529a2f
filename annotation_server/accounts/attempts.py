"""How often a password may be tried, so that nobody is locked out by somebody else.

Failures are counted by name and address together, and by address; those at a browser that the
person signed in with before count for that browser alone. No count is by name alone: it would let
anybody lock anybody out.
"""

from datetime import timedelta

from django.http import HttpRequest

from annotation_server.accounts.browsers import browser_of
from annotation_server.core import limits
from annotation_server.core.clients import address_of
from annotation_server.core.limits import Limit

SPAN = timedelta(minutes=15)
REFUSAL = (
    "Too many sign-ins failed here. Wait {wait}, then try again; a manager can give a new password."
)
NAME_AND_ADDRESS = Limit("sign-in", 10, SPAN, REFUSAL)
KNOWN_BROWSER = Limit("sign-in at a known browser", 10, SPAN, REFUSAL)
ADDRESS = Limit("sign-in from an address", 200, SPAN, REFUSAL)
PASSWORD = Limit(
    "password change",
    10,
    SPAN,
    "The current password was wrong too often. Wait {wait}, then try again.",
)

Counted = list[tuple[Limit, tuple[str, ...]]]


def count_sign_in(request: HttpRequest, name: str) -> Counted:
    """Count a sign-in before it is tried. Raises TooManyAttemptsError."""
    browser = browser_of(request, name)
    address = address_of(request)
    counted: Counted = [(NAME_AND_ADDRESS, (address, name.casefold())), (ADDRESS, (address,))]
    if browser is not None:
        counted = [(KNOWN_BROWSER, (browser,))]
    for limit, whom in counted:
        limits.count(limit, *whom)
    return counted


def sign_in_went_well(counted: Counted) -> None:
    """Those who know their password start anew; their address gets back only this attempt."""
    for limit, whom in counted:
        if limit is ADDRESS:
            limits.take_back(limit, *whom)
        else:
            limits.forget(limit, *whom)
