"""A browser that somebody signed in with before is known again, by a cookie that does only that.

It opens nothing. It keeps wrong passwords sent by others, also from the same address, from being
counted against those who work at this browser.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from annotation_server.accounts.models import User

COOKIE = "tandem_browser"
PATH = "/api/session"
AGE = timedelta(days=180)
SALT = "annotation_server.accounts.browsers"


def remember(response: HttpResponseBase, user: User) -> None:
    """Make the browser that gets this reply one of the user's."""
    value = signing.dumps([str(user.pk), secrets.token_urlsafe(12)], salt=SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def browser_of(request: HttpRequest, name: str) -> str | None:
    """Which known browser of the user with this name asks; None when it is none of theirs."""
    try:
        user, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    theirs = User.objects.filter(pk=user, identity__name__iexact=name).exists()
    return str(browser) if theirs else None
