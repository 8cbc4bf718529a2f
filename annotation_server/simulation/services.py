"""The people of the crowd, made and enrolled as a manager would do it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection

from annotation_server.accounts.services import create_user, fresh_password
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.services import enrol
from annotation_server.core.errors import ConflictError
from annotation_server.simulation import queries

AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the crowd and the password of this run."""

    name: str
    password: str


def ready(campaign: Campaign, name: str) -> SignIn:
    """An annotator of the campaign who can sign in; one who exists gets a fresh password.

    Raises ConflictError for a name that is a manager's: their sign-in is not ours to change.
    """
    user = queries.known_user(name)
    if user is None:
        made = create_user(name)
        user, password = made.user, made.password
    elif user.is_manager or user.is_suspended:
        raise ConflictError(
            f"{name!r} is a manager or suspended, so the crowd leaves them alone. "
            "Change that first, or use other names.",
            code="name_taken",
        )
    else:
        password = fresh_password(user, by=None)
    enrol(campaign, user, Membership.Role.ANNOTATOR, by=None)
    return SignIn(name, password)


def all_ready(
    campaign: Campaign, names: Sequence[str], show: Callable[[int, int], None]
) -> list[SignIn]:
    """`ready` for each name, two at a time: hashing a password is slow on purpose."""

    def one(name: str) -> SignIn:
        try:
            return ready(campaign, name)
        finally:
            connection.close()

    people: list[SignIn] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for person in pool.map(one, names):
            people.append(person)
            show(len(people), len(names))
    return people
